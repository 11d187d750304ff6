"""The notes of a day: what did not work, how often, and how long people had to do without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reports.test_supplements import until
from small_office import SETTINGS
from web.pages_office import PagesOffice

from mot_cua.ids import DeviceId
from queue_server.core import commands as c
from queue_server.journal.faults_reader import Fault
from queue_server.journal.verify import verify
from queue_server.reports.fault_words import fault_words

FRIDAY, MONDAY = "2026-11-20", "2026-11-23"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path)
    yield made
    made.switch_off()


def tell(office: PagesOffice, part: str, state: str, device: str = "kiosk-1") -> None:
    """Let a device tell how a part of it is; it is stored under the device's own name."""
    report = c.ReportDevice(request=office.request(), part=part, state=state)
    office.gateway.ask(report, by=DeviceId(device))


def faults(office: PagesOffice, day: str = FRIDAY) -> str:
    report = office.gateway.reports.day(day)
    assert report is not None
    return fault_words(report.faults)


def test_paper_that_ran_out_twice_is_told_with_the_time_without_it(office: PagesOffice) -> None:
    for minutes in (5, 9):
        tell(office, "printer", "paper_end")
        office.wait(minutes * 60)
        tell(office, "printer", "near_end")
        office.wait(60)
    tell(office, "printer", "ready")
    assert faults(office) == "Máy in (kiosk-1): hết giấy 2 lần, 14 phút"


def test_each_device_and_each_trouble_has_its_own_words(office: PagesOffice) -> None:
    tell(office, "printer", "cover_open", "kiosk-2")
    office.wait(120)
    tell(office, "printer", "paper_end", "kiosk-2")
    tell(office, "unit-3", "silent", "bridge-1")
    office.wait(1800)
    tell(office, "unit-3", "ready", "bridge-1")
    assert faults(office) == (
        "Máy in (kiosk-2): nắp máy in đang mở 1 lần, 2 phút;"
        " Máy in (kiosk-2): hết giấy 1 lần, 30 phút, chưa khắc phục;"
        " Bộ nút quầy 3 (bridge-1): không trả lời 1 lần, 30 phút"
    )


def test_what_is_no_fault_is_not_told_as_one(office: PagesOffice) -> None:
    for part, state in (("printer", "ready"), ("speaker", "no-voice"), ("scanner", "ok")):
        tell(office, part, state)
    tell(office, "scanner", "returned-already")
    assert faults(office) == ""
    assert "<dt>Sự cố thiết bị</dt><dd>Không có</dd>" in office.client("leader").get("/report").text


def test_what_a_device_cannot_know_is_told_once_and_lasts_no_time(office: PagesOffice) -> None:
    tell(office, "facts", "forged", "kiosk-9")
    office.wait(600)
    tell(office, "facts", "forged", "kiosk-9")
    assert faults(office) == ("Tin của thiết bị (kiosk-9): không thể đúng, không tính 2 lần")


def test_a_fault_that_lasts_counts_until_closing_and_goes_on_the_next_day(
    office: PagesOffice,
) -> None:
    until(office, FRIDAY, "16:30")
    tell(office, "printer", "cutter")
    until(office, FRIDAY, "17:30")
    until(office, FRIDAY, "20:00")
    friday = faults(office)
    assert friday == "Máy in (kiosk-1): kẹt dao cắt 1 lần, 1 giờ, chưa khắc phục"
    until(office, MONDAY, "09:00")
    office.wait(1800)
    tell(office, "printer", "ready")
    assert faults(office) == friday, "a sealed day says the same for ever"
    assert faults(office, MONDAY) == "Máy in (kiosk-1): kẹt dao cắt từ hôm trước, 30 phút"
    assert verify(office.server.journal, SETTINGS).problems == []
    office.server.journal.rebuild()
    assert faults(office) == friday


def test_a_server_that_came_up_again_during_the_day_is_a_note_of_the_day(
    office: PagesOffice,
) -> None:
    assert faults(office) == ""
    office.switch_off()
    office.switch_on()
    assert faults(office) == "Máy chủ: khởi động lại 1 lần"


def test_a_month_adds_the_faults_of_its_days(office: PagesOffice) -> None:
    tell(office, "printer", "paper_end")
    office.wait(300)
    tell(office, "printer", "ready")
    for day, time in ((FRIDAY, "20:00"), (MONDAY, "09:00")):
        until(office, day, time)
    tell(office, "printer", "paper_end")
    office.wait(600)
    tell(office, "printer", "ready")
    page = office.client("leader").get("/report/period/2026-11").text
    assert "<dd>Máy in (kiosk-1): hết giấy 2 lần, 15 phút</dd>" in page


def test_words_for_a_fault_that_nobody_has_named_yet() -> None:
    odd = Fault(device="kiosk-1", part="heater", state="cold", times=1, lasted_ms=60_000)
    assert fault_words([odd]) == "heater (kiosk-1): cold 1 lần, 1 phút"
