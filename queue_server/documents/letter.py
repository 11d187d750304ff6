"""The report as a DOCX that an officer finishes: figures set, fields left for what people write.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: margins, sizes, the order of the parts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from mot_cua.vietnamese import figure
from queue_server.documents.content import Fact, Group, ReportDocument

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FACE: Final = "Times New Roman"
FIELDS: Final = {
    "number": "[số]",
    "opinions": "[Ý kiến góp ý, phản ánh, kiến nghị trong ngày; nếu không có, ghi: Không có]",
    "assessment": "[Đánh giá chung: ưu điểm, tồn tại, nguyên nhân]",
    "proposals": "[Phương hướng, kiến nghị]",
    "preparer": "[Họ và tên]",
    "signer": "[Họ và tên]",
}
"""What people fill in, by the field's name."""


def report_docx(report: ReportDocument) -> bytes:
    """Write the document."""
    import docx  # noqa: PLC0415 - 75 ms that most starts never need

    document = docx.Document()
    _page(document, report)
    _head(document, report)
    _grounds(document, report)
    _body(document, report)
    _foot(document, report)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(document: Document, report: ReportDocument) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(13)
    fonts = normal.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FACE)
    spacing = normal.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(6), 1.0
    about = document.core_properties
    about.title, about.author = report.form.subject, report.form.issuer
    about.language, about.comments = "vi-VN", ""
    about.created = about.modified = datetime.fromisoformat(report.last)


def _head(document: Document, report: ReportDocument) -> None:
    form = report.form
    table = document.add_table(rows=2, cols=2)
    _widths(table, 70, 95)
    agency, nation = table.rows[0].cells
    _line(agency.paragraphs[0], form.agency.upper(), size=12, center=True)
    _line(agency.add_paragraph(), form.issuer.upper(), size=12, bold=True, center=True, ruled=True)
    words = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    _line(nation.paragraphs[0], words, size=12, bold=True, center=True)
    motto = "Độc lập - Tự do - Hạnh phúc"
    _line(nation.add_paragraph(), motto, size=13, bold=True, center=True, ruled=True)
    number, place = (cell.paragraphs[0] for cell in table.rows[1].cells)
    if form.symbol:
        _line(number, "Số: ", center=True)
        _field(number, "number")
        number.add_run(f"/{form.symbol}")
    _line(place, form.place_and_date, italic=True, center=True)
    _line(document.add_paragraph(), "BÁO CÁO", size=14, bold=True, center=True)
    _line(document.add_paragraph(), form.subject, bold=True, center=True)
    _line(document.add_paragraph(), f"({report.standing})", center=True)
    if report.is_sample:
        mark = "DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ BÁO CÁO"
        _line(document.add_paragraph(), mark, bold=True, center=True)


def _grounds(document: Document, report: ReportDocument) -> None:
    last = len(report.form.basis) - 1
    for place, ground in enumerate(report.form.basis):
        end = "." if place == last else ";"
        _text(document, f"Căn cứ {ground}{end}", italic=True)
    _text(document, f"{report.form.issuer} báo cáo như sau:")


def _body(document: Document, report: ReportDocument) -> None:
    _title(document, "I. TÌNH HÌNH TIẾP ĐÓN")
    for facts in (report.reception, report.waits, report.remarks):
        _text(document, sentence(facts))
    _title(document, "II. KẾT QUẢ ĐÁNH GIÁ")
    verdict = f" {report.verdict}." if report.verdict else ""
    _text(document, f"{report.headline} – {report.response}.{verdict}")
    _table(document, report)
    for note in report.notes:
        _line(document.add_paragraph(), note, size=11, italic=True)
    for words in report.comparisons:
        _text(document, words)
    for words in report.measures:
        _text(document, words)
    _words_of_others(document, report)
    seal = f" (mã niêm phong {report.seal[:8]})" if report.seal else ""
    _text(
        document,
        f"Trên đây là kết quả {report.when}{seal}; {report.form.issuer} báo cáo để theo dõi,"
        " chỉ đạo./.",
    )


