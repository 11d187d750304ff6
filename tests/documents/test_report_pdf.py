"""The report as PDF: every figure is in its text, the face has our letters, one page is enough."""

from __future__ import annotations

import io
import subprocess
import sys

import msgspec
import pytest
from documents.reading import text_of
from documents.some_days import (
    HEAD,
    SETTINGS,
    bad_day,
    day_of,
    document,
    empty_day,
    hard_day,
    open_day,
    ordinary_day,
    silent_day,
)
from pypdf import PdfReader

from config.settings import Level
from mot_cua.business_day import ms_of
from mot_cua.errors import MotCuaError
from mot_cua.vietnamese import figure, nfc
from queue_server.documents import pdf
from queue_server.documents.compose import compose_day, compose_poster
from queue_server.documents.content import Group, ReportDocument
from queue_server.journal.report import DayReport, RatedGroup


def read(report: ReportDocument) -> str:
    return text_of(pdf.report_pdf(report))


def row_of(group: Group) -> str:
    """Write a row of the table as it stands on paper, from its name to its share."""
    response = f"({group.response})" if group.response else ""
    levels = "".join(figure(one.given) for one in group.levels)
    share = group.share + "†" * group.is_shaded if group.share else "*"
    counts = f"{figure(group.served)}{figure(group.rated)}{response}{levels}"
    return f"{group.name}{counts}{figure(group.unrated)}{share}"


def test_a_hard_day_says_what_did_not_work_if_need_be_on_a_second_page() -> None:
    made = pdf.report_pdf(document(hard_day()))
    assert len(PdfReader(io.BytesIO(made)).pages) <= 2
    text = text_of(made)
    assert "sự cố thiết bị: Máy in (kiosk-1): hết giấy 2 lần, 14 phút; Bộ nút quầy 3" in text
    assert "số gọi bằng tay khi máy chủ ngừng: 3" in text


@pytest.mark.parametrize("day", [ordinary_day, bad_day, silent_day, empty_day, open_day])
def test_every_word_and_figure_of_the_day_is_on_one_page(day: type[DayReport]) -> None:
    report = document(day())
    made = pdf.report_pdf(report)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    # Lines are broken where they are full; the text is compared without its blanks.
    text = text_of(made).replace(" ", "")
    groups = (*report.services, *report.counters, report.total)
    facts = (*report.reception, *report.waits, *report.remarks)
    wanted = [
        report.form.agency.upper(),
        report.form.issuer.upper(),
        report.form.place_and_date,
        *report.form.basis,
        *report.form.recipients,
        *(f"{one.label}: {one.value}" for one in facts),
        *map(row_of, groups),
        *report.notes,
        report.headline,
        report.response,
        report.verdict,
        report.standing,
    ]
    missing = [one for one in wanted if one.replace(" ", "") not in text]
    assert missing == []


def test_letters_come_out_whole_and_in_their_order() -> None:
    text = read(document(ordinary_day()))
    assert text == nfc(text)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Đức Thượng, ngày 20 tháng 11 năm 2026",
        "Hài lòng: 100% – trong đó Rất hài lòng: 75,5%",
        "(số liệu chốt lúc 17:30)",
        "Tổng số lượt lấy số: 62; đã phục vụ: 58; vắng mặt: 3; đã hủy: Không có",
    ):
        assert words in text


def test_all_134_letters_can_be_copied_from_the_paper() -> None:
    report = document(ordinary_day())
    vowels = "aăâeêioôơuưy"
    marks = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    small = {nfc(vowel + mark) for vowel in vowels for mark in marks} - set("aeiouy") | {"đ"}
    letters = "".join(sorted(small | {one.upper() for one in small}))
    assert len(letters) == 134
    form = msgspec.structs.replace(report.form, signer_name=letters, recipients=(letters,))
    text = read(msgspec.structs.replace(report, form=form)).replace(" ", "")
    assert text.count(letters) == 2


def test_the_last_sentence_ends_as_a_document_of_state_ends() -> None:
    text = read(document(ordinary_day()))
    assert f"(mã niêm phong {HEAD[:8]})" in text
    assert "báo cáo để theo dõi, chỉ đạo./." in text
    assert text.index("./.") < text.index("NGƯỜI LẬP BIỂU") < text.index("GIÁM ĐỐC")


def test_an_open_day_is_provisional_and_has_no_seal() -> None:
    text = read(document(open_day(), "16:55"))
    assert "(số liệu tạm tính đến 16:55)" in text
    assert "Chưa đủ số liệu (8 lượt đánh giá, tối thiểu 10)" in text
    assert "niêm phong" not in text


