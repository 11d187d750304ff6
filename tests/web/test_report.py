"""The daily report: counts, waits and shares of one day, before and after it is sealed."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient
from small_office import NINE
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo, UnixMs
from queue_server.core import commands as c
from queue_server.web.day_figures import waits_of


def rows(page: str) -> dict[str, list[str]]:
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    cells = r"<td[^>]*>(.*?)</td>"
    return {name: re.findall(cells, row, re.DOTALL) for name, row in found}


def facts(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))


def test_a_day_on_which_the_office_was_not_open_has_no_report(client: FlaskClient) -> None:
    assert client.get("/report/2026-11-19").status_code == 404
    assert client.get("/report/yesterday").status_code == 404


def test_before_its_first_day_an_office_says_so_on_every_page(tmp_path: Path) -> None:
    five = UnixMs(NINE - 4 * 3600 * 1000)
    office = PagesOffice(tmp_path, at=five)
    client = office.client()
    assert "Chưa có ngày làm việc nào được ghi nhận (hôm nay 20/11/2026)." in (
        client.get("/report").text
    )
    for address in ("/public", "/admin"):
        assert "Chưa mở ngày làm việc" in client.get(address).text
    office.switch_off()


def test_before_closing_the_figures_are_provisional(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings("satisfied", "")
    page = client.get("/report").text
    assert "Ngày 20/11/2026, số liệu tạm tính đến 09:04" in page
    assert "Chưa chốt: số liệu còn thay đổi đến khi chốt ngày." in page


def test_a_table_never_tells_how_one_citizen_rated(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1, 2)
    for _ in range(9):
        office.issue("HT")
        office.serve(1, "very-satisfied", minutes=1)
    for level in ("dissatisfied", ""):
        office.issue("CT")
        office.serve(2, level, minutes=1)
    page = client.get("/report").text
    table = rows(page)
    together = "Gộp các dòng ít đánh giá (dưới 10 lượt): "
    assert table["Đất đai"] == ["0", "0", "0", "0", "0", "0", "0", "*", "–"]
    told = table[together + "Tư pháp – Hộ tịch · Chứng thực"]
    assert told[:7] == ["11", "10", "9", "0", "0", "1", "1"]
    assert table[together + "Quầy 1 · Quầy 2"] == told
    assert not {"Chứng thực", "Tư pháp – Hộ tịch", "Quầy 1", "Quầy 2"} & table.keys()
    total = table["Tổng cộng"]
    assert total[:7] == ["11", "10", "9", "0", "0", "1", "1"]
    assert total[7:] == ["90%<sup>†</sup>", "59,6–98,2%"]
    assert "10/11 lượt phục vụ có đánh giá (90,9%)" in page
    assert "Hài lòng: 90% – trong đó Rất hài lòng: 90%" in page


def test_waits_and_reception(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    for minutes in (20, 4, 2):  # a kiosk's first is the one that waits longest
        office.issue("HT", priority=minutes == 2, age_s=minutes * 60)
        office.serve(1, minutes=1)
    told = facts(client.get("/report").text)
    assert told["Chờ trung bình"] == "9 phút"
    assert told["Chờ lâu nhất"] == "20 phút"
    assert told["Chờ quá 15 phút"] == "1/3 lượt (33,3%)"
    assert told["Lượt ưu tiên"] == "1"


def test_what_did_not_happen_is_written_as_none(client: FlaskClient) -> None:
    told = facts(client.get("/report").text)
    for line in (
        "Lượt ưu tiên",
        "Chờ trung bình",
        "Chờ lâu nhất",
        "Chờ quá 15 phút",
        "Lượt bấm không tính",
        "Lượt mời bị hủy (mất điện)",
        "Phiếu đến sau khi chốt",
    ):
        assert told[line] == "Không có", line


def test_a_family_s_dossiers_are_told_beside_the_visits(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("HT")
    office.serve(1)
    assert "Hồ sơ trong các lượt này" not in facts(client.get("/report").text)
    office.issue("HT")
    office.do(c.CallNext, counter=CounterNo(1))
    office.do(c.CountDossiers, counter=CounterNo(1), dossiers=4)
    office.do(c.Finish, counter=CounterNo(1))
    told = facts(client.get("/report").text)
    assert (told["Lượt phục vụ"], told["Hồ sơ trong các lượt này"]) == ("2", "5")


def test_nine_of_ten_waits_is_a_wait_that_somebody_had() -> None:
    waits = [minute * 60_000 for minute in range(1, 11)]
    assert waits_of(waits, limit_min=15).ninth == "9 phút"
    assert waits_of(waits[:1], limit_min=15).ninth == "1 phút"
    assert waits_of(waits, limit_min=15).over == "Không có"


def test_a_sealed_day_names_its_time_and_code_and_never_changes(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings("satisfied", "satisfied")
    office.issue("HT")
    office.do(c.CloseDay)
    found = office.gateway.reports.day("2026-11-20")
    assert found is not None
    page = client.get("/report/2026-11-20").text
    assert "số liệu chốt lúc 09:04" in page
    assert f"Mã niêm phong: <b>{found.head[:8]}</b>" in page
    assert found.head in page
    office.wait(3600)
    office.do(c.PressRating, counter=CounterNo(1), level="satisfied", leg=None, pressed=0)
    for address in ("/report/2026-11-20", "/report"):
        assert client.get(address).text.partition("<main>")[2] == page.partition("<main>")[2]


def test_the_sum_of_the_report_adds_up(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    for _ in range(4):
        office.issue("HT")
    office.serve(1)
    found = re.search(r'<p class="sum">(.*?)</p>', client.get("/report").text, re.DOTALL)
    assert found
    total, *terms = [int(one) for one in re.findall(r"<b>(\d+)</b>", found[1])]
    assert total == sum(terms) == 4


def test_the_day_is_one_sentence_that_can_be_copied(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings(*["very-satisfied"] * 9, "satisfied", "neutral", "")
    page = client.get("/report").text
    assert (
        '<span id="sentence">Ngày 20/11/2026, số liệu tạm tính đến 09:24: Hài lòng: 90,9% – trong'
        " đó Rất hài lòng: 81,8%; 11/12 lượt phục vụ có đánh giá (91,7%); mẫu nhỏ, chưa kết luận"
        " về mục tiêu.</span>"
    ) in page
    office.do(c.CloseDay)
    assert "số liệu chốt lúc 09:24: Hài lòng: 90,9%" in client.get("/report").text


def test_below_ten_the_sentence_claims_no_share(office: PagesOffice, client: FlaskClient) -> None:
    office.day_of_ratings(*["very-satisfied"] * 3)
    assert (
        "Chưa đủ số liệu (3 lượt đánh giá, tối thiểu 10); 3/3 lượt phục vụ có đánh giá (100%)."
    ) in client.get("/report").text


def test_outcomes_stand_by_service_once_somebody_noted_one(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("HT")
    office.serve(1)
    assert "Kết quả – " not in client.get("/report").text
    office.issue("CT")
    office.do(c.CallNext, counter=CounterNo(1))
    office.do(c.Finish, counter=CounterNo(1), outcome="supplement")
    told = facts(client.get("/report").text)
    assert told["Kết quả – Chứng thực"] == "yêu cầu bổ sung 1"
    assert told["Kết quả – Tư pháp – Hộ tịch"] == "không ghi 1"
