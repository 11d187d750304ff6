"""One way in which the day may go on: services take what they take, and the discipline chooses.

Only what can change the wait of those who are here already is simulated. Normal tickets that come
later are not: nobody here is ever called after one of them, and a counter takes one only when
nobody here may be called there.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import heapify, heappop, heappush
from math import exp
from typing import Final

from queue_server.core.discipline import choose
from queue_server.core.forecast.chance import Chance
from queue_server.core.forecast.experience import SLOT_S
from queue_server.core.forecast.lessons import wait_class
from queue_server.core.forecast.prospect import LAST, NEVER, Prospect, Start
from queue_server.core.ticket import Base

_RETURN_S: Final = 600.0
_ARRIVAL: Final = -1
_JOIN: Final = -2
"""In the list of events; desks are 0 and up."""


class Line:
    """People in one line; for the discipline it stands for its most senior one.

    That is exact: the discipline calls the most senior of a class, and asks beyond that only
    whether anybody normal was overtaken up to the ceiling. So a line is as overtaken as whoever
    in it is most.
    """

    __slots__ = ("base", "is_priority", "overtaken", "queue")

    def __init__(self, queue: list[int], base: Base, overtaken: int, *, is_priority: bool) -> None:
        """Begin with people by seniority, the most senior last."""
        self.queue, self.base, self.overtaken = queue, base, overtaken
        self.is_priority = is_priority

    def look(self, path: Path) -> None:
        """See who is at the head, and who was overtaken most."""
        if self.queue:
            self.base = path.bases[self.queue[-1]]
            self.overtaken = max([path.overtaken[i] for i in self.queue])

    def pop(self, path: Path) -> int:
        """Let the head go."""
        gone = self.queue.pop()
        if self.queue:
            self.base = path.bases[self.queue[-1]]
            if self.overtaken and path.overtaken[gone] == self.overtaken:
                self.overtaken = max([path.overtaken[i] for i in self.queue])
        return gone

    def be_passed(self, path: Path, base: Base) -> None:
        """Count one overtaking for everybody senior to `base`."""
        for i in reversed(self.queue):
            if path.bases[i] > base:
                break
            path.overtaken[i] += 1
            self.overtaken = max(self.overtaken, path.overtaken[i])

    def join(self, path: Path, one: int) -> None:
        """Let somebody in by seniority."""
        bases = [path.bases[i] for i in reversed(self.queue)]
        self.queue.insert(len(bases) - bisect_left(bases, path.bases[one]), one)
        self.look(path)


class Path:
    """One path through the rest of the day; `run` may be called once."""

    def __init__(
        self, prospect: Prospect, chance: Chance, shifts: list[float], starts: list[Start]
    ) -> None:
        """Begin now; `shifts` is what each service takes more or less today, as a logarithm."""
        self.prospect, self.chance, self.shifts = prospect, chance, shifts
        self.bases = [one.base for one in prospect.people]
        self.overtaken = [one.overtaken for one in prospect.people]
        self.services = list(prospect.service_of)
        self.called = [NEVER] * len(prospect.people)
        self.lines = [
            Line(list(line.queue), line.base, line.overtaken, is_priority=line.is_priority)
            for line in prospect.lines
        ]
        self.lines_of = [[self.lines[i] for i in own] for own in prospect.lines_of]
        self.first_ghost = len(prospect.people) - prospect.ghosts
        self.until = [start.until for start in starts]
        self.cap = prospect.hall.cap
        self.idle: list[int] = []
        self.events = [(start.free, i, 0) for i, start in enumerate(starts) if start.free < NEVER]
        coming = {desk for _, desk, _ in self.events}
        self.left = sum([len(line.queue) for line in prospect.lines if line.desks & coming])
        free = {
            desk.number: start.free for desk, start in zip(prospect.hall.desks, starts, strict=True)
        }
        for i, one in enumerate(prospect.people):
            if one.waited_s < 0 or one.after is not None:
                moment = -one.waited_s if one.after is None else free[one.after]
                self.events.append((moment, _JOIN, i))
                self.left += 1
        self._arrived = 0.0

    def run(self) -> list[float]:
        """Play on until everybody is called; return their waits in seconds, NEVER if not today."""
        heapify(self.events)
        self._await_arrival()
        while self.left > 0 and self.events:
            moment, what, who = heappop(self.events)
            if what >= 0:
                self._be_free(what, moment)
            elif what == _JOIN:
                self._join(who, moment, is_priority=self.prospect.people[who].is_priority)
            else:
                self._arrive(moment)
        return self.called

    def _be_free(self, desk: int, moment: float) -> None:
        """Let a desk call whoever the discipline chooses, or leave, or wait for somebody."""
        if moment >= self.until[desk]:
            self._leave(desk, moment)
            return
        eligible = [line for line in self.lines_of[desk] if line.queue]
        if not eligible:
            self.idle.append(desk)
            return
        pick = 0
        if len(eligible) > 1:  # one line leaves no choice
            choice = choose(eligible, cap=self.cap)
            assert choice is not None
            pick = choice.pick
            for i in choice.passed:
                eligible[i].be_passed(self, eligible[pick].base)
        one = eligible[pick].pop(self)
        if self.first_ghost <= one < len(self.called):
            self._answer(desk, one, eligible, moment)
        else:
            heappush(self.events, (moment + self._serve(desk, one, moment), desk, 0))

    def _answer(self, desk: int, one: int, eligible: list[Line], moment: float) -> None:
        """A ghost would be called now: it was only asked about, and the desk calls again at once.

        Unless somebody with priority waits, who is next when a ghost was overtaken too often, all
        that this desk may still call are ghosts.
        """
        self.called[one] = moment
        self.left -= 1
        if any(line.is_priority and line.queue for line in eligible):
            heappush(self.events, (moment, desk, 0))
            return
        for line in eligible:
            for other in line.queue:
                self.called[other] = moment
            self.left -= len(line.queue)
            line.queue.clear()
        self.idle.append(desk)

    def _serve(self, desk: int, one: int, moment: float) -> float:
        """Begin with a visit; return for how long the desk is taken."""
        if one >= self.first_ghost:
            return self._takes(desk, self.services[one])
        if self.called[one] == NEVER:
            self.called[one] = moment
            self.left -= 1
        return self._visit(desk, one, moment)

    def _takes(self, desk: int, service: int) -> float:
        """Draw how long a visit occupies a desk."""
        prospect = self.prospect
        spread = prospect.sigma[service] * next(self.chance.normal)
        takes = exp(prospect.location[desk][service] + self.shifts[service] + spread)
        return takes + prospect.habits.walk_s + self._thinks(desk)

    def _thinks(self, desk: int) -> float:
        return self.prospect.think_s[desk] * next(self.chance.exponential)

    def _visit(self, desk: int, one: int, moment: float) -> float:
        """Draw what becomes of somebody who was called; return how long the desk is taken."""
        habits, draw = self.prospect.habits, next(self.chance.uniform)
        absent = habits.absent[wait_class(self.prospect.people[one].waited_s + moment)]
        if draw < absent:
            if draw < absent * habits.returns:
                back = _RETURN_S * next(self.chance.exponential)
                heappush(self.events, (moment + habits.absent_s + back, _JOIN, one))
            return habits.absent_s + self._thinks(desk)
        stay = self._takes(desk, self.services[one])
        if draw > 1.0 - habits.onward:
            mix = self.prospect.onward_mix
            self.services[one] = mix[int(next(self.chance.uniform) * len(mix))]
            heappush(self.events, (moment + stay, _JOIN, one))
        elif draw < absent + habits.pauses_per_s * stay:
            stay += habits.pause_s * next(self.chance.exponential)
        return stay

    def _join(self, one: int, moment: float, *, is_priority: bool) -> None:
        """Let somebody into the line of their service, and wake a desk that waits for one."""
        place = self.prospect.line_for[self.services[one]][is_priority]
        self.lines[place].join(self, one)
        desks = self.prospect.lines[place].desks
        for desk in [one for one in self.idle if one in desks]:
            self.idle.remove(desk)
            if moment < self.until[desk]:
                heappush(self.events, (moment + self._thinks(desk), desk, 0))
                break
            self._leave(desk, moment)  # unnoticed, since nobody asked for it

    def _arrive(self, moment: float) -> None:
        """Let somebody with priority come in, junior to all who are here."""
        mix = self.prospect.mix
        self.services.append(mix[int(next(self.chance.uniform) * len(mix))])
        self.bases.append(Base(LAST.ticks, LAST.order + len(self.bases)))
        self.overtaken.append(0)
        self._join(len(self.bases) - 1, moment, is_priority=True)
        self._await_arrival()

    def _await_arrival(self) -> None:
        """Draw when the next one with priority comes: a Poisson process, from slot to slot."""
        self._arrived += next(self.chance.exponential)
        expected, now_s = self.prospect.arrivals, self.prospect.hall.now_s
        slot = bisect_left(expected, self._arrived)
        if slot < len(expected):
            before = expected[slot - 1] if slot else 0.0
            begins, ends = max(now_s, slot * SLOT_S), (slot + 1) * SLOT_S
            share = (self._arrived - before) / (expected[slot] - before)
            heappush(self.events, (begins + share * (ends - begins) - now_s, _ARRIVAL, 0))

    def _leave(self, desk: int, moment: float) -> None:
        """End a period of duty, and come back for the next one."""
        prospect = self.prospect
        if next(self.chance.uniform) < prospect.attendance[desk]:
            late = prospect.habits.late_s * next(self.chance.exponential)
            start = prospect.next_shift(desk, self.until[desk], late)
            self.until[desk] = start.until
            if start.free < NEVER:
                heappush(self.events, (max(start.free, moment), desk, 0))
