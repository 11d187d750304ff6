"""The letter with which an office apologises for a late result and names the only new day.

It names nobody: whoever hands it out writes the name by hand, or sends it by the dossier's code.

Source: Nghị định 61/2018/NĐ-CP, Điều 19.9 (apology in writing, a new date once).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from queue_server.documents.content import Form, Part
from queue_server.documents.docx_form import (
    add_field,
    add_foot,
    add_letterhead,
    add_line,
    add_text,
    set_page,
)

if TYPE_CHECKING:
    from docx.document import Document

TITLE: Final = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
ADDRESSEE: Final = "[Họ và tên tổ chức, cá nhân]"


class Apology(Part, frozen=True, kw_only=True):
    """One letter, ready to be laid out."""

    form: Form
    number: str
    """Of the register: `03/2026`."""
    day: str
    """Of the letter: `2026-11-20`."""
    title: str = TITLE
    addressee: str = ADDRESSEE
    paragraphs: tuple[str, ...]
    """The body, below the addressee; each ends with its own sign."""
    is_sample: bool


def apology_docx(apology: Apology) -> bytes:
    """Write the letter with fields for what only people know."""
    import docx  # noqa: PLC0415 - 75 ms that most starts never need

    document = docx.Document()
    set_page(document, apology.form, apology.day)
    add_letterhead(document, apology.form)
    _body(document, apology)
    add_foot(document, apology.form)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _body(document: Document, apology: Apology) -> None:
    add_line(document.add_paragraph(), apology.title, size=14, bold=True, center=True)
    number = f"(Số {apology.number} của sổ hồ sơ quá hạn)"
    add_line(document.add_paragraph(), number, center=True)
    if apology.is_sample:
        mark = "DỮ LIỆU MẪU – KHÔNG CÓ GIÁ TRỊ"
        add_line(document.add_paragraph(), mark, bold=True, center=True)
    add_field(add_text(document, "Kính gửi: "), "addressee", apology.addressee)
    for words in apology.paragraphs:
        add_text(document, words)
