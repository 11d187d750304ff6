"""The inspection export: checked by a bare Python and by a browser without a network."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from reports.years import Years
from web.conftest import CHROMIUM, QUIET
from web.pages_office import PagesOffice

from mot_cua.errors import JournalError, MotCuaError
from mot_cua.ids import DayText, DeviceId, RequestId, ServiceCode, TicketId, Ticks, UnixMs
from mot_cua.messages import DayPlan, OfficeCalendar
from office.command import commands
from queue_server.core import commands as c
from queue_server.core import events as e

Spoil = Callable[[list[str]], list[str]]
HISTORY = "cau-hinh-trong-ky.json"


def export(*arguments: str) -> None:
    commands(["export", *arguments], standalone_mode=False)


def changed(name: str, old: dict[str, str], new: dict[str, str]) -> e.SettingsChanged:
    return e.SettingsChanged(request=RequestId(f"settings-{name}"), old=old, new=new)


def other_hours() -> e.CalendarChanged:
    week = (DayPlan(work=("07:30-11:30",), issue=("07:00-11:15",)),) * 7
    return e.CalendarChanged(request=RequestId("hours"), calendar=OfficeCalendar(week=week))


def late_but_admitted() -> e.TicketCameLate:
    return e.TicketCameLate(
        request=RequestId("late"), ticket=TicketId("late"), day=DayText("2026-11-03"),
        service=ServiceCode("HT"), number=800, label="1800", issuer=DeviceId("kiosk-1"),
        issued_ms=UnixMs(1), was_admitted=True,
    )  # fmt: skip


OLD_KEY = "4tUC1gvQkSJZ0bAaWqkYhw"


def merged_by_an_old_version() -> e.PaperMerged:
    return e.PaperMerged(
        request=RequestId("merge"), ticket=TicketId("t"), paper=TicketId("k"),
        day=DayText("2026-11-03"), service=ServiceCode("HT"), number=1,
        issuer=DeviceId("kiosk-1"), token=OLD_KEY, issued_ms=UnixMs(1), base_ticks=Ticks(1),
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three sealed days, a low one among them, and one after the month; settings that changed."""
    years = Years(tmp_path)
    years.append(changed("1", {}, {"rules.calls": "3", "rating.window_s": "60"}), day="2026-10-01")
    years.append(changed("2", {"rules.calls": "3"}, {"rules.calls": "2"}), day="2026-10-02")
    years.append(other_hours(), day="2026-10-03")
    years.day("2026-11-02", {("HT", 1): "++-", ("CT", 2): "+."})
    years.day("2026-11-03", {("HT", 1): "+++"}, admitted=1)
    years.append(changed("3", {"rules.calls": "2"}, {"rules.calls": "3"}), day="2026-11-03")
    years.append(late_but_admitted(), merged_by_an_old_version(), day="2026-11-03")
    years.day("2026-11-04", {("DD", 3): "-+"})
    years.day("2026-12-01", {("HT", 1): "+"})
    years.journal.close()
    return tmp_path


@pytest.fixture
def unpacked(data: Path) -> Path:
    path = data / "november.zip"
    export("--data", str(data), "--period", "2026-11", "--to", str(path))
    folder = data / "unpacked"
    zipfile.ZipFile(path).extractall(folder)
    return folder


