"""The DOCX that people finish and the XLSX that computes, read again by the libraries of others."""

from __future__ import annotations

import io
from typing import Any

import docx
import msgspec
import openpyxl
import pytest
from documents.some_days import (
    SETTINGS,
    bad_day,
    day_of,
    document,
    empty_day,
    family_day,
    hard_day,
    open_day,
    ordinary_day,
    rated,
    silent_day,
)
from docx.document import Document
from docx.oxml.ns import qn

from mot_cua.business_day import ms_of
from mot_cua.vietnamese import figure, nfc
from queue_server.documents.compose import compose_day
from queue_server.documents.content import ReportDocument
from queue_server.documents.letter import FIELDS, report_docx
from queue_server.documents.workbook import report_xlsx


def letter(report: ReportDocument) -> Document:
    return docx.Document(io.BytesIO(report_docx(report)))


def words(made: Document) -> str:
    return "\n".join(
        "".join(text.text or "" for text in line.iter(qn("w:t")))
        for line in made.element.body.iter(qn("w:p"))
    )


def ratings(report: ReportDocument) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    assert book.sheetnames == ["Đánh giá", "Tiếp đón"]
    return book["Đánh giá"]


def by_name(sheet: Any) -> dict[str, dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return {row[2]: dict(zip(head, row, strict=True)) for row in rows}


def test_the_letter_has_the_parts_of_a_document_of_state() -> None:
    text = words(letter(document(ordinary_day())))
    parts = (
        "ỦY BAN NHÂN DÂN XÃ ĐỨC THƯỢNG",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ ĐỨC THƯỢNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/BC-TTPVHCC",
        "Đức Thượng, ngày 20 tháng 11 năm 2026",
        "BÁO CÁO",
        "(số liệu chốt lúc 17:30)",
        "Căn cứ Nghị định số 118/2025/NĐ-CP",
        "I. TÌNH HÌNH TIẾP ĐÓN",
        "II. KẾT QUẢ ĐÁNH GIÁ",
        "báo cáo để theo dõi, chỉ đạo./.",
        "Nơi nhận:",
        "- Lưu: VT.",
        "NGƯỜI LẬP BIỂU",
        "GIÁM ĐỐC",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text == nfc(text)


@pytest.mark.parametrize("day", [ordinary_day, hard_day, bad_day, silent_day, empty_day, open_day])
def test_every_figure_is_in_the_letter_and_in_its_table(day: Any) -> None:
    report = document(day())
    made = letter(report)
    text = words(made)
    for one in (*report.reception, *report.waits, *report.remarks):
        assert f"{one.label}: {one.value}" in text
    for said in (report.headline, report.response, report.standing):
        assert said in text
    rows = [[cell.text for cell in row.cells] for row in made.tables[1].rows[2:]]
    groups = [*report.services, report.total, *report.counters]
    assert [row[1] for row in rows] == [one.name for one in groups]
    for row, one in zip(rows, groups, strict=True):
        assert row[2] == figure(one.served)
        assert row[3].split(" (")[0] == figure(one.rated)
        assert row[4:-2] == [figure(level.given) for level in one.levels]
        assert row[-2] == figure(one.unrated)
        assert row[-1].rstrip("†") == (one.share or "*")


def test_people_fill_in_what_only_people_know() -> None:
    body = letter(document(ordinary_day())).element.body
    fields = {
        field.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")): "".join(
            text.text for text in field.iter(qn("w:t"))
        )
        for field in body.iter(qn("w:sdt"))
    }
    assert fields == FIELDS


def test_a_named_signer_leaves_nothing_to_fill_in_there() -> None:
    report = document(ordinary_day())
    form = msgspec.structs.replace(report.form, signer_name="Nguyễn Thị Ánh Nguyệt", symbol="")
    text = words(letter(msgspec.structs.replace(report, form=form)))
    assert "Nguyễn Thị Ánh Nguyệt" in text
    assert text.count(FIELDS["signer"]) == 1
    assert "Số:" not in text


def test_the_letter_is_set_in_times_on_a4_with_the_decree_s_margins() -> None:
    made = letter(document(ordinary_day()))
    page = made.sections[0]
    assert page.page_width is not None
    assert [round(one.mm) for one in (page.page_width, page.left_margin, page.right_margin)] == [
        210, 30, 15,
    ]  # fmt: skip
    assert made.styles["Normal"].font.name == "Times New Roman"


def test_sample_data_is_marked_in_the_letter_and_in_the_workbook() -> None:
    report = document(ordinary_day(is_sample=True))
    assert "DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ BÁO CÁO" in words(letter(report))
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    assert book["Tiếp đón"]["A1"].value.endswith("– DỮ LIỆU MẪU")


def test_counts_are_numbers_and_shares_are_what_the_paper_says() -> None:
    rows = by_name(ratings(document(ordinary_day())))
    total = rows["Tổng cộng"]
    assert (total["Lượt phục vụ"], total["Lượt đánh giá"], total["Không đánh giá"]) == (58, 49, 9)
    assert (total["Rất hài lòng"], total["Hài lòng"], total["Bình thường"]) == (37, 12, 0)
    assert total["Tỷ lệ đánh giá"] == pytest.approx(0.845)
    assert total["Tỷ lệ hài lòng"] == 1
    assert total["Mục tiêu"] == pytest.approx(0.95)
    assert rows["Tư pháp – Hộ tịch"]["Ghi chú"] == "Mẫu nhỏ"


def test_dossiers_are_told_where_a_number_brought_several() -> None:
    said = "hồ sơ trong các lượt đã phục vụ: 27"
    assert said in words(letter(document(family_day())))
    assert "hồ sơ trong" not in words(letter(document(ordinary_day())))
    assert by_name(ratings(document(family_day())))["Tổng cộng"]["Hồ sơ"] == 27


def test_the_columns_of_services_and_of_counters_add_up_to_the_total() -> None:
    rows = by_name(ratings(document(ordinary_day()))).values()
    for column in ("Lượt phục vụ", "Hồ sơ", "Lượt đánh giá", "Rất hài lòng", "Không đánh giá"):
        sums = {
            kind: sum(row[column] for row in rows if row["Nhóm"] == kind)
            for kind in ("Lĩnh vực", "Quầy", "Toàn đơn vị")
        }
        assert len(set(sums.values())) == 1, sums


def test_almost_all_is_never_shown_as_all() -> None:
    sheet = ratings(document(day_of((rated("HT", 10_000, 9_997, 0, 3),))))
    head = [one.value for one in sheet[1]]
    cell = sheet.cell(row=sheet.max_row, column=head.index("Tỷ lệ hài lòng") + 1)
    assert (cell.value, cell.number_format) == (pytest.approx(0.999), "0.0%")


def test_a_share_of_few_ratings_is_withheld_in_the_workbook() -> None:
    total = by_name(ratings(document(open_day())))["Tổng cộng"]
    assert (total["Tỷ lệ hài lòng"], total["Ghi chú"]) == ("*", "Chưa đủ số liệu")
    assert total["Rất hài lòng"] == 6


def test_the_header_stays_when_the_sheet_is_scrolled() -> None:
    assert ratings(document(ordinary_day())).freeze_panes == "D2"


def test_what_did_not_happen_is_written_as_none_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(document(empty_day()))))
    told = dict(book["Tiếp đón"].iter_rows(min_row=3, max_col=2, values_only=True))
    for label in ("Tổng số lượt lấy số", "Vắng mặt", "Lượt ưu tiên", "Chờ lâu nhất"):
        assert told[label] == "Không có", label
    busy = openpyxl.load_workbook(io.BytesIO(report_xlsx(document(bad_day()))))
    told = dict(busy["Tiếp đón"].iter_rows(min_row=3, max_col=2, values_only=True))
    assert (told["Tổng số lượt lấy số"], told["Đã hủy"]) == (1032, 2)


@pytest.mark.parametrize("name", ["=1+1", "+84 219", "-Đất đai", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_no_name_becomes_a_formula_in_the_workbook(name: str) -> None:
    service = msgspec.structs.replace(SETTINGS.service[0], name=name)
    settings = msgspec.structs.replace(SETTINGS, service=(service,))
    report = compose_day(day_of((rated("HT", 1),)), settings, now_ms=ms_of("2026-11-20", "18:00"))
    cell = ratings(report)["C2"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_the_same_day_gives_the_same_workbook() -> None:
    report = document(ordinary_day())
    assert report_xlsx(report) == report_xlsx(report)
