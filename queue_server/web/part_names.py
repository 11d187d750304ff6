"""The names of devices' parts and of their states, for pages and reports."""

from __future__ import annotations

import re
from typing import Final

from queue_server.web.texts import PART_STATES, PARTS, Language

_KIND: Final = re.compile("[- ]")


def part_name(part: str, language: Language = "vi") -> str:
    """Name a part: `printer`, `unit-3` or `button service:HT`.

    >>> part_name("unit-3"), part_name("button service:HT")
    ('Bộ nút quầy 3', 'Nút HT')
    """
    kind, which = (part, "") if part in PARTS else _KIND.split(part + "-", maxsplit=1)
    name = _said(PARTS.get(kind, (kind, kind)), language)
    return f"{name} {which.strip('-').split(':')[-1]}".strip()


def state_name(state: str, language: Language = "vi") -> str:
    """Name the state of a part.

    >>> state_name("paper_end")
    'Hết giấy'
    """
    return _said(PART_STATES.get(state, (state, state)), language)


def _said(words: tuple[str, str], language: Language) -> str:
    return words[0] if language == "vi" else words[1]
