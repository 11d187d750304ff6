"""On which line of a TOML file a key stands, because tomllib does not say.

The text has been read by tomllib before, so that this scanner may trust its grammar.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final

Path = tuple[str | int, ...]
"""Keys and places in arrays from the top, for example `("kiosk", 0, "printer", "baud")`."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING: Final = re.compile(
    # The closing quotes of a long string may follow one or two quotes of its own.
    r'"""(?:\\[\s\S]|[^\\])*?"{3,5}(?!")'
    r"|'''[\s\S]*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN: Final = re.compile(r"[^,\]}\n#]*")
"""A number, a date or a boolean."""


class TomlLines:
    """The lines of all keys of one text."""

    def __init__(self, text: str) -> None:
        """Scan a text that tomllib accepts."""
        self._text = text.replace("\r\n", "\n")
        self._at, self._counted_to, self._line = 0, 0, 1
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._scan()

    def line_of(self, path: Path) -> int:
        """Return the line of a key, counted from 1; of its table if the key is not there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def has(self, path: Path) -> bool:
        """Tell whether the file names this key, or the table that it would stand in."""
        return any(path[:length] in self._lines for length in range(1, len(path) + 1))

    def _scan(self) -> None:
        table: Path = ()
        while not self._is_at_end():
            if self._take("[["):
                table = self._array_header()
            elif self._take("["):
                table = self._existing(self._keys())
                self._note(table)
                self._take("]")
            else:
                self._pair(table)

    def _array_header(self) -> Path:
        """Read `[[a.b]]`: one more table at the end of the array."""
        *outer, name = self._keys()
        array = (*self._existing(outer), name)
        self._arrays[array] = self._arrays.get(array, -1) + 1
        self._note(array)
        table = (*array, self._arrays[array])
        self._note(table)
        self._take("]]")
        return table

    def _existing(self, keys: list[str]) -> Path:
        """Lead a header through arrays of tables: it means the last table of each."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path)
        self._take("=")
        self._value(path)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._take("."):
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._skip_blank()
        if self._text[self._at] in "\"'":
            key: str = tomllib.loads(f"key = {self._match(_STRING)}")["key"]
            return key
        return self._match(_BARE_KEY)

    def _value(self, path: Path) -> None:
        if self._take("["):
            place = 0
            while not self._take("]"):
                self._note((*path, place))
                self._value((*path, place))
                self._take(",")
                place += 1
        elif self._take("{"):
            while not self._take("}"):
                self._pair(path)
                self._take(",")
        elif self._text[self._at] in "\"'":
            self._match(_STRING)
        else:
            self._match(_PLAIN)

    def _note(self, path: Path) -> None:
        """Keep where a path is named first; what is read next stands on this line."""
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        self._lines.setdefault(path, self._line)

    def _is_at_end(self) -> bool:
        self._skip_blank()
        return self._at == len(self._text)

    def _take(self, sign: str) -> bool:
        self._skip_blank()
        is_there = self._text.startswith(sign, self._at)
        self._at += len(sign) * is_there
        return is_there

    def _skip_blank(self) -> None:
        self._match(_BLANK)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        assert found is not None, "tomllib accepts what this scanner cannot read"
        self._at = found.end()
        return found.group()
