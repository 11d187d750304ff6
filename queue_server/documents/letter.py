"""The report as a DOCX that an officer finishes: figures set, fields left for what people write.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: margins, sizes, the order of the parts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mot_cua.vietnamese import figure
from queue_server.documents.content import Fact, Group, ReportDocument
from queue_server.documents.docx_form import (
    PROMPTS,
    add_field,
    add_foot,
    add_letterhead,
    add_line,
    add_text,
    add_title,
    repeat_rows,
    set_page,
    set_widths,
)

if TYPE_CHECKING:
    from docx.document import Document

FIELDS: Final = PROMPTS | {
    "opinions": "[Ý kiến góp ý, phản ánh, kiến nghị trong ngày; nếu không có, ghi: Không có]",
    "assessment": "[Đánh giá chung: ưu điểm, tồn tại, nguyên nhân]",
    "proposals": "[Phương hướng, kiến nghị]",
}
"""What people fill in, by the field's name."""


def report_docx(report: ReportDocument) -> bytes:
    """Write the document."""
    import docx  # noqa: PLC0415 - 75 ms that most starts never need

    document = docx.Document()
    set_page(document, report.form, report.last)
    _head(document, report)
    _grounds(document, report)
    _body(document, report)
    add_foot(document, report.form)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _head(document: Document, report: ReportDocument) -> None:
    form = report.form
    add_letterhead(document, form)
    add_line(document.add_paragraph(), "BÁO CÁO", size=14, bold=True, center=True)
    add_line(document.add_paragraph(), form.subject, bold=True, center=True)
    add_line(document.add_paragraph(), f"({report.standing})", center=True)
    if report.is_sample:
        mark = "DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ BÁO CÁO"
        add_line(document.add_paragraph(), mark, bold=True, center=True)


def _grounds(document: Document, report: ReportDocument) -> None:
    last = len(report.form.basis) - 1
    for place, ground in enumerate(report.form.basis):
        end = "." if place == last else ";"
        add_text(document, f"Căn cứ {ground}{end}", italic=True)
    add_text(document, f"{report.form.issuer} báo cáo như sau:")


def _body(document: Document, report: ReportDocument) -> None:
    add_title(document, "I. TÌNH HÌNH TIẾP ĐÓN")
    for facts in (report.reception, report.waits, report.remarks):
        add_text(document, sentence(facts))
    add_title(document, "II. KẾT QUẢ ĐÁNH GIÁ")
    verdict = f" {report.verdict}." if report.verdict else ""
    add_text(document, f"{report.headline} – {report.response}.{verdict}")
    _table(document, report)
    for note in report.notes:
        add_line(document.add_paragraph(), note, size=11, italic=True)
    for words in report.comparisons:
        add_text(document, words)
    for words in report.measures:
        add_text(document, words)
    add_title(document, "III. LÝ DO CHƯA HÀI LÒNG")
    add_text(document, f"{report.reasons}.")
    _words_of_others(document, report)
    seal = f" (mã niêm phong {report.seal[:8]})" if report.seal else ""
    add_text(
        document,
        f"Trên đây là kết quả {report.when}{seal}; {report.form.issuer} báo cáo để theo dõi,"
        " chỉ đạo./.",
    )


def _words_of_others(document: Document, report: ReportDocument) -> None:
    """Write what others supplied, and leave fields for what the office itself has to say."""
    if report.supplied:
        add_title(document, "Số liệu do hệ thống khác cung cấp, không tính từ phiếu lấy số")
        for words in report.supplied:
            add_text(document, f"{words}.")
    for title, field in (
        ("IV. GÓP Ý, PHẢN ÁNH, KIẾN NGHỊ", "opinions"),
        ("V. ĐÁNH GIÁ CHUNG", "assessment"),
        ("VI. PHƯƠNG HƯỚNG, KIẾN NGHỊ", "proposals"),
    ):
        add_title(document, title)
        if field == "opinions" and report.petitions:
            add_text(document, sentence(report.petitions))
            add_text(document, sentence(report.apologies))
        add_field(add_text(document, ""), field, FIELDS[field])


def _table(document: Document, report: ReportDocument) -> None:
    labels = [one.label for one in report.total.levels]
    names = ["TT", "Lĩnh vực, quầy", "Lượt phục vụ", "Lượt đánh giá", *labels, "Không đánh giá",
             "Tỷ lệ hài lòng"]  # fmt: skip
    numbers = [f"({at})" for at in range(1, len(names) + 1)]
    rows = [
        *(_cells(str(at), one) for at, one in enumerate(report.services, start=1)),
        _cells("", report.total),
        *(_cells(str(at), one) for at, one in enumerate(report.counters, start=1)),
    ]
    table = document.add_table(rows=0, cols=len(names))
    table.style = "Table Grid"
    for row in (names, numbers, *rows):
        bold = row is names or row[1] == report.total.name
        cells = table.add_row().cells
        for place, (cell, words) in enumerate(zip(cells, row, strict=True)):
            add_line(
                cell.paragraphs[0], words, size=9.5, bold=bold, italic=row is numbers,
                center=place != 1 or row in (names, numbers),
            )  # fmt: skip
    level = 13
    set_widths(table, 9, 165 - 9 - 13 - 19 - level * (len(labels) + 1) - 15, 13, 19,
            *([level] * (len(labels) + 1)), 15)  # fmt: skip
    repeat_rows(table, 2)


def _cells(place: str, group: Group) -> list[str]:
    share = f"{group.share}{'†' if group.is_shaded else ''}" if group.share else "*"
    response = f" ({group.response})" if group.response else ""
    return [
        place,
        group.name,
        figure(group.served),
        f"{figure(group.rated)}{response}",
        *(figure(one.given) for one in group.levels),
        figure(group.unrated),
        share,
    ]


def sentence(facts: Sequence[Fact]) -> str:
    """Write facts as one sentence.

    >>> sentence([Fact(label="Số lượt", value="62"), Fact(label="đã hủy", value="Không có")])
    'Số lượt: 62; đã hủy: Không có.'
    """
    return "; ".join(f"{one.label}: {one.value}" for one in facts) + "."
