"""A mistake in the office file, and how its text helps."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from config.toml_lines import Path, TomlLines

LONGEST_QUOTE = 40


class Mistake(NamedTuple):
    """What is wrong, and at which key."""

    path: Path
    text: str
    other: Path | None = None
    """The place that it collides with; told unless a default stands there."""

    def written(self, name: str, lines: TomlLines) -> str:
        """Write the mistake as editors know it, `file:line: key: text`."""
        key = "".join(f"{part}." for part in self.path)[:-1]
        clash = ""
        if self.other is not None and lines.has(self.other):
            clash = f" (see line {lines.line_of(self.other)})"
        return f"{name}:{lines.line_of(self.path)}: {key}: {self.text}{clash}"


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """End a sentence with the nearest known word, or with all of them.

    >>> did_you_mean("buad", ["baud", "path"]), did_you_mean("x", ["baud", "path"])
    ("; did you mean 'baud'?", '; possible: baud, path')
    """
    known = list(known)
    near = get_close_matches(str(word), known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; possible: {', '.join(known)}" if known else ""


def quoted(value: object) -> str:
    """Write a value as it stands in the file, cut when it is long.

    >>> quoted(True), quoted("HT"), quoted(["HT"])
    ('true', "'HT'", 'this list')
    """
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "this list"
        case dict():
            return "this table"
        case str() if len(value) > LONGEST_QUOTE:
            return repr(value[:LONGEST_QUOTE] + "…")
        case str():
            return repr(value)
        case _:
            return str(value)[:LONGEST_QUOTE]
