"""From the tables of the office file to the structs of `settings`, with all mistakes at once.

msgspec alone would stop at the first mistake, and tell its pattern instead of an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import UnionType
from typing import Annotated, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec

from config.fields import Section
from config.mistakes import Mistake, did_you_mean, quoted
from config.toml_lines import Path
from mot_cua.vietnamese import nfc

AnySection = TypeVar("AnySection", bound=Section)


def draft(kind: type[AnySection], table: object, path: Path, mistakes: list[Mistake]) -> AnySection:
    """Fill a struct from a table and add what is wrong to `mistakes`.

    In the draft, None stands where a mistake was found: a struct is not checked by its making.
    """
    if not isinstance(table, Mapping):
        mistakes.append(Mistake(path, f"{quoted(table)} is not a table"))
        return draft(kind, {}, path, [])
    fields = {one.name: one for one in msgspec.structs.fields(kind)}
    for key in table:
        if key not in fields:
            text = f"unknown key{did_you_mean(key, fields)}"
            mistakes.append(Mistake((*path, key), text))
    values = {
        name: _value(field.type, table[name], (*path, name), mistakes)
        for name, field in fields.items()
        if name in table
    }
    for name, field in fields.items():
        if field.required and name not in table:
            mistakes.append(Mistake((*path, name), f"missing; expected {expected(field.type)}"))
            values[name] = None
    return kind(**values)


def expected(kind: object) -> str:
    """Say what a value may be, in the words of the field's description."""
    if get_origin(kind) is Annotated:
        descriptions = [one.description for one in get_args(kind)[1:]]
        return str(descriptions[-1])
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(quoted, get_args(kind)))}"
    if get_origin(kind) in (Union, UnionType):
        return expected(get_args(kind)[0])
    return "true or false" if kind is bool else "a table"


def _value(kind: object, value: object, path: Path, mistakes: list[Mistake]) -> object:
    if _is_section(kind):
        return draft(kind, value, path, mistakes)
    if get_origin(kind) is tuple:
        return _tables(get_args(kind)[0], value, path, mistakes)
    return _leaf(kind, _plain(value), path, mistakes)


def _tables(
    kind: type[Section], value: object, path: Path, mistakes: list[Mistake]
) -> tuple[Section, ...]:
    if not isinstance(value, list):
        header = ".".join(str(part) for part in path if isinstance(part, str))
        text = f"{quoted(value)} is not a list of tables; write [[{header}]]"
        mistakes.append(Mistake(path, text))
        return ()
    return tuple(draft(kind, one, (*path, place), mistakes) for place, one in enumerate(value))


def _leaf(kind: object, value: object, path: Path, mistakes: list[Mistake]) -> object:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        pass
    element = _element(kind)
    if isinstance(value, list) and element is not None:
        found: list[Mistake] = []
        for place, one in enumerate(value):
            _leaf(element, one, (*path, place), found)
        if found:
            mistakes += found
            return None
    words = [one for one in get_args(kind) if isinstance(one, str)]
    is_word = get_origin(kind) is Literal and isinstance(value, str)
    hint = did_you_mean(value, words) if is_word else ""
    hint = hint if "did you mean" in hint else ""
    mistakes.append(Mistake(path, f"{quoted(value)} is not {expected(kind)}{hint}"))
    return None


def _element(kind: object) -> object | None:
    """Return what the items of a list are; None for what is no list."""
    inner = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_args(inner)[0] if get_origin(inner) is tuple else None


def _is_section(kind: object) -> TypeGuard[type[Section]]:
    return isinstance(kind, type) and issubclass(kind, Section)


def _plain(value: object) -> object:
    """Compose the letters of every text, and write TOML's dates as we do."""
    match value:
        case str():
            return nfc(value)
        case list():
            # No list of ours has lists in it; they are reported as they are.
            return [one if isinstance(one, list) else _plain(one) for one in value]
        case date():
            return value.isoformat()
        case _:
            return value
