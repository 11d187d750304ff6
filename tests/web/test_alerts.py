"""The leader's page of alerts: who may see it, what it says, and what stays on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice
from web.test_phone import finish
from web.test_reasons import ASKING, give


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, ASKING)
    made.open(1)
    yield made
    made.switch_off()


@pytest.fixture
def leader(office: PagesOffice) -> FlaskClient:
    return office.client("leader")


def complain(office: PagesOffice) -> None:
    give(office, office.client("admin"), "dissatisfied", "harassment")


def send(client: FlaskClient, step: str, answer: str = "") -> tuple[int, str]:
    """Send the form of the first alert, as its page would."""
    page = client.get("/alerts").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    address = re.search(r'action="(/alerts/[^"]+)"', page)
    assert token and address
    form = {"csrf": token[1], "step": step, "answer": answer}
    sent = client.post(address[1], data=form)
    return sent.status_code, sent.text


def test_an_office_without_alerts_says_so(leader: FlaskClient) -> None:
    assert "Không có cảnh báo nào." in leader.get("/alerts").text


def test_the_leader_is_told_of_the_counter_and_the_hour_and_of_no_number(
    office: PagesOffice, leader: FlaskClient
) -> None:
    complain(office)
    assert '<b class="masthead-count">1</b>' in leader.get("/report").text
    page = leader.get("/alerts").text
    assert "Nhũng nhiễu, gây phiền hà – Quầy 1" in page
    assert "Ngày 20/11/2026, 9–10 giờ, Tư pháp – Hộ tịch" in page
    assert "<dd>25/11/2026</dd>" in page
    assert "1001" not in page


def test_no_officer_reads_of_it(office: PagesOffice) -> None:
    complain(office)
    officer = office.client("officer")
    assert officer.get("/alerts").status_code == 403
    for address in ("/", "/counter/1", "/public"):
        page = officer.get(address).text
        assert "Cảnh báo" not in page
        assert "harassment" not in page


def test_seen_and_handled_stand_with_who_and_when_and_over_a_restart(
    office: PagesOffice, leader: FlaskClient
) -> None:
    complain(office)
    assert send(leader, "seen")[0] == 303
    status, page = send(leader, "handled", " ")
    assert status == 409
    assert "Vui lòng ghi đã làm gì trước khi kết thúc cảnh báo." in page
    office.switch_off()
    office.switch_on()
    leader = office.client("leader")
    assert send(leader, "handled", "Đã làm việc với quầy 1")[0] == 303
    page = leader.get("/alerts").text
    assert "Đã làm việc với quầy 1" in page
    assert page.count("Người leader, 09:0") == 2
    assert "masthead-count" not in page
    assert leader.post("/alerts/x", data={"step": "forget"}).status_code in (400, 403)


def test_it_is_overdue_after_its_day(office: PagesOffice, leader: FlaskClient) -> None:
    complain(office)
    assert "quá hạn" not in leader.get("/alerts").text
    office.wait(6 * 24 * 3600)
    assert "quá hạn" in leader.get("/alerts").text


def test_reports_count_them(office: PagesOffice, leader: FlaskClient) -> None:
    none = "Cảnh báo cho lãnh đạo (nhũng nhiễu, gây phiền hà): Không có."
    finish_one(office)
    assert none in leader.get("/report").text
    assert none in leader.get("/report/period/2026-11").text
    complain(office)
    assert "(nhũng nhiễu, gây phiền hà): 1." in leader.get("/report").text
    month = leader.get("/report/period/2026-11").text
    assert "(nhũng nhiễu, gây phiền hà): 1; đã xử lý: chưa có." in month
    send(leader, "handled", "Đã xin lỗi")
    month = leader.get("/report/period/2026-11").text
    assert "(nhũng nhiễu, gây phiền hà): 1; đã xử lý: 1." in month


def finish_one(office: PagesOffice) -> None:
    office.issue("HT")
    finish(office)
