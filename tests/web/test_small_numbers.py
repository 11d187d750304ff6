"""Small groups: no page and no file tells how few people rated, even to who can subtract."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reports.years import Years
from small_office import SETTINGS
from web.pages_office import PagesOffice

from office.command import commands
from queue_server.core import commands as c
from queue_server.core.periods import period_of
from queue_server.core.small_numbers import told, told_beside
from queue_server.documents.kinds import KINDS
from queue_server.reports.period_charts import fields_of
from queue_server.reports.period_page import period_page

FLOOR = 10
TABLES = st.lists(st.integers(0, 40), max_size=8).map(
    lambda counts: [(str(at), count) for at, count in enumerate(counts)]
)


@given(TABLES)
def test_nobody_learns_of_fewer_than_the_floor_by_reading_or_by_subtracting(
    groups: list[tuple[str, int]],
) -> None:
    how, counts = told(groups, FLOOR), dict(groups)
    assert sorted(how.alone + how.together) == sorted(counts)
    rated = [key for key in how.alone if counts[key]]
    hidden = [counts[key] for key in how.together]
    assert len(hidden) != 1
    if sum(1 for count in counts.values() if count) == 1:
        return  # one group was rated: its row is the total, which is told anyway
    assert all(counts[key] >= FLOOR for key in rated)
    assert not hidden or sum(hidden) >= FLOOR or not rated


@given(TABLES)
def test_a_group_that_says_nothing_about_anybody_keeps_its_row(
    groups: list[tuple[str, int]],
) -> None:
    assert all(key in told(groups, FLOOR).alone for key, count in groups if not count)


@given(TABLES, TABLES)
def test_two_periods_side_by_side_tell_no_small_group_of_either(
    now: list[tuple[str, int]], before: list[tuple[str, int]]
) -> None:
    size = min(len(now), len(before))
    how = told_beside(now[:size], before[:size], FLOOR)
    assert sorted(how.alone + how.together) == sorted(key for key, _ in now[:size])
    assert len(how.together) != 1
    for groups in (now[:size], before[:size]):
        counts, rated = dict(groups), [key for key, count in groups if count]
        if len(rated) < 2:
            continue  # the only group that was rated is the total, which is told anyway
        assert all(counts[key] == 0 or counts[key] >= FLOOR for key in how.alone)
        hidden = sum(counts[key] for key in how.together)
        assert hidden == 0 or hidden >= FLOOR or hidden == sum(counts.values())


@pytest.fixture
def unequal(office: PagesOffice) -> PagesOffice:
    """Eleven are content at counter 1, and the one citizen of counter 3 is not."""
    office.open(1, 3)
    for _ in range(11):
        office.issue("HT")
        office.serve(1, "satisfied", minutes=1)
    office.issue("DD")
    office.serve(3, "dissatisfied", minutes=1)
    return office


def words_of(kind: str, content: bytes) -> str:
    if kind == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return " ".join(
                parts.read(one).decode("utf-8") for one in parts.namelist() if one.endswith("xml")
            )
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["page", *sorted(set(KINDS) - {"poster", "bulletin"})])
def test_every_file_tells_the_two_counters_together(unequal: PagesOffice, kind: str) -> None:
    path = "/report/2026-11-20" if kind == "page" else f"/report/2026-11-20/{kind}"
    answer = unequal.client("leader").get(path)
    assert answer.status_code == 200
    words = " ".join(words_of(kind, answer.data).split())
    assert "Quầy 1 · Quầy 3" in words
    assert "Tư pháp – Hộ tịch · Đất đai" in words


def test_the_page_that_asks_why_tells_the_two_services_together(unequal: PagesOffice) -> None:
    words = " ".join(unequal.client("leader").get("/report/period/2026-11/why").text.split())
    assert "1/1 lượt" not in words and "0/1 lượt" not in words
    assert (
        "Gộp các nhóm ít đánh giá (dưới 10 lượt): Đất đai · Tư pháp – Hộ tịch</th>"
        "<td>91,7% của 12</td>" in words
    )


def test_the_terminal_tells_them_together_too(unequal: PagesOffice, tmp_path: Path) -> None:
    unequal.do(c.CloseDay)
    for wanted in (["--day", "2026-11-20"], ["--period", "2026-11"]):
        said = CliRunner().invoke(
            commands, ["report", "--data", str(tmp_path), *wanted], standalone_mode=False
        )
        assert said.exception is None
        assert "(dưới 10 lượt): Tư pháp – Hộ tịch · Đất đai" in said.output
        assert "\n  Đất đai" not in said.output


def test_a_cell_of_the_week_is_not_found_by_subtracting_the_others(tmp_path: Path) -> None:
    """Two hours of a Friday were rated, one of them by one citizen: neither is told."""
    years = Years(tmp_path)
    years.day("2026-11-20", {("HT", 1): "+" * 12}, hour="08:00")
    years.day("2026-11-23", {("HT", 1): "+" * 40}, hour="08:00")
    years.day("2026-11-24", {("HT", 1): "-"}, hour="08:00")
    report = years.reports.read(period_of("2026-11"))
    assert report is not None
    fields = fields_of(report, SETTINGS)
    hidden = [one.rated for one in fields.values() if one.share is None]
    assert 1 in hidden and sum(hidden) >= 10 and len(hidden) > 1
    years.journal.close()


def test_what_the_other_counters_had_is_no_small_group_either(tmp_path: Path) -> None:
    years = Years(tmp_path)
    years.day("2026-11-20", {("CT", 1): "+" * 40, ("CT", 2): "++-"})
    years.day("2026-11-23", {("HT", 1): "+" * 40, ("DD", 3): "+" * 40})
    report = years.reports.read(period_of("2026-11"))
    assert report is not None
    for line in period_page(report, years.reports, SETTINGS).by_counter:
        assert line.expected == ""
    years.journal.close()


@pytest.mark.parametrize("kind", ["poster", "bulletin"])
def test_the_wall_and_the_loudspeaker_know_no_counters(unequal: PagesOffice, kind: str) -> None:
    content = unequal.client("leader").get(f"/report/2026-11-20/{kind}").data
    assert "Quầy 3" not in words_of("pdf" if kind == "poster" else kind, content)


def test_no_address_tells_one_rating(unequal: PagesOffice, tmp_path: Path) -> None:
    """Whoever may read the most is told counts of the office, and nothing of one visit."""
    admin = unequal.client("admin")
    for address in ("/api/office", "/api/counter/1", "/api/waiting", "/counter/3", "/"):
        said = admin.get(address).text
        assert '"dissatisfied"' not in said or address == "/api/office"
    view = admin.get("/api/office").json
    assert view["levels"] == {"satisfied": 11, "dissatisfied": 1}
    assert "level" not in {key for one in view["counters"] for key in one}
