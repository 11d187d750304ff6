"""The officers' page of help as a document: the words of `/huong-dan`, with the sample office."""

from __future__ import annotations

from typing import Final

from config.house import SAMPLE_OFFICE
from config.reader import read_office
from queue_server.web.guide import Piece, facts_of, file_of, pieces
from queue_server.web.guide_texts import LEAD, PICTURES, SECTIONS, TITLE, Section, Words
from queue_server.web.texts import Language

FOLDER: Final = "../queue_server/web/static/guide"
_ALSO: Final[Words] = (
    "Bản để in, với các con số của chính cơ quan: mở trang `/huong-dan` trên máy chủ, rồi bấm"
    " Ctrl+P. [English](daily-use.md)",
    "To print it, with your office's own numbers: open the page `/huong-dan?lang=en` on the"
    " server, and press Ctrl+P. [Tiếng Việt](daily-use.vi.md)",
)
_MARKS: Final = {"text": "{0}", "screen": "*{0}*", "sign": "`{0}`", "key": "**{0}** (`{1}`)"}


def daily_page(reader: Language) -> str:
    """Print docs/daily-use.md, or docs/daily-use.vi.md."""
    place = 0 if reader == "vi" else 1
    parts = [f"# {TITLE[place]}", LEAD[place], _ALSO[place]]
    for section in SECTIONS:
        parts.append(f"## {section.title[place]}")
        parts.extend(
            f"![{PICTURES[one][place]}]({FOLDER}/{file_of(one, reader)})"
            for one in section.pictures
        )
        parts.append(_steps(section, reader))
    return "\n\n".join(parts) + "\n"


def _steps(section: Section, reader: Language) -> str:
    facts = facts_of(read_office(SAMPLE_OFFICE))
    lines = ("".join(map(_marked, pieces(one, reader, facts))) for one in section.steps)
    if section.name == "visit":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    return "\n".join(f"- {line}" for line in lines)


def _marked(piece: Piece) -> str:
    return _MARKS[piece.kind].format(piece.words, piece.shortcut)
