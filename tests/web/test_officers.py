"""The month's sheet of each officer: for the leader, from thirty ratings, never a ranking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reports.years import Years
from small_office import SETTINGS
from web.pages_office import PagesOffice

from mot_cua.business_day import ms_of
from queue_server.journal.report import RatedGroup
from queue_server.journal.verify import verify
from queue_server.reports.officer_sheet import OfficerSheet, officer_sheet


def group(name: str, good: int, bad: int = 0, unrated: int = 0) -> RatedGroup:
    levels = {"satisfied": good, "dissatisfied": bad}
    return RatedGroup(key=name, served=good + bad + unrated, levels=levels)


def names(sheet: OfficerSheet) -> list[str]:
    return [one.name for one in sheet.lines]


def test_officers_stand_by_their_given_names_and_not_by_their_figures() -> None:
    worst, best = group("Trần Văn An", 10, 30), group("Nguyễn Thị Đào", 40)
    sheet = officer_sheet([best, group("Lê Văn Dũng", 31, 2), worst], SETTINGS)
    assert names(sheet) == ["Trần Văn An", "Lê Văn Dũng", "Nguyễn Thị Đào"]
    assert [one.said.share for one in sheet.lines] == ["25%", "93,9%", "100%"]


def test_of_fewer_than_thirty_ratings_nothing_is_told_nor_found_by_subtracting() -> None:
    sheet = officer_sheet([group("A", 29), group("B", 35), group("C", 60, 1)], SETTINGS)
    assert names(sheet) == ["C"]
    assert sheet.too_few == ("A", "B"), "with B alone untold, the total would tell of A"


def test_the_only_officer_of_an_office_needs_thirty_ratings_too() -> None:
    assert names(officer_sheet([group("A", 29)], SETTINGS)) == []
    assert names(officer_sheet([group("A", 30)], SETTINGS)) == ["A"]


def test_visits_at_a_counter_where_nobody_had_signed_in_are_nobodys() -> None:
    sheet = officer_sheet([group("", 50), group("A", 40)], SETTINGS)
    assert names(sheet) == ["A"]
    assert sheet.too_few == ()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    """It is November; in October Lan and Minh took turns at counter 1."""
    years = Years(tmp_path)
    years.day("2026-10-02", {("HT", 1): "+" * 31 + "-."}, officer="Nguyễn Thị Lan")
    years.day("2026-10-03", {("HT", 1): "+" * 12}, officer="Phạm Minh")
    years.day("2026-10-04", {("HT", 1): "+" * 25}, officer="Phạm Minh")
    years.day("2026-11-02", {("HT", 1): "+" * 40}, officer="Phạm Minh")
    assert verify(years.journal, SETTINGS).problems == []
    years.journal.close()
    made = PagesOffice(tmp_path, at=ms_of("2026-11-24", "09:00"))
    yield made
    made.switch_off()


@pytest.fixture
def leader(office: PagesOffice) -> FlaskClient:
    return office.client("leader")


def test_the_leader_reads_the_last_month(leader: FlaskClient) -> None:
    page = leader.get("/report/officers").text
    assert "<b>Tháng 10/2026</b>" in page
    assert '<th scope="row">Nguyễn Thị Lan</th><td>33</td><td>32</td>' in page
    assert '<th scope="row">Phạm Minh</th><td>37</td><td>37</td>' in page
    assert "Xếp theo tên, không xếp hạng" in page
    assert "/report/officers" in leader.get("/report/period/2026-11").text


@pytest.mark.parametrize("name", ["2026-11", "2026-Q3", "2026", "soon"])
def test_a_month_that_is_not_over_and_what_is_no_month_are_not_told(
    leader: FlaskClient, name: str
) -> None:
    assert leader.get(f"/report/officers/{name}").status_code == 404


def test_a_month_without_ratings_says_so(leader: FlaskClient) -> None:
    page = leader.get("/report/officers/2026-09").text
    assert "Chưa có công chức nào đủ 30 lượt đánh giá trong tháng." in page


@pytest.mark.parametrize("role", ["officer", "inspector", "admin"])
def test_nobody_else_may(office: PagesOffice, role: str) -> None:
    client = office.client(role)  # type: ignore[arg-type]
    assert client.get("/report/officers").status_code == 403
    if role != "officer":
        assert "/report/officers" not in client.get("/report/period/2026-11").text
