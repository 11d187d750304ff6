"""Tables brought into a register: understood first, written after, and never by half."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from core.test_registers import INDICATOR
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from config.procedures import read_procedures
from queue_server.core import commands as c

HEAD = "Mã;Lĩnh vực;Tên TTHC;Thời hạn giải quyết;Phí;Lệ phí;Thành phần hồ sơ;Ngày cập nhật\r\n"
BIRTH = "HT-01;Tư pháp - Hộ tịch;Đăng ký khai sinh;Trong ngày;1.032;0;Tờ khai|Đơn;01/09/2026\r\n"
COPY = "CT-01;CT;Chứng thực bản sao;Trong ngày;37 354 đồng;Miễn;;17/9/2026\r\n"
LAND = "DD-01;dat dai;Đăng ký biến động;10 ngày làm việc;3539762;;;\r\n"
PERIODS = "Kỳ;Số hồ sơ;Đúng và trước hạn;Nguồn\r\n"


def bring(client: FlaskClient, register: str, table: bytes | str) -> str:
    content = table.encode("utf-8-sig") if isinstance(table, str) else table
    form = {
        "csrf": client.environ_base["HTTP_X_CSRF_TOKEN"],
        "table": (io.BytesIO(content), "bang.csv"),
    }
    return client.post(f"/registers/{register}/table", data=form).text


def confirm(client: FlaskClient, register: str, page: str) -> int:
    token = re.search('name="token" value="([^"]+)"', page)
    assert token is not None, page
    form = {"csrf": client.environ_base["HTTP_X_CSRF_TOKEN"], "token": token[1]}
    return client.post(f"/registers/{register}/table/confirm", data=form).status_code


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_three_ways_of_thousands_and_two_of_dates_are_shown_as_understood(
    office: PagesOffice, client: FlaskClient
) -> None:
    page = bring(client, "procedures", HEAD + BIRTH + COPY + LAND)
    assert "3 dòng: 3 dòng mới, 0 dòng sửa, 0 dòng không đổi. Chưa ghi gì vào sổ." in page
    for understood, typed in (
        ("1.032 đồng", "1.032"),
        ("37.354 đồng", "37 354 đồng"),
        ("3.539.762 đồng", "3539762"),
        ("17/09/2026", "17/9/2026"),
        ("Tư pháp – Hộ tịch", "Tư pháp - Hộ tịch"),
        ("Đất đai", "dat dai"),
    ):
        assert f'{understood}<small class="block muted">ghi: {typed}</small>' in page
    assert office.gateway.entries == {}


def test_what_was_understood_is_written_and_read_again_changes_nothing(
    office: PagesOffice, client: FlaskClient
) -> None:
    page = bring(client, "procedures", HEAD + BIRTH + COPY + LAND)
    assert confirm(client, "procedures", page) == 303
    assert len(office.gateway.entries) == 3
    shown = client.get("/registers/procedures").text
    assert "Rà soát trước 28/02/2027" in shown
    assert "Quá hạn rà soát: chưa rà soát lần nào" in shown
    again = bring(client, "procedures", HEAD + BIRTH + COPY + LAND)
    assert "Sổ đã ghi đúng như tệp này; không có gì để ghi." in again
    newer = bring(client, "procedures", HEAD + BIRTH.replace("1.032", "8.000 đ"))
    assert "1 dòng: 0 dòng mới, 1 dòng sửa, 0 dòng không đổi." in newer
    assert confirm(client, "procedures", newer) == 303
    assert "8.000 đồng" in client.get("/registers/procedures").text
    assert len(office.gateway.entries) == 3


def test_a_workbook_is_read_as_its_sheet_shows_it(client: FlaskClient) -> None:
    table = workbook(
        ("Mã thủ tục", "Lĩnh vực", "Tên thủ tục", "Thời gian giải quyết", "Phí", "Ngày rà soát"),
        ("HT-01", "HT", "Đăng ký khai sinh", "Trong ngày", 8000, date(2026, 9, 1)),
    )
    page = bring(client, "procedures", table)
    assert "8.000 đồng" in page
    assert "01/09/2026" in page
    assert "1 dòng: 1 dòng mới" in page


def test_kiosks_and_boards_read_what_was_brought_in(client: FlaskClient, tmp_path: Path) -> None:
    confirm(client, "procedures", bring(client, "procedures", HEAD + BIRTH + COPY + LAND))
    file = tmp_path / "procedures.csv"
    file.write_bytes(client.get("/registers/procedures/procedures.csv").data)
    copied, land, birth = read_procedures(file, ("HT", "CT", "DD"))
    assert (copied.code, copied.fee, copied.updated_on) == ("CT-01", "37.354 đồng", "2026-09-17")
    assert (land.time, land.charge) == ("10 ngày làm việc", "")
    assert (birth.papers, birth.charge) == (("Tờ khai", "Đơn"), "Không thu")


def test_three_hundred_procedures_come_in_at_once(office: PagesOffice, client: FlaskClient) -> None:
    head = ("Mã thủ tục", "Lĩnh vực", "Tên thủ tục", "Thời gian giải quyết", "Quy trình")
    rows = [(f"HT-{n}", "HT", f"Thủ tục {n}", "5 ngày", "Nộp|Nhận " * 20) for n in range(300)]
    page = bring(client, "procedures", workbook(head, *rows))
    assert "300 dòng: 300 dòng mới" in page
    assert confirm(client, "procedures", page) == 303
    assert len(office.gateway.entries) == 300


def test_indicators_of_a_period_that_is_there_are_corrected(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.do(c.WriteEntry, register="indicators", values=INDICATOR, by="lan")
    rows = "10/2026;1.033;99,97%;Tỉnh\r\nQuý III/2026;37 354;;Tỉnh\r\n"
    page = bring(client, "indicators", PERIODS + rows)
    assert "sửa 01/2026" in page
    assert confirm(client, "indicators", page) == 303
    values = [one.values for one in office.gateway.entries.values()]
    assert [one["dossiers"] for one in values] == ["1033", "37354"]
    assert values[1]["period"] == "2026-Q3"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Tệp trống; chọn tệp CSV hoặc Excel (.xlsx) có dòng đầu là tên các cột."),
        (";;;\r\n", "Tệp không có dòng nào; dòng đầu phải là tên các cột."),
        (PERIODS, "Tệp chỉ có dòng tên cột, chưa có số liệu nào."),
        ("Kỳ;Nguồn;Tâm trạng\r\n", "Cột “Tâm trạng” không có trong sổ."),
        ("Kỳ;Kỳ;Nguồn\r\n1;2;3", "Cột “Kỳ” có hai lần."),
        ("Kỳ\r\n10/2026", "Thiếu cột “Nguồn”. Các cột của sổ: Kỳ, Số hồ sơ,"),
        (b"\xff\xfe\x00K\x00\xe9", "Tệp không phải CSV UTF-8; trong Excel chọn Lưu thành"),
        (b"PK\x03\x04 this is no workbook", "Không đọc được tệp Excel này; mở bằng Excel,"),
        ("a;" * 61 + "b\r\n", "Tệp có quá nhiều cột; tối đa 60."),
        (PERIODS + "10/2026;1;;T\r\n" * 2000, "Tệp có quá nhiều dòng; tối đa 2000."),
        (PERIODS + '"' + "x" * 200_000, "Tệp này không phải bảng CSV; chọn tệp khác."),
    ],
)
def test_what_is_no_table_of_ours_is_one_sentence_and_nothing_is_written(
    office: PagesOffice, client: FlaskClient, table: bytes | str, said: str
) -> None:
    page = bring(client, "indicators", table)
    assert said in page
    assert "Chưa ghi gì vào sổ." in page
    assert office.gateway.entries == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "10/2026;=SUM(A1:A9);;Tỉnh",
            "Dòng 2 – Số hồ sơ: “=SUM(A1:A9)” không phải là số đếm; ghi như 1.032.",
        ),
        (
            "10/2026;1;;=HYPERLINK()",
            "Dòng 2 – Nguồn: bắt đầu bằng dấu = + @ như một công thức; hãy ghi bằng chữ.",
        ),
        ("13/2026;1;;Tỉnh", "Dòng 2 – Kỳ: “13/2026” không phải là kỳ;"),
        (
            "10/2026;1;;Tỉnh;thừa",
            "Dòng 2: nhiều ô hơn số cột; ô có dấu phân cách phải để trong ngoặc kép",
        ),
        ("10/2026;1;;Tỉnh\r\n10/2026;2;;Tỉnh", "Dòng 3 – Kỳ: dòng 01/2026 đã ghi giá trị này."),
        ("x;1;;Tỉnh\r\n" * 40, "Còn 10 lỗi nữa."),
    ],
)
def test_one_bad_row_keeps_the_whole_table_out(
    office: PagesOffice, client: FlaskClient, row: str, said: str
) -> None:
    page = bring(client, "indicators", PERIODS + row)
    assert said in page
    assert 'name="token"' not in page
    assert office.gateway.entries == {}


def test_a_workbook_with_a_formula_is_refused(office: PagesOffice, client: FlaskClient) -> None:
    page = bring(client, "indicators", workbook(("Kỳ", "Số hồ sơ", "Nguồn"), ("2026", "=1+1", "T")))
    assert "Dòng 2 – Số hồ sơ: “=1+1” không phải là số đếm" in page


def test_a_workbook_that_unpacks_to_a_mountain_is_not_unpacked(client: FlaskClient) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
    said = "Tệp Excel quá lớn sau khi giải nén; chỉ để lại bảng cần nhập."
    assert said in bring(client, "indicators", file.getvalue())


def test_ten_megabytes_are_one_sentence(office: PagesOffice, client: FlaskClient) -> None:
    kind = "multipart/form-data; boundary=x"
    body = b'--x\r\nContent-Disposition: form-data; name="table"; filename="a.csv"\r\n\r\n'
    body += b"x" * 10_000_000 + b"\r\n--x--\r\n"
    answer = client.post("/registers/indicators/table", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "tệp nhập vào sổ tối đa 2 MB" in answer.text
    assert office.gateway.entries == {}


def test_a_preview_is_confirmed_once_and_by_whoever_asked_for_it(
    office: PagesOffice, client: FlaskClient
) -> None:
    page = bring(client, "indicators", PERIODS + "10/2026;1;;Tỉnh")
    other = office.client("leader")
    assert confirm(other, "indicators", page) == 409
    assert confirm(client, "procedures", page) == 409
    assert confirm(client, "indicators", page) == 303
    assert confirm(client, "indicators", page) == 409
    assert len(office.gateway.entries) == 1


def test_what_came_between_preview_and_confirmation_is_looked_at_again(
    office: PagesOffice, client: FlaskClient
) -> None:
    page = bring(client, "roster", ROSTER + "20/11/2026;20/11/2026;Sáng;Quầy 1;Lan;Chính")
    bring(office.client("leader"), "roster", ROSTER + "21/11/2026;21/11/2026;Sáng;1;Hòa;Chính")
    values = {
        "first": "2026-11-20", "last": "2026-11-20", "session": "day", "counter": "1",
        "officer": "Mai", "part": "main",
    }  # fmt: skip
    office.do(c.WriteEntry, register="roster", values=values, by="lan")
    assert confirm(client, "roster", page) == 409
    assert len(office.gateway.entries) == 1


ROSTER = "Từ ngày;Đến ngày;Buổi;Quầy;Công chức;Vai trò\r\n"
