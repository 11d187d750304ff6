"""What a period's report says of the registers: on its page and in every document."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from core.test_registers import ANSWERED, APOLOGY, INDICATOR, PETITION, RANK, Clerk
from documents.reading import text_of
from small_office import SETTINGS
from web.pages_office import PagesOffice

from queue_server.core import commands as c
from queue_server.core.periods import period_of
from queue_server.registers.in_period import Counted, InPeriod, in_period


def said(clerk: Clerk, name: str, upto: str) -> InPeriod:
    return in_period(clerk.office.entries, period_of(name), SETTINGS, upto=upto)


def numbers(lines: tuple[Counted, ...]) -> list[int]:
    return [one.number for one in lines]


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


def test_petitions_are_counted_by_the_day_they_came_and_the_day_they_ended(clerk: Clerk) -> None:
    clerk.add("petitions", PETITION | {"received_on": "2026-10-30", "due": "2026-11-10"})
    clerk.add("petitions", ANSWERED)
    clerk.add("petitions", ANSWERED | {"received_on": "2026-10-01", "due": "2026-10-20"})
    clerk.change(clerk.add("petitions", PETITION), struck="Ghi hai lần")
    # received, ended, of them in time, open at the end, of them late
    assert numbers(said(clerk, "2026-11", "2026-11-20").petitions) == [1, 2, 1, 1, 1]
    assert numbers(said(clerk, "2026-10", "2026-10-31").petitions) == [2, 0, 0, 2, 1]


def test_apologies_are_counted_with_those_that_came_too_late(clerk: Clerk) -> None:
    clerk.add("apologies", APOLOGY)
    clerk.add("apologies", APOLOGY | {"dossier": "H40.20-261101-0013", "due": "2026-11-20"})
    # told, of them late, given back, waiting, of them beyond the new date
    assert numbers(said(clerk, "2026-11", "2026-11-20").apologies) == [2, 1, 0, 2, 0]
    assert numbers(said(clerk, "2026", "2026-12-31").apologies) == [2, 1, 0, 2, 2]
    assert numbers(said(clerk, "2026-10", "2026-10-31").apologies) == [0] * 5


def test_supplied_figures_stand_as_supplied_and_are_never_added_up(clerk: Clerk) -> None:
    clerk.add("indicators", INDICATOR)
    clerk.add("indicators", INDICATOR | {"period": "2026-11", "dossiers": "37 354"})
    october, november = said(clerk, "2026-Q4", "2026-12-31").supplied
    assert (october.title, november.title) == ("Tháng 10/2026", "Tháng 11/2026")
    assert october.figures == (("Số hồ sơ", "1.032"), ("Đúng và trước hạn", "99,97%"))
    assert november.figures[0] == ("Số hồ sơ", "37.354")
    clerk.add("indicators", {"period": "2026-Q4", "dossiers": "9", "source": "Tỉnh"})
    [quarter] = said(clerk, "2026-Q4", "2026-12-31").supplied
    assert (quarter.title, quarter.source) == ("Quý IV/2026", "Tỉnh")


def test_the_newest_rank_of_each_index_that_was_known_is_told(clerk: Clerk) -> None:
    clerk.add("ranks", RANK)
    clerk.add("ranks", RANK | {"ranked_year": "2024", "rank": "7"})
    clerk.add("ranks", RANK | {"ranked_year": "2027", "rank": "1"})
    assert said(clerk, "2026", "2026-12-31").ranks == (
        "Chỉ số CCHC năm 2024: 7/20 (nguồn: QĐ 12/QĐ-UBND)",
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path)
    yield made
    made.switch_off()


def test_the_page_and_every_document_say_the_same(office: PagesOffice) -> None:
    client = office.client("leader")
    page = client.get("/report/period/2026-11").text
    assert "<dt>Phản ánh, kiến nghị tiếp nhận</dt><dd>Không có</dd>" in page
    for register, values in (
        ("petitions", PETITION), ("apologies", APOLOGY), ("ranks", RANK),
        ("indicators", INDICATOR | {"period": "2026-11"}),
    ):  # fmt: skip
        office.do(c.WriteEntry, register=register, values=values, by="leader")
    page = client.get("/report/period/2026-11").text
    assert "<dt>Phản ánh, kiến nghị tiếp nhận</dt><dd>1</dd>" in page
    assert "<dt>Đúng và trước hạn</dt><dd>99,97%</dd>" in page
    assert "nguồn: Hệ thống" in page
    paper = text_of(client.get("/report/period/2026-11/pdf").data)
    letter = docx.Document(io.BytesIO(client.get("/report/period/2026-11/docx").data))
    words = " ".join(one.text for one in letter.paragraphs)
    for told in (paper, words):
        assert "Phản ánh, kiến nghị tiếp nhận: 1; đã xử lý: Không có" in told
        assert "đúng và trước hạn: 99,97% (nguồn: Hệ thống)" in told
        assert "Chỉ số CCHC năm 2023: 9/20 (nguồn: QĐ 12/QĐ-UBND)" in told
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/report/period/2026-11/xlsx").data), read_only=True
    )
    cells = {row[0]: row[1] for sheet in book for row in sheet.iter_rows(values_only=True)}
    assert cells["Sổ theo dõi: Phản ánh, kiến nghị tiếp nhận"] == 1
