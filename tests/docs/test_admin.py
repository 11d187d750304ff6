"""The administrator's handbook names what stands on the screens, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.house import SAMPLE_OFFICE
from config.reader import read_office
from queue_server.web.guide import facts_of, pieces
from queue_server.web.guide_texts import SECTIONS

ROOT = Path(__file__).parent.parent.parent
FACTS = facts_of(read_office(SAMPLE_OFFICE))
ITALIC = re.compile(r"(?<![*\w])\*([^*]+?)\*(?!\*)")
SCREENS = (
    "queue_server/web/templates/*.html",
    "queue_server/web/*.py",
    "queue_server/core/registers/*.py",
    "queue_server/registers/*.py",
    "queue_server/reports/*.py",
    "queue_server/hand_over.py",
    "kiosk/texts.py",
)


@pytest.fixture(scope="module")
def screens() -> str:
    """All words of the pages, as their files have them."""
    files = sorted(one for pattern in SCREENS for one in ROOT.glob(pattern))
    return "\n".join(one.read_text(encoding="utf-8") for one in files)


@pytest.mark.parametrize("name", ["admin.md", "admin.vi.md", "privacy.md", "privacy.vi.md"])
def test_a_word_in_italics_stands_on_a_screen(name: str, screens: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = {" ".join(one.split()).rstrip(".") for one in ITALIC.findall(text)} - NO_WORDS
    missing = sorted(one for one in named if one not in screens)
    assert named
    assert not missing, f"{name} names words that no screen has: {', '.join(missing)}"


NO_WORDS = {
    "nghiêng",
    "italics",
    "Đánh giá là ẩn danh. Cán bộ không xem được từng lượt",
}
"""Set in italics for another reason."""


@pytest.mark.parametrize("reader", ["vi", "en"])
def test_the_officers_help_names_what_stands_on_a_screen(reader: str, screens: str) -> None:
    odd, *_ = (one for one in SECTIONS if one.name == "odd")
    box, *_ = (one for one in SECTIONS if one.name == "box")
    missing = [
        piece.words
        for section in SECTIONS
        if section is not box
        for step in section.steps
        for piece in pieces(step, "vi" if reader == "vi" else "en", FACTS)
        if piece.kind == "screen"
        and not (section is odd and piece.words.endswith("."))
        and not all(part in screens for part in piece.words.split(": "))
    ]
    assert not missing
