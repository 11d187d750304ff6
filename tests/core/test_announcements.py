"""The voice in the hall: one after another, never twice too often, nothing that is old news."""

from __future__ import annotations

from typing import Literal

import hypothesis.strategies as st
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display.announcements import MANY, OLDEST_MS, Announcements, hear, next_saying, said
from hardware.speaker.port import Saying
from hardware.speaker.sentences import Words
from mot_cua.ids import ServiceCode, Ticks, UnixMs
from mot_cua.messages import Call

NINE = UnixMs(1_795_140_000_000)


def call(
    label: str,
    announcement: int,
    *,
    counter: int = 3,
    times: int = 1,
    called_ms: UnixMs = NINE,
    reason: Literal["", "priority"] = "",
    is_serving: bool = False,
) -> Call:
    return Call(
        label=label,
        service=ServiceCode("HT"),
        counter=counter,
        times=times,
        called_ms=called_ms,
        announcement=announcement,
        reason=reason,
        is_serving=is_serving,
    )


class Hall:
    """A board in a hall where saying something takes no time until `end` is called."""

    def __init__(self) -> None:
        self.state, self.now = Announcements(), 1_000_000
        self.said: list[Saying] = []

    def hear(self, *called: Call, wall_ms: UnixMs | None = None) -> None:
        self.state = hear(self.state, called, now=Ticks(self.now), wall_ms=wall_ms)

    def begin(self, *languages: str) -> str:
        """Begin what is due, and return its sentence and number."""
        self.state, saying = next_saying(
            self.state, now=Ticks(self.now), languages=languages or ("vi",)
        )
        if saying is None:
            return ""
        self.said.append(saying)
        return f"{saying.words[0].sentence} {saying.words[0].code}"

    def end(self) -> None:
        self.state = said(self.state, self.said[-1].id)

    def play(self) -> list[str]:
        """Say everything that is due, one after another."""
        told = []
        while text := self.begin():
            told.append(text)
            self.end()
        return told


def test_a_call_is_said_with_a_chime_and_repeated_in_short() -> None:
    hall = Hall()
    hall.hear(call("1012", 1))
    assert hall.play() == ["call 1012", "call-short 1012"]
    assert hall.said == [
        Saying("1-1", (Words("call", code="1012", counter=3),), has_chime=True),
        Saying("1-2", (Words("call-short", code="1012", counter=3),)),
    ]


def test_two_numbers_are_never_said_at_once() -> None:
    hall = Hall()
    hall.hear(call("1012", 1))
    assert hall.begin() == "call 1012"
    hall.hear(call("2001", 2), call("1012", 1))
    assert hall.begin() == ""
    hall.state = said(hall.state, "something else")
    assert hall.begin() == ""
    hall.end()
    assert hall.play() == ["call-short 1012", "call 2001", "call-short 2001"]


def test_the_same_snapshot_again_is_no_news() -> None:
    hall = Hall()
    for _ in range(3):
        hall.hear(call("1012", 1))
    hall.play()
    hall.hear(call("1012", 1))
    assert hall.play() == []


def test_calls_that_come_in_one_snapshot_are_said_in_the_order_of_their_calling() -> None:
    hall = Hall()
    hall.hear(call("2001", 7), call("1012", 5), call("3003", 6))
    assert [one for one in hall.play() if one.startswith("call ")] == [
        "call 1012", "call 3003", "call 2001",
    ]  # fmt: skip


def test_with_many_waiting_nothing_is_repeated() -> None:
    hall = Hall()
    hall.hear(*(call(f"100{n}", n) for n in (1, 2, 3, 4)))
    assert hall.play() == [
        "call 1001",  # three wait behind it
        "call 1002",
        "call-short 1002",
        "call 1003",
        "call-short 1003",
        "call 1004",
        "call-short 1004",
    ]


def test_a_number_called_again_says_so() -> None:
    hall = Hall()
    hall.hear(call("1012", 1))
    hall.play()
    hall.hear(call("1012", 2, times=2))
    assert hall.play() == ["recall 1012", "call-short 1012"]


def test_a_number_called_again_while_it_waits_keeps_its_place_and_is_said_once() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), call("2001", 2))
    assert hall.begin() == "call 1012"
    hall.hear(call("1012", 1), call("2001", 2), call("3003", 3))
    hall.hear(call("1012", 1), call("2001", 4, times=2), call("3003", 3))
    hall.end()
    assert hall.play() == [
        "call-short 1012", "recall 2001", "call-short 2001", "call 3003", "call-short 3003",
    ]  # fmt: skip


def test_a_number_called_again_before_its_repeat_is_not_repeated_as_it_was() -> None:
    hall = Hall()
    hall.hear(call("1012", 1, counter=3))
    hall.begin()
    hall.hear(call("1012", 2, counter=5, times=2))
    hall.end()
    assert hall.play() == ["recall 1012", "call-short 1012"]
    assert [one.words[0].counter for one in hall.said] == [3, 5, 5]


def test_a_call_that_was_taken_back_is_not_said() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), call("2001", 2))
    hall.begin()
    hall.hear()
    hall.end()
    assert hall.play() == []


