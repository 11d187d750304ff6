"""The pages of periods: every link leads on, every mistake is a sentence, remedies are kept."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from queue_server.core import commands as c

FORM = {
    "cause": "  Một quầy  nghỉ ",
    "action": "Thêm quầy dự phòng",
    "owner": "Phó Giám đốc",
    "due": "2026-12-15",
}


@pytest.fixture
def client(office: PagesOffice) -> FlaskClient:
    """A browser in which the leader is signed in."""
    return office.client("leader")


@pytest.fixture
def low_month(office: PagesOffice) -> PagesOffice:
    office.day_of_ratings(*["satisfied"] * 8, *["dissatisfied"] * 4, "")
    office.do(c.CloseDay)
    return office


def test_the_way_to_the_periods_leads_to_the_present_month(client: FlaskClient) -> None:
    answer = client.get("/report/period")
    assert (answer.status_code, answer.location) == (302, "/report/period/2026-11")
    answer = client.get("/report/period?first=2026-11-02&last=2026-11-20")
    assert answer.location == "/report/period/2026-11-02..2026-11-20"


def test_every_period_that_is_offered_has_a_page(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    page = client.get("/report/period/2026-11").text
    offered = set(re.findall(r'href="(/report/period/[^/"]+)"', page))
    assert {"/report/period/2026-W47", "/report/period/2026-Q4", "/report/period/2026"} <= offered
    for address in offered:
        assert client.get(address).status_code == 200, address
    assert "Tháng 11/2026</b>, từ 01/11/2026 đến 30/11/2026" in page
    assert "Hài lòng: 66,7% – trong đó Rất hài lòng: 0%" in page
    assert "Không có ngày nào nằm ngoài mức ngẫu nhiên." in page


def test_the_page_that_asks_why_compares_with_either_period(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    page = client.get("/report/period/2026-11/why").text
    assert "Tháng 10/2026: chưa đủ số liệu để so sánh" in page
    assert "Tháng 11/2025" in client.get("/report/period/2026-11/why?against=year").text


@pytest.mark.parametrize("address", ["/report/period/2026-13", "/report/period/2026-13/why"])
def test_what_is_no_period_is_a_sentence(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "2026-13: không có kỳ báo cáo nào tên như vậy." in answer.text


def test_a_period_without_days_says_so(client: FlaskClient) -> None:
    for address in ("/report/period/2020", "/report/period/2020/why"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Năm 2020: không có ngày làm việc nào được ghi nhận." in answer.text


@pytest.mark.parametrize(
    ("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("poster", b"%PDF")]
)
def test_a_period_can_be_taken_home(
    low_month: PagesOffice, client: FlaskClient, kind: str, begins: bytes
) -> None:
    answer = client.get(f"/report/period/2026-11/{kind}")
    assert answer.data.startswith(begins)
    assert "-2026-11." in answer.headers["Content-Disposition"]


def test_the_table_for_programs_names_its_period(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    table = client.get("/report/period/2026-Q4/csv").data.decode("utf-8-sig").splitlines()
    assert table[1].startswith("2026-Q4;1;0;;office;;Tổng cộng;very-satisfied;")


def test_what_has_no_form_for_periods_is_not_there(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    for address in ("2026-11/bulletin", "2026-11/odt", "2020/pdf", "never/pdf"):
        assert client.get(f"/report/period/{address}").status_code == 404


def test_below_the_target_the_leader_writes_what_is_done(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    page = client.get("/report/period/2026-11").text
    assert "Kỳ này chưa đạt mục tiêu 95%: lãnh đạo ghi nguyên nhân" in page
    answer = client.post("/report/period/2026-11/remedy", data=FORM)
    assert (answer.status_code, answer.location) == (302, "/report/period/2026-11#bien-phap")
    page = client.get("/report/period/2026-11").text
    assert "<dd>Một quầy nghỉ</dd>" in page
    assert "Phó Giám đốc · Hạn 15/12/2026" in page
    assert "Kỳ này chưa đạt mục tiêu 95%" not in page


def test_the_effect_is_written_later_into_the_same_remedy(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    client.post("/report/period/2026-11/remedy", data=FORM)
    page = client.get("/report/period/2026-11").text
    found = re.search(r'name="remedy" value="([^"]+)"', page)
    assert found
    client.post(
        "/report/period/2026-11/remedy",
        data=FORM | {"remedy": found[1], "effect": "Chờ còn 8 phút"},
    )
    page = client.get("/report/period/2026-11").text
    assert page.count("<dt>Nguyên nhân</dt>") == 1
    assert "<dd>Chờ còn 8 phút</dd>" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cause": " "}, "Vui lòng ghi đủ nguyên nhân, biện pháp và người thực hiện."),
        ({"due": "2026-02-30"}, "Ngày không hợp lệ."),
        ({"due": ""}, "Ngày không hợp lệ."),
        ({"action": "x" * 2001}, "Mỗi mục ghi tối đa 2.000 ký tự."),
    ],
)
def test_a_remedy_that_is_not_complete_is_not_kept_and_not_lost(
    low_month: PagesOffice, client: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/report/period/2026-11/remedy", data=FORM | wrong)
    assert answer.status_code == 409
    assert said in answer.text
    assert 'value="Phó Giám đốc"' in answer.text
    assert "<dt>Nguyên nhân</dt>" not in client.get("/report/period/2026-11").text


def test_words_of_a_remedy_cannot_become_a_page(
    low_month: PagesOffice, client: FlaskClient
) -> None:
    client.post("/report/period/2026-11/remedy", data=FORM | {"cause": "<script>x</script>"})
    page = client.get("/report/period/2026-11").text
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page


def test_a_remedy_of_no_period_is_not_taken(client: FlaskClient) -> None:
    assert client.post("/report/period/never/remedy", data=FORM).status_code == 404


def test_who_may_not_write_a_remedy_sees_no_form_and_cannot_send_one(
    low_month: PagesOffice,
) -> None:
    inspector = low_month.client("inspector")
    page = inspector.get("/report/period/2026-11").text
    assert "Hài lòng: 66,7%" in page
    assert "<form" not in page.split('id="bien-phap"')[1]
    assert inspector.post("/report/period/2026-11/remedy", data=FORM).status_code == 403


def test_another_site_cannot_write_a_remedy(client: FlaskClient) -> None:
    answer = client.post(
        "/report/period/2026-11/remedy", data=FORM, headers={"Origin": "http://elsewhere"}
    )
    assert answer.status_code == 403
