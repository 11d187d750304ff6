"""The forecast beside the server's thread: what it has learnt, and what it last told.

1. It hears every event after it was committed, and forecasts when the hall has changed, at most
   every `PAUSE_MS`; a forecast costs some hundredths of a second of the thread that calls.
2. What was learnt is kept once a day, after the day was sealed. A start reads it, and hears the
   events since; without it, the events of the last `WEEKS` weeks.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from config.settings import Settings
from mot_cua.ids import CounterNo, RequestId, ServiceCode, Ticks, UnixMs
from mot_cua.timetable import Timetable
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.forecast.experience import Experience
from queue_server.core.forecast.judgement import (
    Given,
    judge,
    stretch_after,
    week_of,
    weeks_before,
)
from queue_server.core.forecast.lessons import Lessons
from queue_server.core.forecast.outlooks import lessons_for, outlooks
from queue_server.core.forecast.prospect import next_ticket
from queue_server.core.forecast.usual import p95_s
from queue_server.core.forecast.wording import Outlook, reaches_today, steady, wait_text
from queue_server.core.situation import Situation
from queue_server.journal.told import PastForecasts
from queue_server.snapshots import Forecast

log = logging.getLogger(__name__)

PAUSE_MS: Final = 5_000
FRESH_MS: Final = 20_000
"""While people wait, a forecast is made anew after this long even if nothing happened."""
IDLE_MS: Final = 60_000
"""The same for an empty hall: a moment that was named must not come nearer for ever."""
WEEKS: Final = 8


class AskLearnt(NamedTuple):
    """A page's question: what has been learnt so far? The answer is a copy of its own, as JSON."""

    reply: Future[bytes]


class Kept(msgspec.Struct, frozen=True):
    """What was learnt up to an event."""

    seq: int
    experience: Experience


class Learnt:
    """The file in which experience is kept; losing it costs a slower start and nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept | None:
        """Return what was kept; None when there is none, or it cannot be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Kept)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as problem:
            log.warning("%s: %s; learning anew from the journal", self._path, problem)
            return None

    def keep(self, kept: Kept) -> None:
        """Replace the file; a power cut leaves the old one or the new one."""
        fresh = self._path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                file.write(msgspec.json.encode(kept))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as problem:
            log.warning("%s: %s; the next start learns from the journal", self._path, problem)