def bare_python(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the verifier with no package at all: isolated, without site-packages."""
    said = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "kiem_tra.py"), *arguments],
        capture_output=True, timeout=60, check=False, cwd="/",
    )  # fmt: skip
    assert said.stderr == b""
    return said.returncode, said.stdout.decode()


def spoil(folder: Path, change: Spoil) -> None:
    path = folder / "su-kien.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")


def test_the_archive_holds_all_that_an_inspector_asks_for(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir()} == {
        "su-kien.jsonl", "tong-hop.json", "niem-phong.json", "bao-cao.csv", "kiem-toan.csv",
        "cau-hinh.json", "cau-hinh-trong-ky.json", "DOC-TRUOC.txt", "kiem_tra.py", "kiem-tra.html",
    }  # fmt: skip
    totals = json.loads((unpacked / "tong-hop.json").read_text(encoding="utf-8"))
    assert (totals["issued"], totals["levels"]) == (11, {"dissatisfied": 2, "satisfied": 7})
    assert totals["came_late"] == 0, "its own day has counted it"
    seals = json.loads((unpacked / "niem-phong.json").read_text(encoding="utf-8"))
    assert [one["day"] for one in seals] == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-12-01"]
    settings = json.loads((unpacked / "cau-hinh.json").read_text(encoding="utf-8"))
    assert settings["rating"]["target_percent"] == 95
    audit = csv.DictReader(
        io.StringIO((unpacked / "kiem-toan.csv").read_text(encoding="utf-8-sig")), delimiter=";"
    )
    kinds = {row["kind"] for row in audit}
    assert {"day-opened", "counter-opened", "day-closed", "called"} <= kinds
    assert "finished" not in kinds


def test_a_bare_python_finds_an_honest_export_whole(unpacked: Path) -> None:
    code, said = bare_python(unpacked)
    assert code == 0
    assert said.count(": ĐÚNG – ") == 7
    assert said.endswith("KẾT LUẬN: hồ sơ nguyên vẹn.\n")


def history_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / HISTORY).read_text(encoding="utf-8"))
    return found


def test_the_settings_of_the_periods_beginning_and_every_change_since_are_there(
    unpacked: Path,
) -> None:
    history = history_of(unpacked)
    assert history["in_force"].keys() == {"rules.calls", "rating.window_s", "calendar"}
    assert history["in_force"]["rules.calls"] == "2"
    assert [one["row"][2] for one in history["events"]] == [
        "settings-changed", "settings-changed", "calendar-changed",
    ]  # fmt: skip
    events = (unpacked / "su-kien.jsonl").read_text(encoding="utf-8")
    assert events.count('"settings-changed"') == 1, "the one of November"


def other_settings(history: dict[str, Any]) -> None:
    history["in_force"]["rules.calls"] = "9"


def a_change_left_out(history: dict[str, Any]) -> None:
    del history["events"][0]


def a_change_rewritten(history: dict[str, Any]) -> None:
    row = history["events"][1]["row"]
    row[8] = row[8].replace('"rules.calls":"2"', '"rules.calls":"9"')
    history["in_force"]["rules.calls"] = "9"


FORGED = [
    (other_settings, "cấu hình “rules.calls” không phải là tổng các lần thay đổi"),
    (a_change_left_out, "(settings-changed) thiếu một lần thay đổi"),
    (a_change_rewritten, "(settings-changed): nội dung đã bị thay đổi sau khi ghi"),
]


def forge_history(folder: Path, forge: Callable[[dict[str, Any]], None]) -> None:
    history = history_of(folder)
    forge(history)
    (folder / HISTORY).write_text(json.dumps(history), encoding="utf-8")


@pytest.mark.parametrize(("forge", "words"), FORGED)
def test_a_bare_python_finds_settings_that_were_others(
    unpacked: Path, forge: Callable[[dict[str, Any]], None], words: str
) -> None:
    forge_history(unpacked, forge)
    code, said = bare_python(unpacked)
    assert code == 1
    assert words in said


HIDDEN = "1 sự kiện cũ có mã phiếu đã che để không ai mở được trang của phiếu"


def test_no_file_of_the_archive_has_the_key_to_a_papers_page(unpacked: Path) -> None:
    for path in unpacked.iterdir():
        assert OLD_KEY not in path.read_text(encoding="utf-8-sig"), path.name
    assert HIDDEN in bare_python(unpacked)[1]


def hide_a_rating(lines: list[str]) -> list[str]:
    line = json.loads(lines[first_rating(lines)])
    lines[first_rating(lines)] = json.dumps(line | {"hidden": ["token"]}, ensure_ascii=False)
    return lines


def first_rating(lines: list[str]) -> int:
    return next(place for place, line in enumerate(lines) if '"rating-final"' in line)


def improve_a_rating(lines: list[str]) -> list[str]:
    place = next(p for p, one in enumerate(lines) if '"rating-final"' in one and "dissat" in one)
    lines[place] = lines[place].replace("dissatisfied", "satisfied")
    return lines


def leave_a_rating_out(lines: list[str]) -> list[str]:
    del lines[first_rating(lines)]
    return lines


def forge_a_seal(lines: list[str]) -> list[str]:
    place = next(p for p, one in enumerate(lines) if '"day-closed"' in one)
    line = json.loads(lines[place])
    body = json.loads(line["row"][8])
    body["totals"]["rated"] += 10
    line["row"][8] = json.dumps(body, separators=(",", ":"))
    lines[place] = json.dumps(line)
    return lines


SPOILT = [
    (improve_a_rating, ("nội dung đã bị thay đổi sau khi ghi", "báo cáo kỳ ghi 7 đánh giá")),
    (
        leave_a_rating_out,
        ("không nối tiếp sự kiện đứng trước", "chốt ghi 4 lượt đánh giá"),
    ),
    (hide_a_rating, ("(rating-final): bị che chỗ không được phép che",)),
    (forge_a_seal, ("biên bản chốt ghi 14 lượt đánh giá, sự kiện có 4", "nội dung đã bị thay đổi")),
]


@pytest.mark.parametrize(("change", "words"), SPOILT)
def test_a_bare_python_finds_what_was_changed(
    unpacked: Path, change: Spoil, words: tuple[str, ...]
) -> None:
    spoil(unpacked, change)
    code, said = bare_python(unpacked)
    assert code == 1
    for part in words:
        assert part in said
    assert said.endswith("KẾT LUẬN: hồ sơ đã bị thay đổi.\n")


def seal_of(folder: Path, day: str) -> str:
    seals = json.loads((folder / "niem-phong.json").read_text(encoding="utf-8"))
    return next(str(one["head"]) for one in seals if one["day"] == day)


def test_a_bare_python_finds_the_report_of_a_code(unpacked: Path) -> None:
    code = seal_of(unpacked, "2026-11-03")[:8]
    assert bare_python(unpacked, "--ma", code) == (0, f"Mã {code}: báo cáo ngày 2026-11-03.\n")
    assert bare_python(unpacked, "--ma", "0" * 8) == (
        1, "Mã 00000000: không có ngày nào mang mã này.\n",
    )  # fmt: skip
    assert bare_python(unpacked, "--ma", "9f") == (
        1, "Mã niêm phong có ít nhất 8 ký tự, như in ở cuối báo cáo ngày.\n",
    )  # fmt: skip


def test_an_archive_that_is_not_unpacked_whole_is_said(unpacked: Path) -> None:
    (unpacked / "tong-hop.json").unlink()
    code, said = bare_python(unpacked)
    assert code == 1
    assert "thiếu tệp tong-hop.json; hãy giải nén toàn bộ hồ sơ trích xuất." in said


# In a browser


@pytest.fixture(scope="module")
def offline() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.set_default_timeout(10_000)
        yield page
        browser.close()


def choose(page: Page, folder: Path, *names: str) -> None:
    page.goto((folder / "kiem-tra.html").as_uri())
    wanted = names or ("su-kien.jsonl", "tong-hop.json", "niem-phong.json", HISTORY)
    page.set_input_files("#files", [str(folder / name) for name in wanted])


@pytest.mark.browser
def test_a_browser_without_a_network_finds_it_whole(unpacked: Path, offline: Page) -> None:
    choose(offline, unpacked)
    offline.wait_for_selector("text=Kết luận: hồ sơ nguyên vẹn.")
    assert offline.locator("#checks li").count() == 7
    assert offline.locator(".verdict").all_inner_texts() == ["ĐÚNG"] * 7
    offline.fill("#code", seal_of(unpacked, "2026-11-04")[:8])
    offline.click("#find")
    assert "báo cáo ngày 2026-11-04" in offline.inner_text("#found")


@pytest.mark.browser
@pytest.mark.parametrize(("change", "words"), SPOILT)
def test_a_browser_finds_what_was_changed(
    unpacked: Path, offline: Page, change: Spoil, words: tuple[str, ...]
) -> None:
    spoil(unpacked, change)
    choose(offline, unpacked)
    offline.wait_for_selector("text=Kết luận: hồ sơ đã bị thay đổi.")
    said = offline.inner_text("#checks")
    for part in words:
        assert part in said


@pytest.mark.browser
@pytest.mark.parametrize(("forge", "words"), FORGED)
def test_a_browser_finds_settings_that_were_others(
    unpacked: Path, offline: Page, forge: Callable[[dict[str, Any]], None], words: str
) -> None:
    forge_history(unpacked, forge)
    choose(offline, unpacked)
    offline.wait_for_selector("text=Kết luận: hồ sơ đã bị thay đổi.")
    assert words in offline.inner_text("#checks")
    assert HIDDEN in offline.inner_text("#checks")


@pytest.mark.browser
def test_a_browser_asks_for_what_is_missing(unpacked: Path, offline: Page) -> None:
    choose(offline, unpacked, "su-kien.jsonl")
    offline.wait_for_selector(
        "text=Còn thiếu: tong-hop.json, niem-phong.json, cau-hinh-trong-ky.json."
    )
    (unpacked / "su-kien.jsonl").write_text("nonsense\n")
    choose(offline, unpacked)
    offline.wait_for_selector("text=Hãy giải nén lại hồ sơ rồi thử lại.")


# Mistakes, and the page


@pytest.mark.parametrize(
    ("period", "kind", "said"),
    [
        ("2026-13", MotCuaError, "--period 2026-13: no such period"),
        ("2025", JournalError, "the office was not open from 2025-01-01 to 2025-12-31"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    data: Path, period: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        export("--data", str(data), "--period", period, "--to", str(data / "x.zip"))
    assert not (data / "x.zip").exists()


def test_a_file_that_cannot_be_written_is_one_sentence(data: Path) -> None:
    with pytest.raises(MotCuaError, match=r"x\.zip: cannot be written \(No such file"):
        export("--data", str(data), "--period", "2026-11", "--to", str(data / "no" / "x.zip"))


def test_a_period_with_an_open_day_is_not_exported(tmp_path: Path) -> None:
    office = PagesOffice(tmp_path)
    try:
        client = office.client("inspector")
        answer = client.get("/report/period/2026-11/inspection")
        assert answer.status_code == 409
        assert "Tháng 11/2026 còn ngày chưa chốt." in answer.text
    finally:
        office.switch_off()
    with pytest.raises(JournalError, match="2026-11: 2026-11-20 is not closed yet; export when"):
        export("--data", str(tmp_path), "--period", "2026-11", "--to", str(tmp_path / "x.zip"))
    assert not (tmp_path / "x.zip").exists()


def test_the_page_hands_the_archive_out_and_finds_a_code(tmp_path: Path) -> None:
    office = PagesOffice(tmp_path)
    try:
        office.day_of_ratings("satisfied")
        office.do(c.CloseDay)
        client = office.client("inspector")
        answer = client.get("/report/period/2026-11/inspection", buffered=True)
        assert "ho-so-kiem-tra-2026-11.zip" in answer.headers["Content-Disposition"]
        assert "su-kien.jsonl" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
        found = office.gateway.reports.day("2026-11-20")
        assert found is not None
        answer = client.get(f"/report/code?code={found.head[:8].upper()}")
        assert (answer.status_code, answer.location) == (302, "/report/2026-11-20")
        for code in ("", "12345678", "xyz", "%"):
            answer = client.get("/report/code", query_string={"code": code})
            assert answer.status_code == 404
            assert "Không có báo cáo ngày nào mang mã" in answer.text
        assert client.get("/report/period/2020/inspection").status_code == 404
    finally:
        office.switch_off()
