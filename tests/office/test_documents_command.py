"""`mot-cua report` with files: every kind of document, and mistakes that are one sentence."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from web.pages_office import PagesOffice

from queue_server.core import commands as c

ROOT = Path(__file__).parents[2]


def report(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "office", "report", "--data", str(data), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A journal with one sealed day: twelve served, eleven rated."""
    office = PagesOffice(tmp_path)
    office.day_of_ratings(*["very-satisfied"] * 6, *["satisfied"] * 4, "neutral", "")
    office.do(c.CloseDay)
    office.switch_off()
    return tmp_path


def test_one_command_writes_every_document(data: Path) -> None:
    names = {kind: data / f"day.{kind}" for kind in ("pdf", "docx", "xlsx", "csv", "bulletin")}
    options = [part for kind, path in names.items() for part in (f"--{kind}", str(path))]
    poster = data / "poster.pdf"
    said = report(data, *options, "--poster", str(poster), "--paper", "a3")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.count(" bytes\n") == 6
    text = " ".join(PdfReader(names["pdf"]).pages[0].extract_text().split())
    assert "Hài lòng: 90,9% – trong đó Rất hài lòng: 54,5%" in text
    assert "11/12 lượt phục vụ có đánh giá (91,7%)" in text
    table = docx.Document(io.BytesIO(names["docx"].read_bytes())).tables[1]
    total = next(row for row in table.rows if row.cells[1].text == "Tổng cộng")
    assert [cell.text for cell in total.cells[2:]] == [
        "12", "11 (91,7%)", "6", "4", "1", "0", "1", "90,9%†",
    ]  # fmt: skip
    assert openpyxl.load_workbook(names["xlsx"])["Đánh giá"]["D2"].value == 12
    assert names["csv"].read_text(encoding="utf-8-sig").splitlines()[1].endswith(";6;11;12;12")
    assert "Có mười một lượt đánh giá" in names["bulletin"].read_text(encoding="utf-8")
    (page,) = PdfReader(poster).pages
    assert round(page.mediabox.width) == 842


def test_a_month_is_a_poster(data: Path) -> None:
    poster = data / "month.pdf"
    said = report(data, "--month", "2026-11", "--poster", str(poster))
    assert said.returncode == 0, said.stderr
    assert "Tháng 11/2026" in PdfReader(poster).pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--day", "2026-11-19", "--pdf", "x"), "2026-11-19: the office was not open; no report"),
        (
            ("--month", "2026-10", "--poster", "x"),
            "2026-10: the office was not open in this month; no poster",
        ),
        (("--month", "2026-13", "--poster", "x"), "--month 2026-13: expected a month like 2026-11"),
        (
            ("--csv", "/nowhere/x.csv"),
            "/nowhere/x.csv: cannot be written (No such file or directory); choose another file",
        ),
    ],
)
def test_a_mistake_is_one_sentence(data: Path, arguments: tuple[str, ...], sentence: str) -> None:
    said = report(data, *arguments)
    assert said.returncode == 1
    assert said.stderr == f"{sentence}\n"


def test_a_month_without_a_poster_is_explained(data: Path) -> None:
    said = report(data, "--month", "2026-11")
    assert said.returncode == 2
    assert "--month is for a poster; add --poster FILE" in said.stderr
