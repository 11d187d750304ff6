"""The day as a workbook (XLSX): numbers that can be added up, texts that stay texts."""

from __future__ import annotations

import io
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from queue_server.documents.content import Group, ReportDocument
from queue_server.documents.table import NOT_RATED

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

RATINGS, RECEPTION = "Đánh giá", "Tiếp đón"
WITHHELD: Final = "*"
"""Stands for a share of too few ratings."""

_KINDS: Final = ("Lĩnh vực", "Quầy", "Toàn đơn vị")
# No text of the office file may become a formula, a link or a number.
_TEXTS_STAY_TEXTS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def report_xlsx(report: ReportDocument) -> bytes:
    """Write two sheets: the ratings by service and counter, and the reception of the day."""
    import xlsxwriter  # noqa: PLC0415 - 50 ms that most starts never need

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _TEXTS_STAY_TEXTS) as book:
        moment = datetime.fromisoformat(report.last)
        book.set_properties(
            {"title": report.form.subject, "author": report.form.issuer, "created": moment}
        )
        formats = _Formats(book)
        _ratings(book.add_worksheet(RATINGS), report, formats)
        _reception(book.add_worksheet(RECEPTION), report, formats)
    return file.getvalue()


class _Formats:
    """The few looks that cells have."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
        self.head = book.add_format(
            {**base, "bold": True, "align": "center", "text_wrap": True, "border": 1,
             "bg_color": "#e1f0f1"}
        )  # fmt: skip
        self.text = book.add_format({**base, "text_wrap": True, "border": 1})
        self.count = book.add_format({**base, "num_format": "#,##0", "border": 1})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self._book, self._base = book, base
        self._shares: dict[int, Any] = {}

    def share(self, decimals: int) -> Any:
        """As many decimals as the text has: a sheet that rounds again would make 99,97% 100%."""
        if decimals not in self._shares:
            number = f"0.{'0' * decimals}%" if decimals else "0%"
            self._shares[decimals] = self._book.add_format(
                {**self._base, "num_format": number, "border": 1, "align": "right"}
            )
        return self._shares[decimals]


def _ratings(sheet: Worksheet, report: ReportDocument, formats: _Formats) -> None:
    labels = [one.label for one in report.total.levels]
    head = (
        "Nhóm", "Mã", "Tên", "Lượt phục vụ", "Hồ sơ", "Lượt đánh giá", "Tỷ lệ đánh giá", *labels,
        NOT_RATED, "Tỷ lệ hài lòng", "Mục tiêu", "Ghi chú",
    )  # fmt: skip
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, formats.head)
    groups = (report.services, report.counters, (report.total,))
    rows = [(kind, one) for kind, these in zip(_KINDS, groups, strict=True) for one in these]
    for row, (kind, one) in enumerate(rows, start=1):
        _group(sheet, row, kind, one, formats)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(rows), len(head) - 1)
    sheet.set_row(0, 48)
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 2, 46)
    sheet.set_column(3, len(head) - 2, 12)
    sheet.set_column(len(head) - 1, len(head) - 1, 24)
    sheet.repeat_rows(0)
    _on_a4(sheet)


def _group(sheet: Worksheet, row: int, kind: str, group: Group, formats: _Formats) -> None:
    column = 0

    def text(words: str) -> None:
        nonlocal column
        sheet.write_string(row, column, words, formats.text)
        column += 1

    def count(number: int) -> None:
        nonlocal column
        sheet.write_number(row, column, number, formats.count)
        column += 1

    def share(words: str) -> None:
        nonlocal column
        if not words:
            text(WITHHELD)
            return
        sheet.write_number(row, column, number_of(words), formats.share(_decimals(words)))
        column += 1

    for words in (kind, group.key, group.name):
        text(words)
    count(group.served)
    count(group.dossiers)
    count(group.rated)
    share(group.response)
    for level in group.levels:
        count(level.given)
    count(group.unrated)
    share(group.share)
    share(f"{group.target}%")
    text("Mẫu nhỏ" if group.is_shaded else "" if group.share else "Chưa đủ số liệu")


def number_of(share: str) -> float:
    """Return what a share says as a number, so that sheet and paper say the same.

    >>> number_of("75,5%"), number_of("100%")
    (0.755, 1.0)
    """
    return float(Fraction(share.removesuffix("%").replace(",", ".")) / 100)


def _decimals(share: str) -> int:
    return len(share.removesuffix("%").partition(",")[2])


def _reception(sheet: Worksheet, report: ReportDocument, formats: _Formats) -> None:
    mark = " – DỮ LIỆU MẪU" if report.is_sample else ""
    sheet.write_string(0, 0, f"{report.form.subject}{mark}", formats.title)
    lines: list[tuple[str, str, int | None]] = [
        ("Đơn vị", report.form.issuer, None),
        ("Số liệu", report.standing, None),
        *([("Mã niêm phong", report.seal, None)] if report.seal else []),
        *((one.label, one.value, one.count) for one in (*report.reception, *report.waits)),
        *((one.label, one.value, one.count) for one in report.remarks),
        ("Lý do chưa hài lòng", report.reasons, None),
        *(("So sánh", words, None) for words in report.comparisons),
        *(("Nguyên nhân, biện pháp", words, None) for words in report.measures),
        *(
            (f"Sổ theo dõi: {one.label}", one.value, one.count)
            for one in (*report.petitions, *report.apologies)
        ),
        *(("Hệ thống khác cung cấp", words, None) for words in report.supplied),
        *(("Ghi chú", note, None) for note in report.notes),
    ]
    for row, (label, words, number) in enumerate(lines, start=2):
        sheet.write_string(row, 0, label[:1].upper() + label[1:], formats.text)
        # A zero keeps its words: Không có.
        if number:
            sheet.write_number(row, 1, number, formats.count)
        else:
            sheet.write_string(row, 1, words, formats.text)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 1, 80)
    sheet.freeze_panes(2, 0)
    _on_a4(sheet)


def _on_a4(sheet: Worksheet) -> None:
    """Print on A4 across, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
