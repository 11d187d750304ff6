"""The form of a document of state as DOCX: page, letterhead, foot, and the pieces between them.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: margins, sizes, the order of the parts.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from queue_server.documents.content import Form

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FACE: Final = "Times New Roman"
PROMPTS: Final = {"number": "[số]", "preparer": "[Họ và tên]", "signer": "[Họ và tên]"}
"""What people fill in, in every document, by the field's name."""


def set_page(document: Document, form: Form, last: str) -> None:
    """Set the paper, the face and what is said about the file; `last` dates it: `2026-11-20`."""
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
    about.title, about.author = form.subject, form.issuer
    about.language, about.comments = "vi-VN", ""
    about.created = about.modified = datetime.fromisoformat(last)


def add_letterhead(document: Document, form: Form) -> None:
    """Say who writes, in which country, and when; the number is a field."""
    table = document.add_table(rows=2, cols=2)
    set_widths(table, 70, 95)
    agency, nation = table.rows[0].cells
    add_line(agency.paragraphs[0], form.agency.upper(), size=12, center=True)
    add_line(
        agency.add_paragraph(), form.issuer.upper(), size=12, bold=True, center=True, ruled=True
    )
    words = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    add_line(nation.paragraphs[0], words, size=12, bold=True, center=True)
    motto = "Độc lập - Tự do - Hạnh phúc"
    add_line(nation.add_paragraph(), motto, size=13, bold=True, center=True, ruled=True)
    number, place = (cell.paragraphs[0] for cell in table.rows[1].cells)
    if form.symbol:
        add_line(number, "Số: ", center=True)
        add_field(number, "number", PROMPTS["number"])
        number.add_run(f"/{form.symbol}")
    add_line(place, form.place_and_date, italic=True, center=True)


def add_foot(document: Document, form: Form) -> None:
    """Say who gets it, and who signs; a name that is not known is a field."""
    table = document.add_table(rows=1, cols=3)
    set_widths(table, 65, 45, 55)
    left, middle, right = table.rows[0].cells
    add_line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    last = len(form.recipients) - 1
    for place, one in enumerate(form.recipients):
        add_line(left.add_paragraph(), f"- {one}{'.' if place == last else ';'}", size=11)
    for cell, position, name, field in (
        (middle, form.preparer, "", "preparer"),
        (right, form.signer, form.signer_name, "signer"),
    ):
        if not position:
            continue
        add_line(cell.paragraphs[0], position.upper(), bold=True, center=True)
        add_line(cell.add_paragraph(), "\n\n\n", center=True)
        under = add_line(cell.add_paragraph(), name, bold=True, center=True)
        if not name:
            add_field(under, field, PROMPTS[field])


def add_title(document: Document, words: str) -> None:
    """Add the title of a part, which stays with what follows."""
    paragraph = add_line(document.add_paragraph(), words, bold=True)
    paragraph.paragraph_format.keep_with_next = True


def add_text(document: Document, words: str, *, italic: bool = False) -> Paragraph:
    """Add a paragraph of the body."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    paragraph = add_line(document.add_paragraph(), words, italic=italic)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def add_line(
    paragraph: Paragraph,
    words: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    center: bool = False,
    ruled: bool = False,
) -> Paragraph:
    """Write words into a paragraph; `size` in points."""
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


def add_field(paragraph: Paragraph, name: str, prompt: str) -> None:
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
    made("w:t", run).text = prompt


def set_widths(table: Table, *widths_mm: float) -> None:
    """Set the widths of the columns, for Word and for LibreOffice."""
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


def repeat_rows(table: Table, rows: int) -> None:
    """Print the first rows again on each page that the table reaches."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    for row in table.rows[:rows]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - as above