def _words_of_others(document: Document, report: ReportDocument) -> None:
    """Write what others supplied, and leave fields for what the office itself has to say."""
    if report.supplied:
        _title(document, "Số liệu do hệ thống khác cung cấp, không tính từ phiếu lấy số")
        for words in report.supplied:
            _text(document, f"{words}.")
    for title, field in (
        ("III. GÓP Ý, PHẢN ÁNH, KIẾN NGHỊ", "opinions"),
        ("IV. ĐÁNH GIÁ CHUNG", "assessment"),
        ("V. PHƯƠNG HƯỚNG, KIẾN NGHỊ", "proposals"),
    ):
        _title(document, title)
        if field == "opinions" and report.petitions:
            _text(document, sentence(report.petitions))
            _text(document, sentence(report.apologies))
        _field(_text(document, ""), field)


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
            _line(
                cell.paragraphs[0], words, size=9.5, bold=bold, italic=row is numbers,
                center=place != 1 or row in (names, numbers),
            )  # fmt: skip
    level = 13
    _widths(table, 9, 165 - 9 - 13 - 19 - level * (len(labels) + 1) - 15, 13, 19,
            *([level] * (len(labels) + 1)), 15)  # fmt: skip
    _repeat(table, 2)


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


def _foot(document: Document, report: ReportDocument) -> None:
    form = report.form
    table = document.add_table(rows=1, cols=3)
    _widths(table, 65, 45, 55)
    left, middle, right = table.rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    last = len(form.recipients) - 1
    for place, one in enumerate(form.recipients):
        _line(left.add_paragraph(), f"- {one}{'.' if place == last else ';'}", size=11)
    for cell, position, name, field in (
        (middle, form.preparer, "", "preparer"),
        (right, form.signer, form.signer_name, "signer"),
    ):
        if not position:
            continue
        _line(cell.paragraphs[0], position.upper(), bold=True, center=True)
        _line(cell.add_paragraph(), "\n\n\n", center=True)
        under = _line(cell.add_paragraph(), name, bold=True, center=True)
        if not name:
            _field(under, field)


def sentence(facts: Sequence[Fact]) -> str:
    """Write facts as one sentence.

    >>> sentence([Fact(label="Số lượt", value="62"), Fact(label="đã hủy", value="Không có")])
    'Số lượt: 62; đã hủy: Không có.'
    """
    return "; ".join(f"{one.label}: {one.value}" for one in facts) + "."


def _title(document: Document, words: str) -> None:
    paragraph = _line(document.add_paragraph(), words, bold=True)
    paragraph.paragraph_format.keep_with_next = True


def _text(document: Document, words: str, *, italic: bool = False) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    paragraph = _line(document.add_paragraph(), words, italic=italic)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def _line(
    paragraph: Paragraph,
    words: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    center: bool = False,
    ruled: bool = False,
) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(words)
    run.bold, run.italic, run.underline = bold or None, italic or None, ruled or None
    if size:
        run.font.size = Pt(size)
        paragraph.paragraph_format.space_after = Pt(0)
    if center:
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _field(paragraph: Paragraph, name: str) -> None:
    """Add a field: clicked upon, its prompt is replaced by what is typed."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    def made(tag: str, parent: Any, value: str = "") -> Any:
        one = OxmlElement(tag)
        if value:
            one.set(qn("w:val"), value)
        parent.append(one)
        return one

    control = made("w:sdt", paragraph._p)  # noqa: SLF001 - python-docx has no fields of its own
    about = made("w:sdtPr", control)
    made("w:tag", about, name)
    made("w:showingPlcHdr", about)
    made("w:text", about)
    run = made("w:r", made("w:sdtContent", control))
    made("w:color", made("w:rPr", run), "595959")
    made("w:t", run).text = FIELDS[name]


def _widths(table: Table, *widths_mm: float) -> None:
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.oxml.ns import nsdecls  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    table.autofit = False
    # Word's own margins of cells, 1,9 mm, would break "thường" in two.
    sides = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    # Word wants the parts of a table's properties in the order of its schema.
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001 - as for fields
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    # LibreOffice reads the columns, Word the cells. By rows: python-docx walks through the whole
    # table for the cells of one column.
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _repeat(table: Table, rows: int) -> None:
    """Print the first rows again on each page that the table reaches."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    for row in table.rows[:rows]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - as above
