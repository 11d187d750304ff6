"""The apology for an overdue dossier: a letter in the form of state, a slip, and nobody's name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import msgspec
import pytest
from core.test_registers import APOLOGY
from documents.reading import text_of
from flask.testing import FlaskClient
from small_office import SETTINGS
from web.pages_office import PagesOffice
from web.test_reprint import KIOSK, Orders

from config.settings import KioskSettings
from kiosk.staff import apology_of
from mot_cua.errors import Refused
from mot_cua.messages import PrintApology
from queue_server.core import commands as c

LINE = "/registers/apologies/2026/1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    house = msgspec.structs.replace(SETTINGS.office, hotline="0219.3862.666", place="Đức Thượng")
    report = msgspec.structs.replace(SETTINGS.report, symbol="BC-TTPVHCC")
    kiosk = (KioskSettings(id=KIOSK),)
    settings = msgspec.structs.replace(SETTINGS, office=house, report=report, kiosk=kiosk)
    made = PagesOffice(tmp_path, settings)
    made.do(c.WriteEntry, register="apologies", values=APOLOGY, by="lan")
    yield made
    made.switch_off()


WORDS = (
    "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
    "(Số 01/2026 của sổ hồ sơ quá hạn)",
    "hồ sơ mã số H40.20-261101-0012, lĩnh vực Đất đai, hẹn trả kết quả ngày 23/11/2026",
    "Lý do: chờ kết quả của cơ quan phối hợp.",
    "Ngày hẹn trả kết quả mới: 30/11/2026 (Thứ Hai, 07:30–11:30 và 13:30–17:00).",
    "Ngày trả kết quả chỉ hẹn lại một lần.",
    "Phản ánh, kiến nghị xin gọi 0219.3862.666./.",
)


def test_the_letter_says_what_was_late_why_and_the_only_new_day(client: FlaskClient) -> None:
    made = client.get(f"{LINE}/letter.pdf")
    assert made.headers["Content-Disposition"].endswith('"phieu-xin-loi-2026-001.pdf"')
    paper = text_of(made.data)
    letter = docx.Document(io.BytesIO(client.get(f"{LINE}/letter.docx").data))
    told = " ".join(one.text for one in letter.paragraphs)
    for words in WORDS:
        assert words in paper
        assert words in told
    assert "/PXL-TTPVHCC" in paper
    assert "Kính gửi:" in paper
    assert "[Họ và tên tổ chức, cá nhân]" in letter.element.xml


@pytest.mark.parametrize("path", ["/2026/1/letter.odt", "/2026/2/letter.pdf"])
def test_there_is_no_letter_of_another_kind_or_line(client: FlaskClient, path: str) -> None:
    assert client.get(f"/registers/apologies{path}").status_code == 404


def test_a_struck_line_has_no_letter(office: PagesOffice, client: FlaskClient) -> None:
    values = APOLOGY | {"struck": "Ghi nhầm"}
    [entry] = office.gateway.entries.values()
    seen = entry.seq
    office.do(
        c.WriteEntry, register="apologies", year=2026, number=1, seen=seen, values=values, by="lan"
    )
    assert client.get(f"{LINE}/letter.pdf").status_code == 404


def test_a_kiosk_prints_the_slip_and_the_page_says_so(
    office: PagesOffice, client: FlaskClient
) -> None:
    heard = Orders(office)
    office.hear(KIOSK, health={"printer": "ready"})
    form = {"kiosk": KIOSK, "csrf": client.environ_base["HTTP_X_CSRF_TOKEN"]}
    answer = client.post(f"{LINE}/slip", data=form, follow_redirects=True)
    assert "Đã gửi lệnh in tới máy lấy số." in answer.text
    heard.all()
    [order] = heard.apologies
    paper = apology_of(order, office.settings.office)
    assert (paper.number, paper.dossier) == ("01/2026", "H40.20-261101-0012")
    assert (paper.due, paper.new_due) == ("23/11/2026", "30/11/2026")
    assert paper.new_due_hours == "Thứ Hai, 07:30–11:30 và 13:30–17:00"
    assert paper.hotline == "Phản ánh, kiến nghị: 0219.3862.666"


def test_a_kiosk_that_is_away_is_told_of_in_a_sentence(client: FlaskClient) -> None:
    form = {"kiosk": KIOSK, "csrf": client.environ_base["HTTP_X_CSRF_TOKEN"]}
    answer = client.post(f"{LINE}/slip", data=form, follow_redirects=True)
    assert "Máy lấy số đang mất kết nối; chưa gửi được lệnh in." in answer.text


def test_no_words_of_an_address_become_words_of_the_page(client: FlaskClient) -> None:
    assert "trúng thưởng" not in client.get(f"{LINE}?said=Bạn+đã+trúng+thưởng").text


def test_a_kiosk_prints_nobody_s_name(office: PagesOffice) -> None:
    order = PrintApology(
        id="r", issued_ms=1, expires_ms=2, number="1", dossier="Bà Lan", due="", reason="",  # type: ignore[arg-type]
        new_due="",
    )  # fmt: skip
    with pytest.raises(Refused, match="is no dossier code"):
        apology_of(order, office.settings.office)
