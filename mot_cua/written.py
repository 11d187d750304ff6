"""Figures and dates as people write them, read: one form comes out, or nothing.

The three ways of writing thousands, and the two of writing dates, all stand on the pages and in the
reports of offices that were looked at.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_COUNT: Final = re.compile(
    r"[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3}|[0-9]{1,3}(?: [0-9]{3}){1,3}"
)
_SHARE: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%?")
_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_DOSSIER: Final = re.compile(r"[0-9A-Z][0-9A-Z.]*(-[0-9A-Z]+)+")
_NARROW: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


def read_count(text: str) -> int | None:
    """Read a count; None when it is none.

    >>> [read_count(one) for one in ("1.032", "37 354", "3539762", "1,5", "1.03")]
    [1032, 37354, 3539762, None, None]
    """
    plain = text.strip().translate(_NARROW)
    if not _COUNT.fullmatch(plain):
        return None
    return int(plain.replace(".", "").replace(" ", ""))


def read_share(text: str) -> str | None:
    """Read a percentage from 0 to 100, with the decimals it was given; None when it is none.

    >>> [read_share(one) for one in ("96,4%", "100", "88.70 %", "100,1", "96,432")]
    ['96.4', '100', '88.70', None, None]
    """
    found = _SHARE.fullmatch(text.strip().translate(_NARROW))
    if found is None:
        return None
    whole, decimals = int(found[1]), found[2] or ""
    if whole > 100 or (whole == 100 and decimals.strip("0")):
        return None
    return f"{whole}.{decimals}" if decimals else str(whole)


def read_date(text: str) -> str | None:
    """Read a date as `2026-11-20`; None when there is no such day.

    >>> [read_date(one) for one in ("16/09/2020", "17/9/2020", "2026-11-20", "30/2/2026")]
    ['2020-09-16', '2020-09-17', '2026-11-20', None]
    """
    plain = text.strip()
    found = _DATE.fullmatch(plain)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return plain if date.fromisoformat(plain).isoformat() == plain else None
    except ValueError:
        return None


def is_dossier_code(text: str) -> bool:
    """Tell whether a text is the code of a hồ sơ, and so nobody's name or number.

    It has the letters of the province, the day and a running number, joined by dashes: never a
    name, a telephone number or the twelve digits of an identity card.

    >>> is_dossier_code("H01.23-261118-0042"), is_dossier_code("001090012345")
    (True, False)
    """
    return _DOSSIER.fullmatch(text) is not None
