"""What those may have who look after the kiosk: the list for calling by hand, and slips.

The day and apologies are ordered from pages of the server. The list is asked for in one of three
ways, of which the first two work only while the server is away:

    the screen's upper left corner, touched five times within four seconds
    a card whose code says `motcua:hand-list`, before the scanner
    `mot-cua hand-list --id kiosk-1`, or the workbench
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from config.settings import OfficeSettings
from hardware.printer.commands import job_of
from hardware.printer.slips import apology, hand_over
from hardware.printer.slips.apology import ApologyPaper
from hardware.printer.slips.day_summary import DaySummary, strips
from hardware.printer.slips.hand_call import slips
from hardware.printer.slips.sheet import Fact, Letterhead, Signer
from hardware.printer.strips import Strip
from kiosk.hand_list import HandList
from kiosk.printing import Printing
from mot_cua.errors import Refused
from mot_cua.ids import Ticks
from mot_cua.messages import PrintApology, PrintHandOver, PrintSummary, SlipFacts

log = logging.getLogger(__name__)

TOUCHES: Final = 5
WITHIN_MS: Final = 4_000
"""A child that drums on the glass hits the corner once or twice, never so often so soon."""
REST_MS: Final = 30_000
"""After it was understood the corner is deaf for so long: one list is enough."""
SERVICE_CARD: Final = "motcua:hand-list"


class HandListWanted(NamedTuple):
    """Somebody who looks after the office wants the list, whether the server is there or not."""


class Corner:
    """Counts touches; no clock of its own."""

    def __init__(self) -> None:
        self._touches: deque[Ticks] = deque(maxlen=TOUCHES)
        self._deaf_until = Ticks(0)

    def touched(self, now: Ticks) -> bool:
        """Take a touch; True when it was the last of enough."""
        if now < self._deaf_until:
            return False
        self._touches.append(now)
        is_meant = len(self._touches) == TOUCHES and now - self._touches[0] <= WITHIN_MS
        if is_meant:
            self._touches.clear()
            self._deaf_until = Ticks(now + REST_MS)
        return is_meant


class Staff:
    """The technician's side of one kiosk."""

    def __init__(
        self,
        hand_list: HandList,
        printing: Printing,
        *,
        office: OfficeSettings,
        roll_dots: int,
        is_server_here: Callable[[], bool],
        complain: Callable[[str], None],
    ) -> None:
        self._hand_list, self._printing, self._dots = hand_list, printing, roll_dots
        self._office = office
        self._is_server_here, self._complain = is_server_here, complain
        self._corner = Corner()

    def touched(self, now: Ticks) -> None:
        """Somebody touched the corner."""
        if self._corner.touched(now) and not self._is_server_here():
            self.print_hand_list()

    def scanned(self, text: str) -> bool:
        """Take what was scanned; False when it is no card of ours, but perhaps a paper."""
        if text.strip().lower() != SERVICE_CARD:
            return False
        if not self._is_server_here():
            self.print_hand_list()
        return True

    def print_hand_list(self) -> None:
        """Print who waits, as far as this kiosk knows; one slip for each service."""
        self._print("a list for calling by hand", slips(self._hand_list.paper(), self._dots))

    def print_summary(self, order: PrintSummary) -> None:
        """Print the day that the administrator has ordered."""
        self._print("the summary of a day", [strips(summary_of(order, self._office), self._dots)])

    def print_apology(self, order: PrintApology) -> None:
        """Print the apology that an administrator or a leader has ordered."""
        try:
            paper = apology_of(order, self._office)
        except Refused as refusal:
            log.warning("the apology %s is not printed: %s", order.number, refusal)
            return
        self._print("an apology", [apology.strips(paper, self._dots)])

    def print_hand_over(self, order: PrintHandOver) -> None:
        """Print the record of a hand-over, for two signatures."""
        slip = hand_over.strips(hand_over_of(order, self._office), self._dots)
        self._print("the record of a hand-over", [slip])

    def _print(self, what: str, papers: list[list[Strip]]) -> None:
        if not self._printing.is_ready:
            log.warning("%s is not printed: the printer is %s", what, self._printing.state)
            self._complain("no-paper")
            return
        for paper in papers:
            self._printing.submit_slip(what, job_of(paper, self._dots))


def summary_of(order: PrintSummary, office: OfficeSettings) -> DaySummary:
    """Make of an order the slip that it asks for."""
    return DaySummary(
        letterhead=_letterhead(office, is_sample=order.is_sample),
        day=order.title,
        reception=_facts(order.reception),
        headline=order.headline,
        response=order.response,
        verdict=order.verdict,
        levels=_facts(order.levels),
        by_service=_facts(order.services),
        others=_facts(order.others),
        notes=order.notes,
        head=order.head,
        qr=order.qr,
        dated=order.dated,
        signers=tuple(Signer(one) for one in order.signers),
    )


def apology_of(order: PrintApology, office: OfficeSettings) -> ApologyPaper:
    """Make of an order the slip that it asks for.

    Raises:
        Refused: `no-dossier-code`; nothing may be printed that names a citizen.
    """
    return ApologyPaper(
        letterhead=_letterhead(office, is_sample=order.is_sample),
        number=order.number,
        dossier=order.dossier,
        apologist=office.name,
        addressed_as=f"quý {office.citizen_word.removeprefix('quý ')}",
        due=order.due,
        reason=f"{order.reason}.",
        new_due=order.new_due,
        new_due_hours=order.new_due_hours,
        rules=order.rules,
        basis=order.basis,
        hotline=f"Phản ánh, kiến nghị: {office.hotline}" if office.hotline else "",
        dated=order.dated,
        signers=(Signer(order.signer),) if order.signer else (),
    )


def _letterhead(office: OfficeSettings, *, is_sample: bool) -> Letterhead:
    return Letterhead(
        agency=office.agency.upper(),
        office=office.name.upper(),
        marks=("DỮ LIỆU MẪU",) if is_sample else (),
    )


def hand_over_of(order: PrintHandOver, office: OfficeSettings) -> hand_over.HandOverPaper:
    """Make of an order the record that it asks for."""
    return hand_over.HandOverPaper(
        letterhead=Letterhead(agency=office.agency.upper(), office=office.name.upper()),
        dated=order.dated,
        findings=tuple(
            hand_over.Finding(one.text, is_ok=one.is_ok, remedy=one.remedy) for one in order.items
        ),
        devices=_facts(order.devices),
        notes=order.notes,
        signers=(
            Signer("BÊN GIAO", name=order.giver),
            Signer("BÊN NHẬN", "(Ký, ghi rõ chức vụ)", name=order.taker),
        ),
    )


def _facts(told: SlipFacts) -> tuple[Fact, ...]:
    return tuple(Fact(one.label, one.value) for one in told)
