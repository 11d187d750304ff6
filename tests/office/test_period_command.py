"""`mot-cua report --period`: text, documents, and mistakes that are one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from web.pages_office import PagesOffice

from mot_cua.errors import JournalError, MotCuaError
from office.command import commands
from queue_server.core import commands as c


@pytest.fixture
def data(tmp_path: Path) -> Path:
    office = PagesOffice(tmp_path)
    office.day_of_ratings(*["satisfied"] * 8, *["dissatisfied"] * 4, "")
    office.do(c.CloseDay)
    office.switch_off()
    return tmp_path


def report(data: Path, *arguments: str) -> str:
    found = CliRunner().invoke(
        commands, ["report", "--data", str(data), *arguments], catch_exceptions=False,
        standalone_mode=False,
    )  # fmt: skip
    return found.output


def test_a_quarter_is_printed_as_text(data: Path) -> None:
    said = report(data, "--period", "2026-Q4")
    assert "Quý IV/2026, từ 01/10/2026 đến 31/12/2026" in said
    assert "Hài lòng: 66,7% – trong đó Rất hài lòng: 0% (12/13 lượt phục vụ" in said
    assert "Đối chiếu: 13 theo biên bản chốt của 1 ngày = 13 lượt lấy số" in said


def test_a_month_becomes_a_document_of_state(data: Path) -> None:
    path, poster = data / "month.pdf", data / "poster.pdf"
    said = report(data, "--period", "2026-11", "--pdf", str(path), "--poster", str(poster))
    assert said.count(" bytes\n") == 2
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    assert "Kết quả đánh giá mức độ hài lòng của tổ chức, cá nhân tháng 11/2026" in text
    assert "So với tháng 10/2026 (tháng trước, *): Chưa đủ số liệu để so sánh." in text
    assert "Trên đây là kết quả tháng 11/2026;" in text
    assert "Tháng 11/2026" in PdfReader(poster).pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        (["--period", "soon"], MotCuaError, "--period soon: no period; expected a week"),
        (
            ["--period", "2019"],
            JournalError,
            "2019: the office was not open from 2019-01-01 to 2019-12-31; no report",
        ),
        (
            ["--period", "2026-11", "--bulletin", "x.txt"],
            MotCuaError,
            "--bulletin: there is one of a day only; leave --period out",
        ),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(
    data: Path, arguments: list[str], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        report(data, *arguments)


def test_a_period_stands_alone(data: Path) -> None:
    found = CliRunner().invoke(
        commands, ["report", "--data", str(data), "--period", "2026", "--day", "2026-11-20"]
    )
    assert "--period stands alone; leave --day and --month out" in found.output
