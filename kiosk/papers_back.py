"""Papers that people bring back to the kiosk's scanner, whichever kiosk gave them out.

    own paper ─▶ shown at once ─▶ fact ─▶ server ─▶ where it stands, and who helps
    another's ─▶ fact ─▶ server ─▶ whose number it is, where it stands, and who helps

1. What was read is sent only if it may stand on one of our papers. People hold other things before
   a scanner, with their names in them; those never leave the kiosk.
2. Without the server a kiosk knows its own papers alone, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from config.settings import Settings
from kiosk.day import KioskDay
from kiosk.flow import Flow, Shown
from kiosk.handing_out import Front, shown_of
from kiosk.series import Series
from mot_cua.clock import Clock
from mot_cua.ids import TicketId
from mot_cua.messages import PaperScanned, TellCitizen

_OF_A_PAPER: Final = re.compile(r"[A-Z]?\d{3,4}|[\w-]{22}", re.ASCII | re.IGNORECASE)
"""A label as it stands on paper, or a token of `mot_cua.ids.new_token`."""


class PapersBack:
    """What one kiosk does with papers that come back."""

    def __init__(
        self,
        front: Front,
        *,
        settings: Settings,
        series: Series,
        day: KioskDay,
        flow: Flow,
        clock: Clock,
        tell: Callable[[PaperScanned], None],
        is_server_here: Callable[[], bool],
    ) -> None:
        self._front, self._series, self._day = front, series, day
        self._flow, self._clock = flow, clock
        self._services = {one.code for one in settings.service}
        self._tell, self._is_server_here = tell, is_server_here

    def scanned(self, text: str) -> None:
        """Tell the server of a paper, and thank for it if it is ours."""
        issued = self._series.find(self._day.today, text)
        if issued is None:
            self._ask_about(text.rsplit("/", 1)[-1].strip())
            return
        self._tell(PaperScanned(ticket=issued.ticket))
        self._show(shown_of(issued))

    def answered(self, told: TellCitizen) -> None:
        """Show what the server says of a paper; of another kiosk's, also whose number it is."""
        if told.scanned and told.service not in self._services:
            self._front.complain("unknown-paper")
            return
        if told.scanned:
            token = "" if told.scanned.upper() == told.label else told.scanned
            self._show(Shown(told.ticket, told.label, told.service, token, None, "scanned"))
        now = self._clock.monotonic_ms()
        self._flow.answered(told.ticket, told.outcome, told.counters, now)

    def _ask_about(self, text: str) -> None:
        if not _OF_A_PAPER.fullmatch(text):
            self._front.complain("unknown-paper")
        elif not self._is_server_here():
            self._front.complain("paper-of-others")
        else:
            self._tell(PaperScanned(ticket=TicketId(""), scanned=text))

    def _show(self, shown: Shown) -> None:
        self._front.is_well_again()
        self._flow.scanned(shown, self._clock.monotonic_ms())
