"""The officers' page of help: one sheet of A4, with this office's own numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from flask import Blueprint, render_template
from markupsafe import Markup, escape

from config.settings import Settings
from queue_server.web import guide_texts
from queue_server.web.guide_texts import KEYS, PICTURES, SECTIONS, Words
from queue_server.web.page import gateway, language
from queue_server.web.texts import TEXTS, Language

guide = Blueprint("guide", __name__)

IN_TWO_LANGUAGES: Final = frozenset({"console", "away"})
"""Pictures of pages that speak English too; the others are of things that do not."""

_PIECE: Final = re.compile(r"\{(?P<name>\w+)\}|\*(?P<screen>[^*]+)\*|`(?P<sign>[^`]+)`")


class Piece(NamedTuple):
    """A part of a text: plain words, or something that is shown in a way of its own."""

    kind: str
    """`text`, `screen`, `sign` or `key`."""
    words: str
    shortcut: str = ""


@guide.get("/huong-dan")
def daily() -> str:
    """Show how a day at a counter goes, for reading and for printing."""
    place, facts = 0 if language() == "vi" else 1, facts_of(gateway().settings)
    return render_template(
        "guide.html",
        g={
            "title": guide_texts.TITLE[place],
            "lead": guide_texts.LEAD[place],
            "print": guide_texts.PRINT[place],
        },
        sections={one.name: one for one in SECTIONS},
        box=guide_texts.BOX,
        said=lambda words: _html(pieces(words, language(), facts)),
        word=lambda words: words[place],
        picture=lambda name: f"guide/{file_of(name, language())}",
        alt={name: words[place] for name, words in PICTURES.items()},
    )


def facts_of(settings: Settings) -> Mapping[str, object]:
    """Return the numbers of an office file that the page speaks of."""
    return {
        **msgspec.structs.asdict(settings.rules),
        "window_s": settings.rating.window_s,
        "day_closes": settings.hours.day_closes,
    }


def file_of(picture: str, reader: Language) -> str:
    """Name the file of a picture, in a reader's language where there are two."""
    suffix = ".en" if reader == "en" and picture in IN_TWO_LANGUAGES else ""
    return f"{picture}{suffix}.png"


def pieces(words: Words, reader: Language, facts: Mapping[str, Any]) -> Iterator[Piece]:
    """Take a text apart."""
    text = words[0 if reader == "vi" else 1]
    end = 0
    for found in _PIECE.finditer(text):
        yield Piece("text", text[end : found.start()])
        end = found.end()
        name = found["name"]
        if name in KEYS:
            shortcut = KEYS[name] or TEXTS[reader]["key_space"]
            yield Piece("key", TEXTS[reader][name], shortcut)
        elif name:
            yield Piece("text", str(facts[name]))
        elif found["screen"]:
            yield Piece("screen", found["screen"])
        else:
            yield Piece("sign", found["sign"])
    yield Piece("text", text[end:])


_TAGS: Final = {
    "text": Markup("{0}"),
    "screen": Markup("<em>{0}</em>"),
    "sign": Markup('<b class="sign">{0}</b>'),
    "key": Markup("<b>{0}</b>\N{NO-BREAK SPACE}<kbd>{1}</kbd>"),
}


def _html(parts: Iterator[Piece]) -> Markup:
    return Markup("").join(
        _TAGS[one.kind].format(escape(one.words), escape(one.shortcut)) for one in parts
    )