def test_a_day_without_ratings_has_no_share_at_all() -> None:
    text = read(document(silent_day()))
    assert "Chưa có đánh giá – 0/4 lượt phục vụ có đánh giá (0%)." in text
    assert "100%" not in text


def test_a_zero_prints_as_none() -> None:
    text = read(document(empty_day()))
    for label in ("Tổng số lượt lấy số", "vắng mặt", "Lượt ưu tiên", "chờ lâu nhất"):
        assert f"{label}: Không có" in text


def test_sample_data_says_so_in_capitals() -> None:
    assert "DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ BÁO CÁO" in read(document(ordinary_day(is_sample=True)))
    assert "DỮ LIỆU MẪU" not in read(document(ordinary_day()))


@pytest.mark.parametrize("count", [3, 5])
def test_offices_with_three_and_with_five_levels_have_a_page_too(count: int) -> None:
    levels = tuple(
        Level(id=f"level-{at}", label=f"Mức hài lòng {at}", counts_as_satisfied=at < 2)
        for at in range(count)
    )
    rating = msgspec.structs.replace(SETTINGS.rating, level=levels)
    settings = msgspec.structs.replace(SETTINGS, rating=rating)
    group = RatedGroup(key="HT", served=40, levels={"level-0": 30, f"level-{count - 1}": 2})
    report = compose_day(day_of((group,)), settings, now_ms=ms_of("2026-11-20", "18:00"))
    made = pdf.report_pdf(report)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert row_of(report.total).replace(" ", "") in text_of(made).replace(" ", "")
    poster = compose_poster([day_of((group,))], settings, now_ms=ms_of("2026-11-20", "18:00"))
    assert f"Mức hài lòng {count - 1} 2 6,3%" in text_of(pdf.poster_pdf(poster))


def test_an_office_with_many_services_gets_a_second_page_with_its_number() -> None:
    report = document(ordinary_day())
    made = pdf.report_pdf(msgspec.structs.replace(report, services=report.services * 6))
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 2
    assert pages[1].extract_text().strip().startswith("2")
    assert "Lĩnh vực, quầy" in text_of(made).split("(10)", 2)[1]


@pytest.mark.parametrize("carried", [True, False])
def test_one_face_writes_the_whole_document_and_is_embedded(carried: bool) -> None:
    made = pdf._compile("report", document(ordinary_day()), carried_fonts=carried)
    fonts: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(made)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            name = str(inner["/BaseFont"]).split("+")[1].split("-")[0]
            fonts[name] = "/FontFile2" in described or "/FontFile3" in described
    assert len(fonts) == 1, fonts
    assert all(fonts.values())
    assert {"LibertinusSerif"} == set(fonts) or not carried


def test_the_same_day_gives_the_same_bytes() -> None:
    report = document(ordinary_day())
    assert pdf.report_pdf(report) == pdf.report_pdf(report)
    assert document(ordinary_day(), "18:00") == document(ordinary_day(), "23:00")


def test_words_of_the_office_file_are_not_read_as_commands() -> None:
    report = document(ordinary_day())
    form = msgspec.structs.replace(report.form, signer_name='#panic("x") $y$ *z* _a_ \\ @b <c>')
    assert '#panic("x") $y$ *z* _a_ \\ @b <c>' in read(msgspec.structs.replace(report, form=form))


def test_what_cannot_be_made_is_one_sentence() -> None:
    with pytest.raises(MotCuaError) as raised:
        pdf._compile("report", document(ordinary_day()).form)
    said = str(raised.value)
    assert said.startswith("the document 'report' could not be made (")
    assert said.endswith("; the figures are still on the report's page and in `mot-cua report`")


def test_the_server_starts_without_the_libraries_of_documents() -> None:
    code = (
        "import sys, queue_server.program, queue_server.web.app, queue_server.documents.pdf,"
        " queue_server.documents.letter, queue_server.documents.workbook;"
        " print([one for one in ('typst', 'docx', 'lxml', 'xlsxwriter') if one in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout == "[]\n"


def test_the_settings_name_an_agency_of_their_own_for_documents() -> None:
    report = msgspec.structs.replace(
        SETTINGS.report, agency="UBND xã", issuer="Bộ phận Một cửa", symbol=""
    )
    settings = msgspec.structs.replace(SETTINGS, report=report)
    text = read(compose_day(ordinary_day(), settings, now_ms=ordinary_day().closed_ms or 0))
    assert "UBND XÃ" in text
    assert "BỘ PHẬN MỘT CỬA" in text
    assert "Số:" not in text
