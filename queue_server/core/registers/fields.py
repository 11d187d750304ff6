"""What one field of a register takes, and the one form in which its value is kept.

A value is a text; an empty one says that nothing is known. Dates are kept as `2026-11-20`, counts
as `1032`, percentages as `96.4`, choices by their code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import figure, nfc, search_key
from mot_cua.written import is_dossier_code, read_count, read_date, read_share
from queue_server.core.periods import NoPeriod, period_of

Kind = Literal[
    "line", "text", "date", "count", "share", "choice", "tick", "period", "year", "dossier", "list",
    "fee", "service", "counter",
]  # fmt: skip
Values = Mapping[str, str]
"""By the name of the field."""

LONGEST: Final[Mapping[str, int]] = {"line": 200, "fee": 200, "text": 2000, "list": 2000}
"""Letters; a page of paper in the longest."""
YES: Final = "yes"
"""The value of a tick."""

# A telephone number, or the twelve digits of an identity card; a dossier's code has dashes.
_PERSONAL: Final = re.compile(
    r"(?<![0-9])(?:(?:0|\+?84[ .]?)[0-9]{2,3}[ .]?[0-9]{3}[ .]?[0-9]{3,4}|[0-9]{12})(?![0-9])"
)
_FORMULA: Final = ("=", "+", "@")
_MONEY: Final = re.compile(r" ?(đồng|đ|vnđ|vnd)\.?$")
_MONTH: Final = re.compile(r"(?:tháng )?([0-9]{1,2})/([0-9]{4})")
_QUARTER: Final = re.compile(r"quý ([1-4]|i{1,3}|iv)/([0-9]{4})")
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4} | {str(n): n for n in range(1, 5)}


class Choice(NamedTuple):
    """One value of a choice."""

    code: str
    label: str
    is_final: bool = False
    """Whether nothing more has to be done about an entry in this state."""


class Field(NamedTuple):
    """One column of a register."""

    name: str
    label: str
    kind: Kind = "line"
    is_needed: bool = False
    is_once: bool = False
    """Set once and never changed."""
    is_result: bool = False
    """May still be filled in when the year is closed: what became of the matter."""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    proposed: Literal["", "today", "due"] = ""
    """What stands in an empty form: today, or the day by which a petition is answered."""
    is_listed: bool = True
    """Whether the list shows it; the page of the entry shows all."""
    also: tuple[str, ...] = ()
    """Other heads of its column in tables that offices have."""


class Fault(NamedTuple):
    """What is wrong with a field."""

    field: str
    code: str
    told: str = ""
    """What stands there, or what it was compared with."""


def read(field: Field, text: str, settings: Settings) -> tuple[str, list[Fault]]:
    """Return the kept form of what was typed, and what is wrong with it."""
    value = nfc(text).strip()
    if field.kind not in ("text", "list"):
        value = " ".join(value.split())
    if not value:
        code = "not-ticked" if field.kind == "tick" else "missing"
        return "", [Fault(field.name, code)] if field.is_needed else []
    kept = _KEPT.get(field.kind, _words)(field, value, settings)
    if isinstance(kept, Fault):
        return value, [kept]
    return kept, []


def _words(field: Field, value: str, _: Settings) -> str | Fault:
    wrong = next(_wrong_words(field, value), None)
    return wrong or value.replace("\r\n", "\n")


def _wrong_words(field: Field, value: str) -> Iterator[Fault]:
    longest = LONGEST[field.kind]
    if value.startswith(_FORMULA):
        yield Fault(field.name, "formula")
    if len(value) > longest:
        yield Fault(field.name, "too-long", str(longest))
    found = _PERSONAL.search(value)
    if found:
        yield Fault(field.name, "personal", found[0])


def _list(field: Field, value: str, settings: Settings) -> str | Fault:
    """Keep several papers or steps on lines of their own; tables have | between them."""
    parts = (" ".join(one.split()) for one in re.split(r"[|\n]", value))
    return _words(field, "\n".join(filter(None, parts)), settings)


def _fee(field: Field, value: str, settings: Settings) -> str | Fault:
    """Keep an amount as `8.000 đồng`; what is no amount are words: `Miễn`, `Theo quy định`."""
    amount = read_count(_MONEY.sub("", value.lower()))
    if amount is None:
        return _words(field, value, settings)
    return f"{figure(amount)} đồng" if amount else "Không thu"


def _date(field: Field, value: str, _: Settings) -> str | Fault:
    return read_date(value) or Fault(field.name, "no-date", value[:40])


def _count(field: Field, value: str, _: Settings) -> str | Fault:
    count = read_count(value)
    return Fault(field.name, "no-count", value[:40]) if count is None else str(count)


def _dossier(field: Field, value: str, _: Settings) -> str | Fault:
    code = value.upper()
    return code if is_dossier_code(code) else Fault(field.name, "no-dossier", value[:40])


def _year(field: Field, value: str, _: Settings) -> str | Fault:
    is_year = value.isascii() and value.isdecimal() and 2000 <= int(value) <= 2100
    return value if is_year else Fault(field.name, "no-year", value[:40])


def _share(field: Field, value: str, _: Settings) -> str | Fault:
    return read_share(value) or Fault(field.name, "no-share", value[:40])


def _period(field: Field, value: str, settings: Settings) -> str | Fault:
    month, quarter = _MONTH.fullmatch(value.lower()), _QUARTER.fullmatch(value.lower())
    if month:
        name = f"{month[2]}-{int(month[1]):02d}"
    elif quarter:
        name = f"{quarter[2]}-Q{_QUARTERS[quarter[1]]}"
    else:
        name = value.lower().removeprefix("năm ").upper()
    try:
        return period_of(name, cutoff=settings.report.cutoff).name
    except NoPeriod:
        return Fault(field.name, "no-period", value[:40])


def _tick(field: Field, value: str, _: Settings) -> str | Fault:
    return YES if value in (YES, "on") else Fault(field.name, "no-choice", value[:40])


def _choice(field: Field, value: str, settings: Settings) -> str | Fault:
    for one in choices_of(field, settings):
        if _plain(value) in (_plain(one.code), _plain(one.label)):
            return one.code
    return Fault(field.name, "no-choice", value[:40])


def _plain(text: str) -> str:
    return search_key(text).replace("–", "-").replace(" ", "")


_KEPT: Final = {
    "list": _list,
    "fee": _fee,
    "date": _date,
    "count": _count,
    "share": _share,
    "year": _year,
    "dossier": _dossier,
    "period": _period,
    "tick": _tick,
    "choice": _choice,
    "service": _choice,
    "counter": _choice,
}


def choices_of(field: Field, settings: Settings) -> tuple[Choice, ...]:
    """Return what may be chosen; services and counters are those of the office file."""
    if field.kind == "service":
        return tuple(Choice(one.code, one.name) for one in settings.service)
    if field.kind == "counter":
        return tuple(Choice(str(one.number), f"Quầy {one.number}") for one in settings.counter)
    return field.choices
