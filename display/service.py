"""The hall board's program: hears snapshots, draws them, and says what is new in them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from display.announcements import Announcements, hear, next_saying, said
from display.pauses import pause_at
from display.view import BoardView, Posting, ServiceFace, board_view
from hardware.speaker.port import Speaker, SpeakerStatus, Spoken
from mot_cua.bus.port import Arrived, Bus, Disconnected, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.business_day import day_of, local
from mot_cua.clock import Clock
from mot_cua.ids import DeviceId, Ticks
from mot_cua.messages import Finding, OfficeState, QueueState
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import date_text, time_text, weekday

log = logging.getLogger(__name__)

REDRAW_MS: Final = 5_000
"""The clock on the wall and the mark of a fresh call change without any message."""


S = TypeVar("S", OfficeState, QueueState)


class Screen(Protocol):
    """Where a picture is drawn."""

    def show(self, view: BoardView) -> None:
        """Draw what has changed since the last picture."""

    def poll(self) -> bool:
        """Deal with the window's own events; True when somebody closed it."""


class Board:
    """The reactor of one hall board; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        device: DeviceId,
        agency: str,
        office: str,
        faces: Mapping[str, ServiceFace],
        timetable: Timetable,
        postings: Callable[[str], Sequence[Posting]] = lambda _: (),
        bus: Bus,
        clock: Clock,
        boot: str,
        screen: Screen,
        speaker: Speaker,
        languages: tuple[str, ...],
        post: Callable[[object], bool],
        findings: Callable[[], tuple[Finding, ...]] = tuple,
    ) -> None:
        """Make a board; `languages` are those in which calls are said.

        `postings` lists the procedures that are posted on a day.
        """
        self._agency, self._office, self._faces = agency, office, faces
        self._timetable, self._postings = timetable, postings
        self._clock, self._screen, self._post = clock, screen, post
        self._speaker, self._languages = speaker, languages
        self._announcements = Announcements()
        self._was_away = True
        self._is_queue_old = False
        """The line was lost, and what is called now has not been heard since."""
        self._uplink = Uplink(
            device=device,
            role="display",
            bus=bus,
            clock=clock,
            boot=boot,
            health=self._health,
            findings=findings,
        )
        self._state: OfficeState | None = None
        self._queue: QueueState | None = None
        self._redraw = Ticks(0)

    def start(self) -> None:
        self._draw()
        self._uplink.start(self._post, Interest(OfficeState), Interest(QueueState))

    def handle(self, item: object) -> None:
        if isinstance(item, Disconnected):
            self._is_queue_old = True
        if isinstance(item, Arrived):
            self._uplink.heard()
        match item:
            case Arrived(message=OfficeState() as state):
                self._state = _newer(self._state, state)
            case Arrived(message=QueueState() as queue):
                self._queue, self._is_queue_old = _newer(self._queue, queue), False
            case Spoken():
                self._announcements = said(self._announcements, item.id)
            case SpeakerStatus():
                self._uplink.beat()
            case _ if not self._uplink.handle(item):
                log.debug("the board has no use for %r", item)
        # Text before voice: whoever looks up at the chime already sees the number.
        self._draw()
        self._announce()

    def due(self) -> Ticks | None:
        return min(self._uplink.due(), self._redraw)

    def tick(self) -> None:
        self._uplink.tick()
        if self._clock.monotonic_ms() >= self._redraw:
            self._screen.poll()  # a window that is never asked is taken for dead
            self._draw()

    def stop(self) -> None:
        self._uplink.close()
        self._speaker.close()

    def _announce(self) -> None:
        """Say what was called since; after a while without the server, only what is still fresh."""
        # A broker may say that the server is there before it says what was called meanwhile.
        if not self._uplink.is_up or self._queue is None or self._is_queue_old:
            self._was_away = True
            return
        now = self._clock.monotonic_ms()
        wall_ms = self._clock.wall_ms() if self._was_away else None
        self._was_away = False
        heard = hear(self._announcements, self._queue.called, now=now, wall_ms=wall_ms)
        self._announcements, saying = next_saying(heard, now=now, languages=self._languages)
        if saying is not None:
            self._speaker.say(saying)

    def _health(self) -> dict[str, str]:
        state = self._speaker.status.state
        return {} if state == "none" else {"speaker": state}

    def _draw(self) -> None:
        self._redraw = Ticks(self._clock.monotonic_ms() + REDRAW_MS)
        self._screen.show(self.view())

    def view(self) -> BoardView:
        """Make the present picture."""
        wall = self._clock.wall_ms()
        here = local(wall)
        return board_view(
            agency=self._agency,
            office=self._office,
            faces=self._faces,
            clock=time_text(here),
            date=f"{weekday(here)}, {date_text(here)}",
            now_ms=wall,
            is_connected=self._uplink.is_up,
            state=self._state,
            queue=self._queue,
            pause=pause_at(self._timetable, wall) if self._clock.is_trusted() else None,
            postings=self._postings(day_of(wall)),
        )


def _newer(old: S | None, new: S) -> S:
    return new if old is None or new.seq >= old.seq else old