def test_who_has_come_to_the_counter_is_not_called_any_more() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), call("2001", 2))
    hall.begin()
    hall.hear(call("1012", 1, is_serving=True), call("2001", 2, is_serving=True))
    hall.end()
    assert hall.play() == []


def test_a_priority_number_is_called_as_one() -> None:
    hall = Hall()
    hall.hear(call("1012", 1, reason="priority"))
    assert hall.begin() == "call-priority 1012"


def test_a_call_is_said_in_all_languages_of_the_hall_in_one_breath() -> None:
    hall = Hall()
    hall.hear(call("1012", 1))
    hall.begin("vi", "en")
    assert [one.language for one in hall.said[0].words] == ["vi", "en"]


def test_after_45_seconds_the_voice_leaves_it_to_the_board() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), call("2001", 2))
    hall.begin()
    hall.now += OLDEST_MS + 1
    hall.end()
    assert hall.play() == []


def test_a_board_that_starts_late_says_only_what_was_called_just_now() -> None:
    hall = Hall()
    old, new = call("1012", 1), call("2001", 2, called_ms=UnixMs(NINE + 50_000))
    hall.hear(old, new, wall_ms=UnixMs(NINE + 60_000))
    assert hall.play() == ["call 2001", "call-short 2001"]


def test_what_was_called_just_now_is_not_younger_for_having_come_late() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), wall_ms=UnixMs(NINE + 40_000))
    hall.now += 6_000
    assert hall.play() == []


def test_a_clock_that_is_minutes_wrong_makes_no_old_call_new() -> None:
    hall = Hall()
    hall.hear(call("1012", 1), wall_ms=UnixMs(NINE - 600_000))
    assert hall.play() == []
    hall.hear(call("1012", 2, times=2))
    assert hall.play() == ["recall 1012", "call-short 1012"]


class AnyHall(RuleBasedStateMachine):
    """Counters call, recall, take back and serve in any order, while the voice says what it can."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.now, self.last = Announcements(), 0, 0
        self.called: dict[str, Call] = {}
        self.heard_at: dict[int, int] = {}
        self.line: list[str] = []  # the numbers in the order in which they began to wait
        self.sounding: Saying | None = None
        self.times_said: dict[str, int] = {}

    def tell(self) -> None:
        self.state = hear(self.state, self.called.values(), now=Ticks(self.now))
        waiting = [label for label, one in self.called.items() if not one.is_serving]
        self.line = [one for one in self.line if one in waiting]

    @rule(label=st.sampled_from("ABCDEFGH"))
    def call_or_recall(self, label: str) -> None:
        self.last += 1
        before = self.called.get(label)
        times = before.times + 1 if before else 1
        self.called[label] = call(label, self.last, times=times)
        self.heard_at[self.last] = self.now
        if label not in self.line:
            self.line.append(label)
        self.tell()

    @rule(data=st.data())
    @precondition(lambda self: self.called)
    def take_back_or_serve(self, data: st.DataObject) -> None:
        label = data.draw(st.sampled_from(sorted(self.called)))
        one = self.called.pop(label)
        if data.draw(st.booleans()):
            self.called[label] = call(label, one.announcement, times=one.times, is_serving=True)
        self.tell()

    @rule(span=st.integers(0, 30_000))
    def let_time_pass(self, span: int) -> None:
        self.now += span

    @rule()
    def speak(self) -> None:
        before = len(self.state.waiting)
        self.state, saying = next_saying(self.state, now=Ticks(self.now))
        if self.sounding is not None:
            assert saying is None, "two would sound at once"
            return
        if saying is not None and saying.id.endswith("-2"):
            assert before <= MANY, "a repeat while many wait"
        else:
            self.line = [label for label in self.line if self.age_of(label) <= OLDEST_MS]
            said_now = [saying.words[0].code] if saying else []
            assert said_now == self.line[:1], "somebody else has waited longest for the voice"
            self.line = self.line[1:]
        if saying is not None:
            self.sounding = saying
            self.times_said[saying.id] = self.times_said.get(saying.id, 0) + 1
            assert self.age_of(saying.words[0].code) <= OLDEST_MS, "old news"

    def age_of(self, label: str) -> int:
        return self.now - self.heard_at[self.called[label].announcement]

    @rule()
    @precondition(lambda self: self.sounding is not None)
    def the_sound_ends(self) -> None:
        assert self.sounding is not None
        self.state = said(self.state, self.sounding.id)
        self.sounding = None

    @invariant()
    def each_announcement_is_said_at_most_twice(self) -> None:
        assert all(count == 1 for count in self.times_said.values())
        assert {one.partition("-")[2] for one in self.times_said} <= {"1", "2"}


TestAnyHall = AnyHall.TestCase


@given(st.integers(1, 30), st.integers(1_000, 15_000))
def test_a_burst_ends_with_silence_and_nobody_is_said_out_of_turn(calls: int, length: int) -> None:
    hall = Hall()
    hall.hear(*(call(f"{n:04d}", n) for n in range(1, calls + 1)))
    while hall.begin():
        hall.now += length
        hall.end()
    firsts = [int(one.id.partition("-")[0]) for one in hall.said if one.id.endswith("-1")]
    assert firsts == sorted(firsts)
    assert hall.state.sounding == ""
    assert hall.state.waiting == ()
