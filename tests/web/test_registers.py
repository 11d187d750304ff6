"""The registers' pages: who may write, what is refused in words, what stays in the journal."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from core.test_registers import APOLOGY, INDICATOR, PETITION, RANK, SEAT
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from queue_server.core import events as e
from queue_server.core import registers as rules
from queue_server.journal.registers import read_entries, read_history
from queue_server.journal.verify import verify
from queue_server.registers.wording import FAULTS

REQUESTS = count(1)


def write(client: FlaskClient, path: str, values: dict[str, str], **more: object) -> int:
    form = {"request": f"one-press-{next(REQUESTS)}", **values, **more}
    form["csrf"] = client.environ_base["HTTP_X_CSRF_TOKEN"]
    answer = client.post(f"/registers/{path}", data=form)
    write.text = answer.text  # type: ignore[attr-defined]
    return answer.status_code


def seen(office: PagesOffice) -> int:
    return office.server.journal.last_seq


def test_an_empty_register_says_so_and_opens_its_form(client: FlaskClient) -> None:
    page = client.get("/registers/petitions").text
    assert "Không có dòng nào trong năm 2026." in page
    assert 'value="2026-12-11"' in page, "fifteen working days after Friday 20 November"


def test_a_petition_is_written_answered_and_keeps_its_history(
    office: PagesOffice, client: FlaskClient
) -> None:
    assert write(client, "petitions", PETITION) == 303
    page = client.get("/registers/petitions").text
    assert "01/2026" in page
    assert "Còn 15 ngày làm việc" in page
    answered = PETITION | {"state": "answered", "ended_on": "2026-11-20", "answer": "Thêm quầy"}
    assert write(client, "petitions/2026/1", answered, seen=seen(office)) == 303
    page = client.get("/registers/petitions/2026/1").text
    assert "Xong, đúng hạn" in page
    assert "<s>Đang xử lý</s> → Đã trả lời" in page
    assert "Người admin" in page
    [first, second] = read_history(
        office.gateway.reports.engine, next(iter(office.gateway.entries))
    )
    assert (first.by, first.old, second.old["state"]) == ("admin", {}, "open")


def test_a_late_petition_is_shown_with_its_working_days(
    office: PagesOffice, client: FlaskClient
) -> None:
    write(client, "petitions", PETITION | {"due": "2026-11-20"})
    assert "Hạn hôm nay" in client.get("/registers/petitions").text
    office.wait(4 * 24 * 3600)
    assert "Quá hạn 2 ngày làm việc" in client.get("/registers/petitions").text
    assert "1 quá hạn" in client.get("/registers").text
    assert "Sổ phản ánh, kiến nghị: 1 dòng quá hạn." in client.get("/admin").text
    assert "Sổ phản ánh, kiến nghị: 1 overdue." in client.get("/admin?lang=en").text


def test_pressing_twice_writes_one_line(office: PagesOffice, client: FlaskClient) -> None:
    for _ in range(2):
        assert write(client, "ranks", RANK | {"request": "one-press-of-mine"}) == 303
    assert len(office.gateway.entries) == 1


def test_the_roster_says_who_sits_where_today(client: FlaskClient) -> None:
    for first, last in (("19", "19"), ("20", "20"), ("23", "27")):
        days = {"first": f"2026-11-{first}", "last": f"2026-11-{last}"}
        assert write(client, "roster", SEAT | days) == 303
    page = client.get("/registers/roster").text
    told = [page.index(words) for words in ("Chưa đến", ">Hôm nay<", "Đã qua")]
    assert told == sorted(told)


def test_a_late_apology_is_remarked_on(client: FlaskClient) -> None:
    write(client, "apologies", APOLOGY | {"due": "2026-11-20"})
    page = client.get("/registers/apologies").text
    assert "Xin lỗi muộn: phải trước ngày hẹn trả ít nhất một ngày." in page


@pytest.mark.parametrize(
    ("register", "values", "said"),
    [
        ("petitions", PETITION | {"paper": ""}, "Số đơn giấy hoặc mã trên Cổng: chưa ghi."),
        (
            "petitions",
            PETITION | {"identified": ""},
            "Đơn có đủ họ tên, địa chỉ, số điện thoại: chưa đánh dấu; chưa đủ thì chưa ghi vào sổ"
            " này.",
        ),
        (
            "petitions",
            PETITION | {"content": "=cmd|' /C calc'!A0"},
            "Nội dung: bắt đầu bằng dấu = + @ như một công thức; hãy ghi bằng chữ.",
        ),
        ("petitions", PETITION | {"content": "x" * 2001}, "Nội dung: dài quá, tối đa 2000 ký tự."),
        (
            "petitions",
            PETITION | {"content": "Số 0912345678"},
            "Nội dung: “0912345678” giống số điện thoại hoặc số căn cước; chỉ ghi trên đơn giấy.",
        ),
        (
            "petitions",
            PETITION | {"due": "31/02/2026"},
            "Hạn trả lời: “31/02/2026” không phải là ngày; ghi như 20/11/2026.",
        ),
        ("petitions", PETITION | {"channel": "fax"}, "Hình thức: “fax” không có trong danh sách."),
        (
            "petitions",
            PETITION | {"received_on": "2026-11-21"},
            "Ngày tiếp nhận: sau hôm nay (20/11/2026).",
        ),
        (
            "petitions",
            PETITION | {"due": "2026-11-19"},
            "Hạn trả lời: trước Ngày tiếp nhận.",
        ),
        (
            "petitions",
            PETITION | {"state": "answered"},
            "Kết quả xử lý: việc đã xong thì phải ghi.",
        ),
        (
            "petitions",
            PETITION | {"ended_on": "2026-11-20"},
            "Tình trạng: đã có Ngày trả lời hoặc chuyển nhưng việc vẫn ghi là chưa xong.",
        ),
        (
            "apologies",
            APOLOGY | {"dossier": "bà Lan"},
            "Mã hồ sơ: “bà Lan” không phải là mã hồ sơ; ghi như H01.23-261118-0042.",
        ),
        (
            "apologies",
            APOLOGY | {"new_due": "2026-11-23"},
            "Ngày hẹn lại: phải sau Ngày hẹn trả lần đầu.",
        ),
        (
            "apologies",
            APOLOGY | {"new_due": "2026-11-28"},
            "Ngày hẹn lại: là ngày nghỉ, không có ai trả kết quả.",
        ),
        ("ranks", RANK | {"rank": "21"}, "Hạng: phải từ 1 đến 20."),
        ("ranks", RANK | {"rank": "chín"}, "Hạng: “chín” không phải là số đếm; ghi như 1.032."),
        (
            "ranks",
            RANK | {"ranked_year": "99"},
            "Năm xếp hạng: “99” không phải là năm; ghi như 2026.",
        ),
        (
            "indicators",
            INDICATOR | {"online": "101%"},
            "Nộp trực tuyến (%): “101%” không phải là tỷ lệ từ 0 đến 100; ghi như 96,4%.",
        ),
        (
            "indicators",
            INDICATOR | {"period": "mai"},
            "Kỳ: “mai” không phải là kỳ; ghi như 11/2026, Quý IV/2026 hoặc 2026.",
        ),
        (
            "indicators",
            INDICATOR | {"dossiers": "", "on_time": ""},
            "Chưa có số liệu nào; ghi ít nhất một chỉ tiêu.",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_nothing_is_written(
    office: PagesOffice, client: FlaskClient, register: str, values: dict[str, str], said: str
) -> None:
    before = seen(office)
    assert write(client, register, values) == 409
    assert said.replace("'", "&#39;") in write.text  # type: ignore[attr-defined]
    assert seen(office) == before


def test_what_stands_there_already_is_named_by_its_line(client: FlaskClient) -> None:
    write(client, "indicators", INDICATOR)
    assert write(client, "indicators", INDICATOR) == 409
    assert "Kỳ: dòng 01/2026 đã ghi giá trị này." in write.text  # type: ignore[attr-defined]
    write(client, "roster", SEAT)
    assert write(client, "roster", SEAT) == 409
    said = "Quầy: dòng 01/2026 đã phân công người khác ngồi chính buổi đó."
    assert said in write.text  # type: ignore[attr-defined]


def test_the_new_date_cannot_be_changed_and_last_years_lines_are_closed(
    office: PagesOffice, client: FlaskClient
) -> None:
    write(client, "apologies", APOLOGY)
    later = APOLOGY | {"new_due": "2026-12-04"}
    assert write(client, "apologies/2026/1", later, seen=seen(office)) == 409
    assert "Ngày hẹn lại: đã ghi 30/11/2026, không đổi được nữa." in write.text  # type: ignore[attr-defined]
    version = seen(office)
    office.wait(45 * 24 * 3600)
    late = APOLOGY | {"reason": "staff"}
    assert write(client, "apologies/2026/1", late, seen=version) == 409
    said = "Lý do quá hạn: sổ của năm đã khóa; chỉ ghi tiếp được kết quả."
    assert said in write.text  # type: ignore[attr-defined]
    assert "Đã khóa sổ: 1 dòng" in client.get("/registers/apologies?year=2026").text


def test_who_has_an_old_page_open_overwrites_nothing(
    office: PagesOffice, client: FlaskClient
) -> None:
    write(client, "ranks", RANK)
    assert write(client, "ranks/2026/1", RANK | {"rank": "8"}, seen=1) == 409
    assert "Người khác vừa sửa dòng này" in write.text  # type: ignore[attr-defined]


def test_an_inspector_reads_and_takes_home_but_writes_nothing(office: PagesOffice) -> None:
    write(office.client("leader"), "ranks", RANK | {"source": "-2+3 QĐ"})
    inspector = office.client("inspector")
    page = inspector.get("/registers/ranks").text
    assert "9" in page
    assert "Ghi dòng mới" not in page
    assert write(inspector, "ranks", RANK) == 403
    table = inspector.get("/registers/ranks/2026.csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="so-ranks-2026.csv"'
    assert "01/2026;2023;Chỉ số CCHC;9;20;'-2+3 QĐ" in table.data.decode("utf-8-sig")


@pytest.mark.parametrize(
    "path",
    ["gossip", "petitions/2026/9", "gossip/2026/1", "petitions/1999.csv", "petitions?year=1"],
)
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/registers/{path}").status_code == 404


def test_the_registers_survive_a_restart_and_a_verification(
    office: PagesOffice, client: FlaskClient
) -> None:
    write(client, "petitions", PETITION)
    write(client, "petitions/2026/1", PETITION | {"handler": "Phó"}, seen=seen(office))
    before = dict(office.gateway.entries)
    office.switch_off()
    office.switch_on()
    assert office.gateway.entries == before == read_entries(office.gateway.reports.engine)
    office.server.journal.rebuild()
    assert read_entries(office.gateway.reports.engine) == before
    assert verify(office.server.journal, office.settings).problems == []
    events = [row.event for row in office.server.journal.read()]
    assert sum(isinstance(one, e.EntryWritten) for one in events) == 2


def test_every_fault_of_the_rules_has_a_sentence() -> None:
    folder = Path(rules.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'Fault\(\s*[^,]+,\s*"([a-z-]+)"', source))
    codes |= {"not-ticked", "missing", "not-after", "before"}
    assert codes == set(FAULTS)
