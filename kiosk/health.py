"""How the kiosk's parts are: told to the server when it changes, and again with each heartbeat."""

from __future__ import annotations

from collections.abc import Callable

from hardware.inputs import HandsFault
from hardware.printer.status import PrinterStatus
from hardware.speaker.port import SpeakerStatus
from mot_cua.messages import DeviceFault

MOST_DETAIL = 200
"""Letters of a part's remark that a fact may carry."""


class Health:
    """The printer's state in one word, and what is the matter with other parts."""

    def __init__(self, printer: Callable[[], str], tell: Callable[[DeviceFault], None]) -> None:
        """`printer` says how the printer is; `tell` records a change."""
        self._printer, self._tell = printer, tell
        self._told = ""
        self._faults: dict[str, str] = {}

    def states(self) -> dict[str, str]:
        """Name each part's state; what is well is left out, except the printer."""
        return {"printer": self._printer(), **self._faults}

    def hear(self, news: PrinterStatus | HandsFault | SpeakerStatus) -> None:
        """Take in what a part says of itself, and tell it."""
        match news:
            case PrinterStatus():
                self._printer_spoke()
            case HandsFault(part=part, state=state, detail=detail):
                self._part(part, state, detail, is_well=state == "ok")
            case SpeakerStatus(state=state, detail=detail):
                self._part("speaker", state, detail, is_well=state == "ready")

    def _printer_spoke(self) -> None:
        state = self._printer()
        if state != self._told:
            self._told = state
            self._tell(DeviceFault(part="printer", state=state))

    def _part(self, part: str, state: str, detail: str, *, is_well: bool) -> None:
        self._faults.pop(part, None)
        if not is_well:
            self._faults[part] = state
        self._tell(DeviceFault(part=part, state=state, detail=detail[:MOST_DETAIL]))
