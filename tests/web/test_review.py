"""Cần xem lại: the page that shows where somebody may have pressed for the citizens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from reports.years import Years
from web.pages_office import PagesOffice

from mot_cua.business_day import ms_of


@pytest.fixture
def years(tmp_path: Path) -> Iterator[Years]:
    made = Years(tmp_path)
    yield made
    made.journal.close()


def weeks_before(years: Years, monday: str, count: int = 2) -> None:
    """Two ordinary weeks: a day each is enough to compare with."""
    for back in range(count, 0, -1):
        day = (date.fromisoformat(monday) - timedelta(weeks=back)).isoformat()
        years.day(day, {("CT", 1): "+++++-....." * 6, ("CT", 2): "++++++-..." * 6})


def page_of(folder: Path, address: str) -> str:
    office = PagesOffice(folder, at=ms_of("2026-11-24", "09:00"))
    try:
        return office.client("leader").get(address).text
    finally:
        office.switch_off()


def test_a_counter_that_is_suddenly_rated_by_everybody_is_shown(
    years: Years, tmp_path: Path
) -> None:
    weeks_before(years, "2026-11-16")
    years.day("2026-11-16", {("CT", 1): "+" * 40, ("CT", 2): "++++++-..." * 4})
    page = page_of(tmp_path, "/report/review")
    assert "Cần xem lại – Tuần 47/2026" in page
    assert "Quầy 1: cần xem lại" in page
    assert "Quầy 2: cần xem lại" not in page
    assert "100% (40/40)" in page
    assert "không lượt đánh giá nào bị xóa" in page


def test_an_ordinary_week_shows_nobody(years: Years, tmp_path: Path) -> None:
    weeks_before(years, "2026-11-16")
    years.day("2026-11-16", {("CT", 1): "+++++-....." * 4, ("CT", 2): "++++++-..." * 4})
    assert "Không có quầy nào cần xem lại." in page_of(tmp_path, "/report/review/2026-W47")


def test_a_week_of_few_visits_is_not_judged(years: Years, tmp_path: Path) -> None:
    years.day("2026-11-16", {("CT", 1): "+" * 10})
    page = page_of(tmp_path, "/report/review/2026-W47")
    assert "Chưa đủ số liệu để xem: cần ít nhất 25 lượt phục vụ" in page


def test_what_is_no_week_has_no_page(office: PagesOffice) -> None:
    client = office.client("leader")
    for name in ("2026-11", "never", "2025-W53"):
        assert client.get(f"/report/review/{name}").status_code == 404


def test_a_counter_that_suddenly_finishes_what_nobody_brought_is_shown(
    years: Years, tmp_path: Path
) -> None:
    weeks_before(years, "2026-11-16")
    years.day("2026-11-16", {("CT", 1): "+++++-....." * 4}, serve_s=10)
    page = page_of(tmp_path, "/report/review/2026-W47")
    assert "Quầy 1: cần xem lại</h2>" in page
    assert "Lượt đánh giá có thể không do người dân tự bấm" not in page
    assert (
        '<th scope="row">phục vụ dưới 20 giây</th><td>100% (44/44)</td><td>0% (0/132)</td>' in page
    )
    assert "8 tuần trước của chính quầy này" in page
