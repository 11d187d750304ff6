"""The administration: figures that add up, counters, devices."""

from __future__ import annotations

import re

import msgspec
from flask.testing import FlaskClient
from small_office import SETTINGS
from web.pages_office import PagesOffice

from config.settings import KioskSettings
from mot_cua.ids import CounterNo
from mot_cua.messages import Finding
from queue_server.core import commands as c


def adding_up(page: str) -> list[int]:
    found = re.search(r'<p class="sum">(.*?)</p>', page, re.DOTALL)
    assert found
    return [int(one) for one in re.findall(r"<b>(\d+)</b>", found[1])]


def test_the_tickets_add_up_on_the_page(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    for _ in range(5):
        office.issue("HT")
    office.serve(1)
    office.do(c.CallNext, counter=CounterNo(1))
    total, *terms = adding_up(client.get("/admin").text)
    assert total == sum(terms) == 5
    assert terms == [3, 1, 0, 0, 0, 1, 0, 0]


def test_it_shows_counters_lines_and_odd_presses(office: PagesOffice, client: FlaskClient) -> None:
    office.do(c.OpenCounter, counter=CounterNo(1), officer="Nguyễn Thị Hạnh")
    office.issue("HT", age_s=18 * 60)
    office.do(c.PressRating, counter=CounterNo(1), level="satisfied", leg=None, pressed=0)
    page = client.get("/admin").text
    assert "Nguyễn Thị Hạnh" in page
    assert "18 phút" in page
    assert "<dt>Lượt bấm không tính</dt><dd>1</dd>" in page
    assert "<dt>Lượt mời bị hủy (mất điện)</dt><dd>0</dd>" in page


def test_a_device_tells_how_it_is(office: PagesOffice, client: FlaskClient) -> None:
    office.hear("kiosk-1", version="0.1.0", outbox_depth=7, health={"printer": "paper_end"})
    page = client.get("/admin").text
    assert "Máy lấy số" in page
    assert "kiosk-1 · 0.1.0" in page
    assert "Trực tuyến" in page
    assert '<span class="block warn">Máy in: Hết giấy</span>' in page
    assert '<td class="right warn">7</td>' in page
    assert "lần cuối 09:00" in page


def test_a_device_that_falls_silent_is_not_online_whatever_it_said(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1", clock_trusted=False)
    office.clock.advance(96_000)
    page = client.get("/admin").text
    assert "Mất kết nối</span>" in page
    assert "đồng hồ chưa đúng" in page


def test_a_wall_clock_that_is_corrected_makes_no_device_silent_and_hides_no_silence(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1")
    office.clock.step(3_600_000)
    assert "Trực tuyến</span>" in client.get("/admin").text
    office.clock.advance(96_000)
    office.clock.step(-3_696_000)
    assert "Mất kết nối</span>" in client.get("/admin").text


def test_parts_have_names_and_numbers(office: PagesOffice, client: FlaskClient) -> None:
    office.hear("bridge-1", role="bridge", health={"unit-3": "silent", "lens": "dusty"})
    office.hear("kiosk-1", health={"button service:HT": "stuck", "button cable": "noisy"})
    page = client.get("/admin").text
    for words in ("Bộ nút quầy 3: Không trả lời", "lens: dusty", "Nút HT: Bị kẹt"):
        assert f'<span class="block warn">{words}</span>' in page
    assert '<span class="block warn">Dây nút bấm: Bị nhiễu</span>' in page
    page = client.get("/admin?lang=en").text
    assert '<span class="block warn">Counter unit 3: Does not answer</span>' in page


def test_officers_are_told_what_somebody_should_look_after(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1", health={"printer": "paper_end"})
    office.hear("bridge-1", role="bridge", health={"unit-1": "ready"})
    assert client.get("/api/counter/1").json["alerts"] == ["Máy lấy số kiosk-1 – Máy in: Hết giấy"]
    office.clock.advance(96_000)
    assert client.get("/api/counter/1?lang=en").json["alerts"] == [
        "Kiosk kiosk-1: Away",
        "Bridge bridge-1: Away",
    ]


def test_what_can_wait_is_told_to_the_administrator_alone(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("board-1", role="display", health={"speaker": "no-voice"})
    assert "Loa: Thiếu giọng đọc, chỉ có chuông" in client.get("/admin").text
    assert client.get("/api/counter/1").json["alerts"] == []


def test_a_device_of_the_file_that_was_never_heard_is_listed(office: PagesOffice) -> None:
    complete = msgspec.structs.replace(SETTINGS, kiosk=(KioskSettings(id="kiosk-7"),))
    office.server.settings = complete
    page = office.client().get("/admin").text
    assert "kiosk-7" in page
    assert "Chưa thấy" in page


def test_officers_are_told_which_kiosk_is_silent_and_since_when_instead_of_nobody_waiting(
    office: PagesOffice,
) -> None:
    two = (KioskSettings(id="kiosk-1", last=449), KioskSettings(id="kiosk-2", first=450))
    office.server.settings = msgspec.structs.replace(SETTINGS, kiosk=two)
    client = office.client()
    office.open(1)
    wish = {"request": "officer-0001", "actions": ["next"]}
    answer = client.post("/api/counter/1", json=wish).json
    assert answer["message"] == "Không còn số chờ cho quầy này."
    office.hear("kiosk-1")
    office.clock.advance(96_000)
    silent = (
        "Máy lấy số không liên lạc được: kiosk-1 (từ 09:00), kiosk-2 (chưa thấy từ khi máy chủ"
        " khởi động). Có thể còn người cầm phiếu mà hàng chờ chưa có."
    )
    assert client.get("/api/counter/1").json["alerts"] == [silent]
    answer = client.post("/api/counter/1", json=wish | {"request": "officer-0002"}).json
    assert (answer["code"], answer["message"]) == ("nobody-waiting", silent)
    office.hear("kiosk-1")
    office.hear("kiosk-2", online=False)
    assert client.get("/api/counter/1?lang=en").json["alerts"] == [
        "Kiosk out of reach: kiosk-2 (not seen since the server started). People may hold numbers"
        " that the queue does not know yet."
    ]


HOT = Finding("temperature", "bad", "82 °C", "let air to it")
FULL = Finding("disk", "ok", "9000 MB free")


def test_every_machine_shows_what_its_doctor_says_the_worst_first(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1", version="0.1.0", health={"printer": "near_end"}, findings=(FULL, HOT))
    office.gateway.findings = lambda: (FULL,)
    page = client.get("/admin/machines").text
    server, kiosk, *_ = page.split('<section class="card machine"')[1:]
    assert "Máy chủ" in server and "9000 MB free" in server
    for words in (
        "0.1.0",
        "Sắp hết giấy",
        "82 °C<small>→ let air to it</small>",
        "09:00 20/11/2026",
    ):
        assert words in kiosk
    assert kiosk.index("82 °C") < kiosk.index("9000 MB free")
    assert "Hỏng</span> <b>temperature</b>" in kiosk
    assert "Bad</span> <b>temperature</b>" in client.get("/admin/machines?lang=en").text


def test_a_machine_that_told_of_no_checkup_says_so(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("board-1", role="display")
    page = client.get("/admin/machines").text
    assert "Máy này chưa gửi kết quả kiểm tra." in page.split('id="board-1"')[1]


def test_what_a_doctor_found_bad_stands_on_the_overview_with_the_way_to_the_remedy(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1", findings=(FULL, HOT))
    page = client.get("/admin").text
    assert '<span class="block warn" lang="en">temperature: 82 °C</span>' in page
    assert "9000 MB free" not in page
    assert 'href="/admin/machines"' in page
    assert "/admin/machines" not in office.client("leader").get("/admin").text
