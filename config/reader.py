"""The one reader of the office file: it gives settings without a mistake, or names all mistakes.

office.toml:7: kiosk.0.printer.buad: unknown key; did you mean 'baud'?
office.toml:10: counter.0.number: true is not a whole number from 1 to 99
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from config.checks import check
from config.mistakes import Mistake
from config.settings import Settings
from config.shape import draft
from config.toml_lines import TomlLines
from mot_cua.errors import SettingsError

_POSITION: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_office(path: Path) -> Settings:
    """Read an office file.

    Raises:
        SettingsError: the file cannot be read or has mistakes; the text has one line for each.
    """
    return settings_of(_text_of(path), str(path))


def settings_of(text: str, name: str) -> Settings:
    """Read the text of an office file; `name` stands before each mistake.

    Raises:
        SettingsError: the text has mistakes; the error has one line for each.
    """
    table = _parsed(text, name)
    mistakes: list[Mistake] = []
    settings = draft(Settings, table, (), mistakes)
    mistakes += check(settings)
    if mistakes:
        lines = TomlLines(text)
        mistakes.sort(key=lambda one: lines.line_of(one.path))
        raise SettingsError("\n".join(one.written(name, lines) for one in mistakes))
    return settings


def _text_of(path: Path) -> str:
    try:
        # Windows editors begin UTF-8 with a mark that TOML does not know.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: there is no such file; copy the sample config/office.toml there,"
            " or name another file"
        ) from None
    except OSError as problem:
        raise SettingsError(
            f"{path}: cannot be read ({problem.strerror}); check that it is a file and that"
            " this user may read it"
        ) from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise SettingsError(
            f"{path}:{line}: a letter is not UTF-8; save the file with the encoding UTF-8"
        ) from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(_syntax_mistake(str(problem), text, name)) from None
    except RecursionError:
        raise SettingsError(f"{name}: lists or tables are nested too deeply") from None
    except ValueError:
        # Python refuses to read integers of more than 4300 digits.
        raise SettingsError(f"{name}: a number in it is far too long") from None


def _syntax_mistake(problem: str, text: str, name: str) -> str:
    what = _POSITION.sub("", problem)
    position = _POSITION.search(problem)
    if position is None or position[1] is None:
        last = text.rstrip("\n").count("\n") + 1
        return f"{name}:{last}: not TOML: {what} at the end of the file"
    return f"{name}:{position[1]}: not TOML: {what} in column {position[2]}"
