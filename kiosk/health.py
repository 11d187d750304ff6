"""How the kiosk's parts are: told to the server when it changes, and again with each heartbeat."""

from __future__ import annotations

from collections.abc import Callable

from hardware.inputs import HandsFault
from mot_cua.messages import DeviceFault

MOST_DETAIL = 200
"""Letters of a part's remark that a fact may carry."""


class Health:
    """The printer's state in one word, and what is the matter with buttons and scanner."""

    def __init__(self, printer: Callable[[], str], tell: Callable[[DeviceFault], None]) -> None:
        """`printer` says how the printer is; `tell` records a change."""
        self._printer, self._tell = printer, tell
        self._told = ""
        self._faults: dict[str, str] = {}

    def states(self) -> dict[str, str]:
        """Name each part's state; buttons and scanners that are well are left out."""
        return {"printer": self._printer(), **self._faults}

    def printer_spoke(self) -> None:
        """Tell how the printer is, if that is news."""
        state = self._printer()
        if state != self._told:
            self._told = state
            self._tell(DeviceFault(part="printer", state=state))

    def hands_spoke(self, fault: HandsFault) -> None:
        """Tell that buttons or the scanner have a fault, or are well again."""
        self._faults.pop(fault.part, None)
        if fault.state != "ok":
            self._faults[fault.part] = fault.state
        detail = fault.detail[:MOST_DETAIL]
        self._tell(DeviceFault(part=fault.part, state=fault.state, detail=detail))
