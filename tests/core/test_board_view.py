"""What the hall board makes of the snapshots and of the hour."""

from __future__ import annotations

import pytest
from small_office import DAY, TIMETABLE

from display.pauses import Pause, pause_at
from display.view import POSTING_MS, BoardView, Posting, ServiceFace, board_view
from mot_cua.business_day import ms_of
from mot_cua.ids import ServiceCode, UnixMs
from mot_cua.messages import Call, OfficeState, QueueState, ServiceState

HT = ServiceCode("HT")
FACES = {"HT": ServiceFace(name="Tư pháp – Hộ tịch", symbol="family", colour="#1f4e79")}
POSTINGS = [
    Posting(name=name, service="Hộ tịch", symbol="family", colour="#1f4e79", facts=())
    for name in ("Khai sinh", "Kết hôn")
]
TEN = ms_of(DAY, "10:00")


def at(now: UnixMs, *, age_s: int = 60, **call: object) -> BoardView:
    """The board with two calls, the later one `age_s` old."""
    one = Call(label="1001", service=HT, counter=1, called_ms=UnixMs(now - 900_000))
    two = Call(label="1002", service=HT, counter=2, called_ms=UnixMs(now - age_s * 1000), **call)  # type: ignore[arg-type]
    waits = ServiceState(
        service=HT, waiting=2, open_counters=(1, 2), forecast="dự kiến gọi sau 10–25 phút"
    )
    return board_view(
        agency="UBND",
        office="Trung tâm",
        faces=FACES,
        clock="",
        date="",
        now_ms=now,
        is_connected=True,
        state=OfficeState(seq=1, day=DAY),
        queue=QueueState(seq=1, called=(two, one), recent=(two, one), services=(waits,)),
        pause=pause_at(TIMETABLE, now),
        postings=POSTINGS,
    )


@pytest.mark.parametrize(
    ("hour", "pause"),
    [
        ("07:10", Pause("before", "07:30")),
        ("07:30", None),
        ("11:29", None),
        ("11:30", Pause("break", "13:30")),
        ("13:30", None),
        ("17:00", None),
    ],
)
def test_the_counters_pause_by_the_timetable(hour: str, pause: Pause | None) -> None:
    assert pause_at(TIMETABLE, ms_of(DAY, hour)) == pause


def test_a_day_off_has_no_pause() -> None:
    assert pause_at(TIMETABLE, ms_of("2026-11-21", "07:10")) is None


def test_the_latest_call_is_the_large_one() -> None:
    view = at(TEN)
    assert view.featured is not None and view.featured.label == "1002"
    assert [one.label for one in view.calls] == ["1001"]


def test_at_the_break_the_calls_make_room_for_when_it_goes_on() -> None:
    view = at(ms_of(DAY, "11:45"))
    assert view.featured is None
    assert view.pause == Pause("break", "13:30")
    assert [one.label for one in view.calls] == ["1002", "1001"]


def test_somebody_who_is_called_at_the_break_is_seen_all_the_same() -> None:
    view = at(ms_of(DAY, "11:31"), age_s=5)
    assert view.featured is not None and view.featured.label == "1002"


def test_the_wait_is_told_in_few_words() -> None:
    assert at(TEN).services[0].forecast == "10–25 phút"


def test_two_minutes_after_the_last_call_procedures_are_posted_in_turn() -> None:
    assert at(TEN, age_s=119, is_serving=True).posting is None
    first = at(TEN, age_s=121, is_serving=True)
    second = at(UnixMs(TEN + POSTING_MS), age_s=150, is_serving=True)
    assert first.featured is None
    assert [one.label for one in first.calls] == ["1002", "1001"]
    assert {view.posting.name for view in (first, second) if view.posting} == {
        "Khai sinh",
        "Kết hôn",
    }


def test_a_number_that_nobody_has_answered_to_stays_large() -> None:
    view = at(TEN, age_s=300)
    assert view.posting is None
    assert view.featured is not None and view.featured.label == "1002"


def test_the_break_goes_before_a_procedure() -> None:
    view = at(ms_of(DAY, "11:45"), age_s=300, is_serving=True)
    assert view.posting is None
    assert view.pause is not None
