"""Periods: what they are called, when they begin and end, and what they are compared with."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from queue_server.core.periods import (
    EXPECTED,
    Cutoff,
    NoPeriod,
    current,
    parts,
    period_of,
    previous,
)
from queue_server.core.periods import year_before as last_year


@pytest.mark.parametrize(
    ("name", "title", "first", "last"),
    [
        ("2026-W47", "Tuần 47/2026", "2026-11-16", "2026-11-22"),
        ("2026-W01", "Tuần 1/2026", "2025-12-29", "2026-01-04"),
        ("2026-02", "Tháng 02/2026", "2026-02-01", "2026-02-28"),
        ("2026-Q1", "Quý I/2026", "2026-01-01", "2026-03-31"),
        ("2026-H2", "6 tháng cuối năm 2026", "2026-07-01", "2026-12-31"),
        ("2026-9M", "9 tháng đầu năm 2026", "2026-01-01", "2026-09-30"),
        ("2023-4M", "4 tháng đầu năm 2023", "2023-01-01", "2023-04-30"),
        ("2020-8M", "8 tháng đầu năm 2020", "2020-01-01", "2020-08-31"),
        ("2026", "Năm 2026", "2026-01-01", "2026-12-31"),
        (
            "2026-01-15..2026-02-10",
            "Từ 15/01/2026 đến 10/02/2026",
            "2026-01-15",
            "2026-02-10",
        ),
    ],
)
def test_each_kind_of_period_knows_its_days(name: str, title: str, first: str, last: str) -> None:
    found = period_of(name)
    assert (found.title, found.first, found.last) == (title, first, last)


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("2026-11", "từ 15/10/2026 đến 14/11/2026"),
        ("2026-01", "từ 15/12/2025 đến 14/01/2026"),
        ("2026-Q1", "từ 15/12/2025 đến 14/03/2026"),
        ("2026-H1", "từ 15/12/2025 đến 14/06/2026"),
        ("2026-9M", "từ 15/12/2025 đến 14/09/2026"),
        ("2026", "từ 15/12/2025 đến 14/12/2026"),
        ("2026-W47", "từ 16/11/2026 đến 22/11/2026"),
    ],
)
def test_the_administrative_cut_off_is_the_fourteenth(name: str, dates: str) -> None:
    assert period_of(name, cutoff="day15").dates == dates


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("yesterday", f"yesterday: no period; {EXPECTED}"),
        ("2026-13", f"2026-13: no such period (month must be in 1..12); {EXPECTED}"),
        ("2026-1M", f"2026-1M: no such period (a year has from 2 to 11 first months); {EXPECTED}"),
        (
            "2026-02-10..2026-01-15",
            f"2026-02-10..2026-01-15: no such period (its end is before its beginning); {EXPECTED}",
        ),
        (
            "2001-01-01..2026-01-01",
            f"2001-01-01..2026-01-01: no such period (it is longer than ten years); {EXPECTED}",
        ),
    ],
)
def test_what_is_no_period_is_said_with_what_would_be_one(name: str, said: str) -> None:
    with pytest.raises(NoPeriod, match=f"^{re.escape(said)}"):
        period_of(name)


def test_impossible_dates_are_no_period() -> None:
    for name in ("2026-02-30..2026-03-01", "2026-W54", "2025-W53", "1026-11", "2026-Q5", ""):
        with pytest.raises(NoPeriod):
            period_of(name)


@pytest.mark.parametrize(
    ("name", "before", "a_year_ago"),
    [
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2020-W53", "2020-W52", "2019-W52"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026-9M", "2025-9M", "2025-9M"),
        ("2026", "2025", "2025"),
        ("2026-03-01..2026-03-10", "2026-02-19..2026-02-28", "2025-03-01..2025-03-10"),
    ],
)
def test_what_a_period_is_compared_with(name: str, before: str, a_year_ago: str) -> None:
    assert previous(period_of(name)).name == before
    assert last_year(period_of(name)).name == a_year_ago


def test_the_period_in_which_a_day_lies_moves_on_at_the_cut_off() -> None:
    assert current("year", "2026-12-14", cutoff="day15").name == "2026"
    assert current("year", "2026-12-15", cutoff="day15").name == "2027"
    assert current("months", "2026-01-20").name == "2026"
    assert current("months", "2026-09-20").name == "2026-9M"


@pytest.mark.parametrize("cutoff", ["calendar", "day15"])
@pytest.mark.parametrize(
    ("name", "step", "count"),
    [("2026-11", "day", None), ("2026-Q4", "week", None), ("2026", "month", 12)],
)
def test_the_parts_of_a_chart_leave_no_day_out(
    name: str, step: str, count: int | None, cutoff: Cutoff
) -> None:
    period = period_of(name, cutoff=cutoff)
    found = list(parts(period, step, cutoff=cutoff))
    assert found[0].first <= period.first and found[-1].last >= period.last
    assert count in (None, len(found))
    for one, following in pairwise(found):
        assert period_of(f"{one.last}..{following.first}").days == 2


def test_a_period_holds_its_own_days() -> None:
    november = period_of("2026-11")
    assert "2026-11-30" in november
    assert "2026-12-01" not in november
