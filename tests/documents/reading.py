"""Reading a PDF as somebody does who copies its text."""

from __future__ import annotations

import io

from pypdf import PdfReader


def text_of(made: bytes) -> str:
    """Return the text of all pages, with one blank wherever there is any."""
    pages = PdfReader(io.BytesIO(made)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
