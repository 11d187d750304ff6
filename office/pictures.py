"""What the pictures of the documents say: the words on the screens that they were taken of.

`scripts/pictures` writes these words into each picture; a test compares them with the words of
today, so that no picture shows a key that is called otherwise by now.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from kiosk.texts import TEXTS as KIOSK
from office.demo.texts import TEXTS as DEMO
from queue_server.web.guide_texts import BOX
from queue_server.web.texts import TEXTS, Language

SAYS: Final = "Says"
"""Under this name the words stand in the file."""
_KEY: Final = re.compile(r"key\('\w+', t\.(\w+), \[([^\]]*)\]")


def words_on(picture: str) -> str:
    """Return what a picture of this name says, one thing a line; empty when nobody checks it."""
    name, _, suffix = picture.removesuffix(".png").partition(".")
    reader: Language = "en" if suffix == "en" else "vi"
    said = {
        "console": _keys(reader),
        "away": [TEXTS[reader]["away"], TEXTS[reader]["key_while_away"]],
        "kiosk-paper": [KIOSK["vi"]["remember"], KIOSK["vi"]["printer-paper_end"]],
        "rating": [DEMO["vi"]["invites"]],
        "box": list(BOX),
    }
    return "\n".join(said.get(name, []))


def _keys(reader: Language) -> list[str]:
    """List the keys of a counter's console, each with its shortcuts."""
    template = files("queue_server.web").joinpath("templates", "counter.html")
    words = TEXTS[reader]
    return [
        f"{words[name]}: {shortcuts.replace('t.key_space', words['key_space'])}"
        for name, shortcuts in _KEY.findall(template.read_text(encoding="utf-8"))
    ]
