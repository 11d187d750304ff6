"""Contacts that chatter, hang, are held, leant upon and shaken by a motor next door."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.debounce import Debounce, Freed, HeldLong, Palm, Pressed, Stuck, Timing, Told
from mot_cua.ids import Ticks

ALONE = Timing(palm_keys=0)
TO_HEAR = Timing(holds_to_hear=True)
Edge = tuple[str, bool, int]


def panel(*, closed: str = "", timing: Timing | None = None, keys: str = "AB") -> Debounce:
    return Debounce({one: one in closed for one in keys}, Ticks(0), timing=timing)


def play(debounce: Debounce, edges: Iterable[Edge], until: int) -> list[Told]:
    told: list[Told] = []
    for key, is_closed, at in edges:
        told += debounce.edge(key, is_closed=is_closed, at=Ticks(at))
    return told + debounce.advance(Ticks(until))


def tap(key: str, begin: int, held: int) -> list[Edge]:
    return [(key, True, begin), (key, False, begin + held)]


def test_a_chattering_press_is_one_press() -> None:
    chatter = [("A", bool(n % 2 == 0), 100 + n) for n in range(9)]
    release = [("A", bool(n % 2), 400 + 2 * n) for n in range(7)]
    panel_ = panel()
    assert play(panel_, chatter + release, 2_000) == [Pressed("A", Ticks(108 + 25 + 60))]
    assert panel_.glitches == 0


def test_a_tap_of_thirty_milliseconds_is_not_lost_though_its_thread_came_late() -> None:
    assert play(panel(), tap("A", 100, 30), 5_000) == [Pressed("A", Ticks(185))]
    assert play(panel(timing=ALONE), tap("A", 100, 25), 5_000) == [Pressed("A", Ticks(125))]


def test_what_is_shorter_than_a_finger_is_a_glitch_and_counted() -> None:
    noise = [edge for begin in range(0, 1_000, 50) for edge in tap("A", begin, 8)]
    shaken = panel()
    assert play(shaken, noise, 2_000) == []
    assert shaken.glitches == 20


def test_a_dip_of_a_held_button_is_no_second_press() -> None:
    edges = [("A", True, 0), ("A", False, 200), ("A", True, 210), ("A", False, 600)]
    held = panel()
    assert play(held, edges, 2_000) == [Pressed("A", Ticks(85))]
    assert held.glitches == 1


def test_a_second_tap_within_the_lock_out_is_the_same_press() -> None:
    hammered = tap("A", 0, 50) + tap("A", 150, 50) + tap("A", 300, 50) + tap("A", 1_000, 50)
    assert play(panel(), hammered, 3_000) == [Pressed("A", Ticks(85)), Pressed("A", Ticks(1_085))]


def test_a_press_that_began_in_the_lock_out_does_not_count_when_it_lasts() -> None:
    assert play(panel(), [*tap("A", 0, 50), ("A", True, 300)], 5_000) == [Pressed("A", Ticks(85))]


def test_two_persons_press_two_buttons_one_after_the_other() -> None:
    told = play(panel(), [("A", True, 0), ("B", True, 90), ("A", False, 200)], 500)
    assert told == [Pressed("A", Ticks(85)), Pressed("B", Ticks(175))]


def test_a_palm_over_the_panel_presses_nothing_until_it_is_lifted() -> None:
    lean = [("A", True, 0), ("B", True, 40), ("A", False, 900), ("B", False, 900)]
    assert play(panel(), lean + tap("A", 2_000, 80), 5_000) == [
        Palm(("A", "B"), Ticks(85)),
        Pressed("A", Ticks(2_085)),
    ]


def test_how_many_keys_are_a_palm_is_for_the_office_to_say() -> None:
    both = tap("A", 0, 100) + tap("B", 0, 100)
    assert play(panel(timing=ALONE), sorted(both, key=lambda one: one[2]), 500) == [
        Pressed("A", Ticks(25)),
        Pressed("B", Ticks(25)),
    ]
    three = Timing(palm_keys=3)
    assert play(panel(timing=three), sorted(both, key=lambda one: one[2]), 500) == [
        Pressed("A", Ticks(85)),
        Pressed("B", Ticks(85)),
    ]


def test_a_button_that_hangs_is_told_once_and_again_when_it_is_free() -> None:
    told = play(panel(), [("A", True, 0), ("A", False, 60_000), *tap("A", 70_000, 80)], 80_000)
    assert told == [
        Pressed("A", Ticks(85)),
        HeldLong("A", Ticks(1_025)),
        Stuck("A", Ticks(10_000)),
        Freed("A", Ticks(60_025)),
        Pressed("A", Ticks(70_085)),
    ]


def test_a_loose_contact_that_never_settles_is_stuck_as_well() -> None:
    loose = [("A", bool(n % 2 == 0), 10 * n) for n in range(2_000)]
    assert play(panel(), loose, 30_000) == [Stuck("A", Ticks(10_000)), Freed("A", Ticks(20_015))]


def test_a_button_held_at_the_start_is_no_press_but_may_hang() -> None:
    assert play(panel(closed="A"), [("A", False, 3_000)], 20_000) == []
    assert play(panel(closed="A"), [], 20_000) == [Stuck("A", Ticks(10_000))]
    told = play(panel(closed="A"), [("A", False, 3_000), *tap("A", 4_000, 80)], 20_000)
    assert told == [Pressed("A", Ticks(4_085))]


def test_a_stuck_button_does_not_keep_the_others_from_working() -> None:
    told = play(panel(closed="A"), tap("B", 15_000, 80), 20_000)
    assert told == [Stuck("A", Ticks(10_000)), Pressed("B", Ticks(15_085))]


def test_a_long_press_is_told_beside_the_press() -> None:
    assert play(panel(), tap("A", 0, 2_000), 5_000) == [
        Pressed("A", Ticks(85)),
        HeldLong("A", Ticks(1_025)),
    ]


def test_where_one_holds_to_hear_a_long_press_gives_no_ticket() -> None:
    assert play(panel(timing=TO_HEAR), tap("A", 0, 2_000), 5_000) == [HeldLong("A", Ticks(1_025))]
    assert play(panel(timing=TO_HEAR), tap("A", 0, 600), 5_000) == [Pressed("A", Ticks(625))]
    assert play(panel(timing=TO_HEAR), tap("A", 0, 30), 5_000) == [Pressed("A", Ticks(85))]


def test_an_edge_with_a_moment_of_the_past_counts_as_now() -> None:
    late = panel(timing=ALONE)
    assert late.advance(Ticks(1_000)) == []
    assert play(late, [("A", True, 900)], 2_000) == [Pressed("A", Ticks(1_025))]


def test_it_says_when_it_wants_to_be_asked_again() -> None:
    quiet = panel()
    assert quiet.due() is None
    quiet.edge("A", is_closed=True, at=Ticks(100))
    assert quiet.due() == 125
    quiet.advance(Ticks(125))
    assert quiet.due() == 185


# Gaps of a bouncing contact, in ms: all shorter than what counts as quiet.
chatter = st.lists(st.integers(0, 20), max_size=12).map(lambda gaps: gaps[: len(gaps) // 2 * 2])
presses = st.lists(
    st.tuples(chatter, st.integers(30, 900), chatter, st.integers(500, 3_000)), max_size=5
)


def bounced(train: list[tuple[list[int], int, list[int], int]]) -> tuple[list[Edge], int]:
    """Write presses as edges: each chatters, holds, chatters and pauses; and when all is over."""
    edges, now = [], 1_000
    for closing, held, opening, pause in train:
        for is_closed, gaps, rest in ((True, closing, held), (False, opening, pause)):
            level = is_closed
            edges.append(("A", level, now))
            for gap in gaps:
                now, level = now + gap, not level
                edges.append(("A", level, now))
            now += rest
    return edges, now + 20_000


@given(presses)
def test_however_it_bounces_each_press_is_told_once(train) -> None:
    edges, end = bounced(train)
    bouncing = panel()
    told = play(bouncing, edges, end)
    assert len([one for one in told if isinstance(one, Pressed)]) == len(train)
    assert bouncing.glitches == 0


moments = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 700)), max_size=40)
timings = st.builds(
    Timing,
    stable_ms=st.integers(0, 100),
    lockout_ms=st.integers(0, 2_000),
    long_ms=st.integers(1, 3_000),
    stuck_ms=st.integers(1, 20_000),
    palm_ms=st.integers(0, 200),
    palm_keys=st.sampled_from([0, 2, 3]),
    holds_to_hear=st.booleans(),
)


def toggles(steps: list[tuple[str, int]]) -> list[Edge]:
    now, level, edges = 0, {"A": False, "B": False}, []
    for key, gap in steps:
        now += gap
        level[key] = not level[key]
        edges.append((key, level[key], now))
    return edges


@given(moments, timings)
def test_two_presses_of_a_key_are_never_nearer_than_the_lock_out(steps, timing) -> None:
    told = play(panel(timing=timing), toggles(steps), 100_000)
    for key in "AB":
        at = [one.at for one in told if isinstance(one, Pressed) and one.key == key]
        assert all(b - a >= timing.lockout_ms for a, b in pairwise(at))
    assert [one.at for one in told] == sorted(one.at for one in told)


@given(moments, timings, st.lists(st.integers(0, 30_000), max_size=30))
def test_asking_more_often_changes_nothing(steps, timing, asked) -> None:
    rarely, often = panel(timing=timing), panel(timing=timing)
    edges = toggles(steps)
    told: list[Told] = []
    for key, is_closed, at in edges:
        for moment in sorted(one for one in asked if one < at):
            told += often.advance(Ticks(moment))
        told += often.edge(key, is_closed=is_closed, at=Ticks(at))
    assert told + often.advance(Ticks(100_000)) == play(rarely, edges, 100_000)


@given(moments, timings)
def test_a_key_that_hangs_presses_nothing_until_it_is_free(steps, timing) -> None:
    hanging: set[str] = set()
    for one in play(panel(timing=timing), toggles(steps), 100_000):
        match one:
            case Stuck(key=key):
                assert key not in hanging
                hanging.add(key)
            case Freed(key=key):
                hanging.remove(key)
            case Pressed(key=key) | HeldLong(key=key):
                assert key not in hanging
            case Palm(keys=keys):
                assert not hanging & set(keys)
