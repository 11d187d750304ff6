"""A plan played without waiting: all programs in this process, on a clock moved by hand."""

from __future__ import annotations

from concurrent.futures import Future

from config.house import House
from hardware.inputs import RatingTouched, ServicePressed
from mot_cua.errors import MotCuaError
from mot_cua.ids import CounterNo, RequestId, UnixMs, new_id
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.office import Answer
from queue_server.service import Ask

ACTIONS: dict[str, type[c.Command]] = {
    "call": c.CallNext,
    "recall": c.Recall,
    "start": c.Start,
    "finish": c.Finish,
    "absent": c.MarkAbsent,
}


class OnStage:
    """The theatre of a Stage."""

    def __init__(self, house: House, stage: Stage) -> None:
        self._stage, self._settings = stage, house.settings
        self._codes = {one.letter: one.code for one in house.settings.service}
        self._open: set[int] = set()

    def wait_until(self, moment: UnixMs) -> None:
        """Move the clock."""
        self._stage.advance_to(moment)

    def press(self, service: str) -> None:
        """Press, and see that a number came of it; a roll that runs low is changed before."""
        if self._stage.printer.status.paper != "ok":
            self._stage.paper.load_roll()
        before = self._stage.server.view.totals["issued"]
        self._stage.to_kiosk(ServicePressed(self._codes[service]))
        if self._stage.server.view.totals["issued"] != before + 1:
            raise MotCuaError(f"a press on {service} gave no number")

    def officer(self, counter: int, action: str) -> None:
        """Ask the server, as the console does."""
        if counter not in self._open:
            self._open.add(counter)
            self._ask(c.OpenCounter(request=_request(), counter=CounterNo(counter)))
        self._ask(ACTIONS[action](request=_request(), counter=CounterNo(counter)))  # type: ignore[call-arg]  # each has a counter

    def _ask(self, command: c.Command) -> None:
        reply: Future[list[Answer]] = Future()
        self._stage.to_server(Ask((command,), reply))
        reply.result(timeout=0)

    def rate(self, counter: int, level: int, number: int) -> None:
        """Press, if the lamps invite."""
        panel = self._stage.panels[CounterNo(counter)]
        if panel.label.endswith(f"{number:03d}"):
            name = self._settings.rating.level[level].id
            pressed = self._stage.clock.monotonic_ms()
            self._stage.to_bridge(RatingTouched(counter, name, pressed))

    def progress(self) -> tuple[int, int]:
        """Read the server's view."""
        totals = self._stage.server.view.totals
        return totals["issued"], totals["waiting"]


def _request() -> RequestId:
    return RequestId(new_id())
