"""The public board, word for word, and the files for the office's website."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_office import NINE, SETTINGS
from web.pages_office import PagesOffice

from mot_cua.errors import JournalError, MotCuaError
from office.command import commands
from queue_server.core import commands as c
from queue_server.journal.report import RatedGroup
from queue_server.reports.board import Span, Total, board_files, earlier_spans, spans

TODAY = "2026-11-20"


def always(served: int, **levels: int) -> Total:
    named = {name.replace("_", "-"): count for name, count in levels.items()}
    return lambda _first, _last: RatedGroup(key="", served=served, levels=named)


def today(total: Total) -> Span:
    return spans(TODAY, None, total, SETTINGS)[0]


@pytest.mark.parametrize(
    ("total", "headline", "verdict"),
    [
        (
            always(58, very_satisfied=37, satisfied=12),
            "Hài lòng: 100% – trong đó Rất hài lòng: 75,5%",
            "Đạt mục tiêu",
        ),
        (
            always(10_000, satisfied=9997, dissatisfied=3),
            "Hài lòng: 99,9% – trong đó Rất hài lòng: 0%",
            "Đạt mục tiêu",
        ),
        (
            always(2500, satisfied=2374, dissatisfied=126),
            "Hài lòng: 94,96% – trong đó Rất hài lòng: 0%",
            "Chưa đạt mục tiêu",
        ),
        (always(12), "Chưa có đánh giá", ""),
        (always(9, satisfied=9), "Chưa đủ số liệu (9 lượt đánh giá, tối thiểu 10)", ""),
    ],
)
def test_the_board_says_it_word_for_word(total: Total, headline: str, verdict: str) -> None:
    said = today(total).said
    assert (said.headline, said.verdict) == (headline, verdict)
    page = board_files([today(total)], SETTINGS, is_sample=False, now_ms=NINE)["index.html"]
    assert f'<p class="headline">{headline}</p>' in page.decode()


def test_it_shows_yesterday_thirty_days_and_the_year_so_far() -> None:
    asked = []

    def total(first: str, last: str) -> RatedGroup:
        asked.append((first, last))
        return RatedGroup(key="", served=0, levels={})

    made = spans(TODAY, "2026-11-19", total, SETTINGS)
    assert [one.title for one in made] == [
        "Hôm nay", "Hôm qua", "30 ngày qua", "Từ đầu năm đến nay",
    ]  # fmt: skip
    assert asked == [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-19", "2026-11-19"),
        ("2026-10-22", "2026-11-20"),
        ("2026-01-01", "2026-11-20"),
    ]


def test_on_monday_the_day_before_is_friday_and_says_so() -> None:
    [before, *_] = earlier_spans("2026-11-23", TODAY, always(0), SETTINGS)
    assert (before.title, before.dates) == ("Ngày làm việc trước", "20/11/2026")


def test_the_file_for_programs_keeps_what_may_not_be_published() -> None:
    made = [today(always(9, satisfied=9)), today(always(40, satisfied=40))]
    table = json.loads(board_files(made, SETTINGS, is_sample=True, now_ms=NINE)["hai-long.json"])
    few, many = table["spans"]
    assert (few["share"], few["meets_target"], few["levels"]["satisfied"]) == (None, None, 9)
    assert (many["share"], many["meets_target"], many["interval"]) == ("100%", True, "91,2–100%")
    assert table["is_sample"] is True
    assert table["made_at"] == "2026-11-20T09:00:00+07:00"


def test_the_page_asks_nothing_of_any_server() -> None:
    page = board_files([today(always(40, satisfied=40))], SETTINGS, is_sample=True, now_ms=NINE)
    text = page["index.html"].decode()
    assert "DỮ LIỆU MẪU" in text
    assert "src=" not in text and "http" not in text


def publish(*arguments: str) -> None:
    commands(["publish", *arguments], standalone_mode=False)


def test_one_command_writes_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = PagesOffice(tmp_path)
    office.day_of_ratings(*["satisfied"] * 12)
    office.do(c.CloseDay)
    office.switch_off()
    publish("--data", str(tmp_path), "--to", str(tmp_path / "site" / "hai-long"))
    assert "copy both files to the website" in capsys.readouterr().out
    text = (tmp_path / "site" / "hai-long" / "index.html").read_text(encoding="utf-8")
    assert "Từ đầu năm đến nay" in text


def test_without_a_journal_nothing_is_published(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no journal here; name the office's folder"):
        publish("--data", str(tmp_path), "--to", str(tmp_path / "site"))
    assert not (tmp_path / "site").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    PagesOffice(tmp_path).switch_off()
    (tmp_path / "file").write_text("")
    with pytest.raises(MotCuaError, match=r"site: cannot be made .*; choose another folder"):
        publish("--data", str(tmp_path), "--to", str(tmp_path / "file" / "site"))
