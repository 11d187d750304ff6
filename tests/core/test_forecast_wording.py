"""What people are told about their wait, word for word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mot_cua.business_day import ms_of
from mot_cua.ids import UnixMs
from queue_server.core.forecast.wording import STEP_MS, Outlook, outlook_text, steady, wait_text

MINUTE = 60_000
NINE = ms_of("2026-11-20", "09:00")
ELEVEN = ms_of("2026-11-20", "11:07")


def after(now: UnixMs, soonest: float, latest: float, **more: object) -> Outlook:
    """Say in minutes from now when the call may come."""
    moments = (UnixMs(now + int(minutes * MINUTE)) for minutes in (soonest, latest))
    return Outlook(4, *moments, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("soonest", "latest", "says"),
    [
        (0, 0, "dự kiến gọi ngay"),
        (0, 0.1, "dự kiến gọi trong vòng 5 phút"),
        (4.9, 7, "dự kiến gọi trong vòng 10 phút"),
        (5, 5, "dự kiến gọi sau 5–10 phút"),
        (11, 23, "dự kiến gọi sau 10–25 phút"),
        (10, 25, "dự kiến gọi sau 10–25 phút"),
        (14.9, 25.1, "dự kiến gọi sau 10–30 phút"),
        (31, 60, "dự kiến gọi sau 30–60 phút"),
        (31, 60.1, "dự kiến gọi khoảng 09:30–10:05"),
        (61, 100, "dự kiến gọi khoảng 10:00–10:40"),
        (-3, -1, "dự kiến gọi ngay"),
    ],
)
def test_minutes_are_rounded_outwards_to_five(soonest: float, latest: float, says: str) -> None:
    assert wait_text(after(NINE, soonest, latest), NINE) == says


def test_strangers_read_the_same_in_english() -> None:
    for outlook, now, says in (
        (after(NINE, 0, 0), NINE, "expected at once"),
        (after(NINE, 0, 7), NINE, "expected within 10 min"),
        (after(NINE, 11, 23), NINE, "expected in 10–25 min"),
        (after(ELEVEN, 144, 175, is_across_break=True), ELEVEN, "expected about 13:30–14:05"),
        (Outlook(4, None, None), NINE, "no counter is open"),
    ):
        assert wait_text(outlook, now, "en") == says


@pytest.mark.parametrize(
    ("soonest", "latest", "says"),
    [
        (144, 175, "dự kiến gọi khoảng 13:30–14:05"),
        (20, 150, "dự kiến gọi khoảng 11:25–13:40"),
        (143, 143, "dự kiến gọi khoảng 13:30–13:35"),
    ],
)
def test_across_lunch_a_time_of_day_is_told(soonest: float, latest: float, says: str) -> None:
    assert wait_text(after(ELEVEN, soonest, latest, is_across_break=True), ELEVEN) == says


@pytest.mark.parametrize(
    ("outlook", "says"),
    [
        (after(NINE, 11, 23), "Còn 4 người trước · dự kiến gọi sau 10–25 phút"),
        (
            after(NINE, 11, 23)._replace(ahead=1032),
            "Còn 1.032 người trước · dự kiến gọi sau 10–25 phút",
        ),
        (
            after(NINE, 0, 4)._replace(ahead=0),
            "Quý vị là người tiếp theo · dự kiến gọi trong vòng 5 phút",
        ),
        (after(NINE, 11, 23, history=19), "Còn 4 người trước"),
        (Outlook(2, None, None), "Còn 2 người trước · chưa có quầy mở"),
        (Outlook(2, None, None, history=0), "Còn 2 người trước · chưa có quầy mở"),
    ],
)
def test_nothing_is_said_that_is_not_known(outlook: Outlook, says: str) -> None:
    assert outlook_text(outlook, NINE) == says


def test_the_upper_end_on_a_phone_does_not_creep() -> None:
    shown = UnixMs(NINE + 25 * MINUTE)
    assert steady(None, shown, NINE) == shown
    assert steady(shown, UnixMs(shown + 4 * MINUTE), NINE) == shown
    assert steady(shown, UnixMs(shown + 5 * MINUTE), NINE) == shown + 5 * MINUTE
    assert steady(shown, UnixMs(shown - 1), NINE) == shown - 1
    assert steady(shown, UnixMs(shown + 4 * MINUTE), UnixMs(shown)) == shown + 4 * MINUTE


@given(st.lists(st.integers(-20 * MINUTE, 90 * MINUTE), min_size=1))
def test_the_upper_end_grows_by_five_minutes_or_not_at_all(changes: list[int]) -> None:
    shown = steady(None, UnixMs(NINE + 100 * MINUTE), NINE)
    for change in changes:
        before, shown = shown, steady(shown, UnixMs(max(NINE + 1, shown + change)), NINE)
        assert shown <= before or shown - before >= STEP_MS


@given(st.integers(0, 300 * MINUTE), st.integers(0, 300 * MINUTE))
def test_what_is_told_always_holds_what_is_expected(one: int, two: int) -> None:
    least, most = sorted((one, two))
    text = wait_text(Outlook(1, UnixMs(NINE + least), UnixMs(NINE + most)), NINE)
    if text.endswith("phút") and "–" in text:
        begins, ends = (int(part) for part in text.split()[-2].split("–"))
        assert begins * MINUTE <= least
        assert most <= ends * MINUTE
        assert begins < ends
