"""The kiosk's information desk: prints a procedure to take home, and says what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from config.procedures import Procedure
from config.settings import Settings
from hardware.printer.commands import job_of
from hardware.printer.profile import Profile
from hardware.printer.slips import checklist
from hardware.printer.slips.checklist import Checklist
from hardware.printer.slips.sheet import Letterhead
from kiosk.flow import Flow
from kiosk.paper import counters_of, service_of
from kiosk.printing import Printing
from kiosk.view import Mode
from kiosk.voice import KioskVoice
from mot_cua.ids import Ticks

AGAIN_MS: Final = 10_000
"""The same procedure is not printed twice within this: one finger, one paper."""
_KEYS: Final[dict[Mode, tuple[str, ...]]] = {
    "remember": ("remembered",),
    "ask": ("got-it", "reprint"),
    "scanned": ("second",),
    "choose": ("lookup", "aids", "language"),
    "aids": ("stark", "low", "back"),
}
"""What is read after a page, beside its services."""


class Desk:
    """What a kiosk does for somebody who only asks."""

    def __init__(
        self,
        settings: Settings,
        *,
        flow: Flow,
        printing: Printing,
        voice: KioskVoice,
        roll_dots: int,
        profile: Profile,
        now: Callable[[], Ticks],
        full: Callable[[], frozenset[str]],
    ) -> None:
        """Stand ready; `full` tells the services whose numbers of today are used up."""
        self._full = full
        self._settings, self._flow, self._printing, self._voice = settings, flow, printing, voice
        self._dots, self._profile, self._now = roll_dots, profile, now
        self._sent, self._sent_at = "", Ticks(-AGAIN_MS)

    @property
    def sent(self) -> str:
        """The procedure that went to the printer a moment ago; empty for none."""
        is_recent = self._now() - self._sent_at < AGAIN_MS
        return self._sent if is_recent and self.can_print else ""

    @property
    def can_print(self) -> bool:
        """Whether the printer would print it."""
        return self._printing.is_ready

    def print_procedure(self, code: str) -> None:
        """Print a procedure; nothing while the printer has a fault, or the last one comes."""
        found = next((one for one in self._flow.guide.procedures if one.code == code), None)
        if found is None or not self.can_print or self.sent == code:
            return
        self._sent, self._sent_at = code, self._now()
        slip = checklist.strips(checklist_of(self._settings, found), self._dots)
        self._printing.submit_slip(f"procedure {code}", job_of(slip, self._dots, self._profile))

    def say_page(self) -> None:
        """Say what is on the screen: the number with its counters, or what can be chosen.

        Before it the printer's trouble, after it the keys.
        """
        shown, language, mode = self._flow.shown, self._flow.language, self._flow.mode
        self._voice.printer(self._printing.state, language)
        if shown is not None:
            counters = counters_of(self._settings, shown.service)
            self._voice.number(shown.label, shown.ahead, counters, language)
        else:
            self._voice.services([one.code for one in self._settings.service], language)
            self._voice.sentence("priority", language)
        if mode == "ask":
            self._voice.sentence("came-out", language)
        self._voice.keys(_KEYS.get(mode, ()), language)

    def say_target(self, target: str) -> None:
        """Say what a key is: a service with its counters, a level, or a key of the screen."""
        kind, _, name = target.partition(":")
        language = self._flow.language
        if kind in ("service", "field"):
            self._voice.service(name, language)
        elif kind == "rating":
            self._voice.level(name, language)
        else:
            self._voice.keys([f"{kind}-{name}" if name else kind], language)
        if kind == "service" and name in self._full():
            self._voice.sentence("full", language)
        elif kind == "service":
            self._voice.counters(counters_of(self._settings, name), language)


def checklist_of(settings: Settings, procedure: Procedure) -> Checklist:
    """Say what the paper of a procedure says."""
    office = settings.office
    counters = ", ".join(map(str, counters_of(settings, procedure.service)))
    year, month, day = (procedure.updated_on or "--").split("-")
    return Checklist(
        letterhead=Letterhead(agency=office.agency.upper(), office=office.name.upper()),
        field=service_of(settings, procedure.service).name,
        procedure=procedure.name,
        papers=procedure.papers,
        steps=procedure.steps,
        time_limit=procedure.time,
        fee=procedure.fee,
        charge=procedure.charge,
        basis=(procedure.basis,) if procedure.basis else (),
        updated_on=f"{day}/{month}/{year}" if procedure.updated_on else "",
        place=f"Quầy {counters}" if counters else "",
        hotline=f"Phản ánh, kiến nghị: {office.hotline}" if office.hotline else "",
    )
