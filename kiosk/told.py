"""What the server last told a kiosk, for as long as it holds: shown and printed, or left out."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.hand_list import HandList
from kiosk.hours import KioskHours
from kiosk.series import Series
from mot_cua.messages import (
    CalendarState,
    FactsStored,
    LineState,
    Message,
    OfficeState,
    QueueState,
)


class Told:
    """The server's last words; no number is better than an old one."""

    def __init__(
        self,
        *,
        hours: KioskHours,
        hand_list: HandList,
        series: Series,
        is_server_here: Callable[[], bool],
    ) -> None:
        self._hours, self._hand_list, self._series = hours, hand_list, series
        self._is_server_here = is_server_here
        self.office: OfficeState | None = None
        """Its notices stand on the screen also when the server is away."""
        self._queue: QueueState | None = None

    @property
    def queue(self) -> QueueState | None:
        """The queue; None while what was told may be old."""
        return self._queue if self._is_server_here() else None

    def hear(self, message: Message) -> None:
        """Take over a state; any other message says nothing of these."""
        match message:
            case OfficeState():
                self.office = message
            case CalendarState():
                self._hours.hear(message)
            case QueueState():
                self._queue = message
            case LineState():
                self._hand_list.hear(message)
            case FactsStored(day=day, numbers=numbers):
                # After a disk that forgot, the server knows more of our numbers than we do.
                self._series.not_before(day, numbers)

    def lose(self) -> None:
        """The line is cut. What is retained may arrive after the word that the server is there."""
        self._queue = None
        self._hand_list.keep()