class Foresight:
    """What the office can say about waits."""

    def __init__(
        self,
        settings: Settings,
        timetable: Timetable,
        learnt: Learnt | None = None,
        *,
        last_seq: int,
    ) -> None:
        """`learnt` is where experience is kept over restarts; None keeps it nowhere.

        `last_seq` is the journal's last event.
        """
        self._learnt = learnt
        kept = learnt.read() if learnt else None
        if kept and kept.seq > last_seq:
            # The journal was put back from a backup; its next events would pass for old ones.
            log.warning("experience is ahead of the journal; learning anew from the journal")
            kept = None
        self.heard = kept.seq if kept else 0
        """The last event that was learnt from."""
        self._lessons: Lessons = lessons_for(settings, timetable, kept.experience if kept else None)
        self._told: dict[str, Outlook] = {}
        self._steady: dict[str, Outlook] = {}
        self._told_seq = -1
        self._told_at: Ticks | None = None

    def hear(self, event: e.Event, stamp: e.Stamp) -> None:
        """Learn from one event."""
        if stamp.seq <= self.heard:
            return
        self.heard = stamp.seq
        self._lessons.hear(event, stamp)
        if isinstance(event, e.DayClosed) and self._learnt:
            self._learnt.keep(Kept(stamp.seq, self._lessons.experience))

    def hear_all(self, events: Iterable[tuple[e.Event, e.Stamp]]) -> None:
        """Learn from the past; it is kept by whoever seals the next day."""
        for event, stamp in events:
            if stamp.seq > self.heard:
                self.heard = stamp.seq
                self._lessons.hear(event, stamp)

    def due(self, now: Situation) -> Ticks | None:
        """Return when `look` has something to do; None while no day is open."""
        if self._told_at is None or now.office.day is None:
            return None
        return Ticks(self._told_at + self._lasts_ms(now))

    def _lasts_ms(self, now: Situation) -> int:
        """Return how long what was told may stand."""
        if now.office.seq != self._told_seq:
            return PAUSE_MS
        return FRESH_MS if now.office.waiting() else IDLE_MS

    def look(self, now: Situation) -> bool:
        """Forecast anew, if it is time to; tell whether it was."""
        if now.office.day is None:
            was_open = self._told_at is not None
            self._told, self._steady, self._told_at = {}, {}, None
            return was_open
        due = self.due(now)
        if due is not None and now.now.ticks < due:
            return False
        self._told = outlooks(now, self._lessons, seed=now.office.seq)
        self._told_seq, self._told_at = now.office.seq, now.now.ticks
        self._steady = {
            one.id: self._steadied(one.id, now.now.wall_ms) for one in now.office.waiting()
        }
        return True

    def _steadied(self, ticket: str, wall: UnixMs) -> Outlook:
        """Return what is shown to somebody who looks again and again while waiting."""
        fresh, before = self._told[ticket], self._steady.get(ticket)
        if fresh.latest is None:
            return fresh
        shown = before.latest if before is not None else None
        return fresh._replace(latest=steady(shown, fresh.latest, wall))

    def tell_learnt(self, ask: AskLearnt) -> None:
        """Answer a page that asks what has been learnt."""
        ask.reply.set_result(msgspec.json.encode(self._lessons.experience))

    def given(self) -> list[Given]:
        """Hand over the forecasts that were given with numbers since this was last asked."""
        given, self._lessons.given = self._lessons.given, []
        return given

    def judgement(
        self, past: PastForecasts, day: str, request: RequestId
    ) -> c.JudgeForecast | None:
        """Judge the oldest week before this day's that was not judged; None if there is none."""
        learnt = self._lessons.experience
        weeks = past.weeks_told(after=learnt.judged_week, before=week_of(day))
        if not weeks:
            return None
        forecasts = past.of_week(weeks[0])
        verdict = judge(forecasts)
        if verdict.side and verdict.side == learnt.strayed:
            forecasts += past.of_week(weeks_before(weeks[0], 1))
        stretch = stretch_after(learnt.stretch, learnt.strayed, verdict, forecasts)
        if stretch != learnt.stretch:
            log.warning(
                "%.0f %% of the waits lay in what was told; spreads are stretched by %g from now",
                100 * verdict.share_inside,
                stretch,
            )
        return c.JudgeForecast(
            request=request,
            week=weeks[0],
            waits=verdict.waits,
            inside=verdict.inside,
            off_s=verdict.off_s,
            bias_s=verdict.bias_s,
            waited_s=verdict.waited_s,
            stretch=stretch,
            stretch_before=learnt.stretch,
        )

    def of_service(self, service: ServiceCode, now: Situation) -> Forecast:
        """Say what somebody would be told who took a number of this service now."""
        return self._words(next_ticket(service), now)

    def of_waiting(self) -> Mapping[str, Outlook]:
        """Return the outlook of everybody who waits, for those who keep looking; never changed."""
        return self._steady

    def longest_ms(self, service: ServiceCode, counter: CounterNo) -> int:
        """Return in how many milliseconds 95 of 100 such services end."""
        return round(1000 * p95_s(self._lessons.pace, service, counter))

    def _words(self, name: str, now: Situation) -> Forecast:
        outlook = self._told.get(name)
        if outlook is None:
            return Forecast()
        wall = now.now.wall_ms
        words = wait_text(outlook, wall), wait_text(outlook, wall, "en")
        return Forecast(*words, reaches=reaches_today(outlook, now.timetable, wall))


class NoForesight(Foresight):
    """Says nothing about waits and learns nothing: for days that are lived by the hundred."""

    def hear(self, event: e.Event, stamp: e.Stamp) -> None:
        """Let it pass."""

    def hear_all(self, events: Iterable[tuple[e.Event, e.Stamp]]) -> None:
        """Let them pass."""

    def due(self, now: Situation) -> Ticks | None:
        """Return None: there is never anything to look at."""
        del now
        return None

    def look(self, now: Situation) -> bool:
        """Look away."""
        del now
        return False
