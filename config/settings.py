"""What the office file may say. Every key has a default, a unit, and one line about it here.

Unknown keys are errors: a slip of the pen must not silently mean the default.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
Id = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$")]
Clock = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Span = Annotated[str, msgspec.Meta(pattern="^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")]
Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Number = Annotated[int, msgspec.Meta(ge=1, le=999)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Symbol = Literal["family", "stamp", "land", "people", "shop", "id-card", "result", "help"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the office file."""


class OfficeSettings(Section, frozen=True, kw_only=True):
    """`[office]`: who we are."""

    id: Id
    name: str
    agency: str
    place: str = ""
    hotline: str = ""
    url: str = ""
    """Address of the phone pages, which the QR of a ticket leads to; empty prints no QR."""
    citizen_word: Literal["công dân", "quý khách"] = "công dân"
    number_style: Literal["digit", "letter"] = "digit"
    """`1012` or `A012`."""
    notices: tuple[str, ...] = ()
    ticket_rules: tuple[str, ...] = ("Vui lòng giữ phiếu và chờ gọi số.",)
    thanks: str = "Xin trân trọng cảm ơn!"


class Rules(Section, frozen=True, kw_only=True):
    """`[rules]`: the office's own quy chế."""

    basis: str = ""
    overtaking_cap: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    calls: Annotated[int, msgspec.Meta(ge=1, le=9)] = 3
    recall_after_s: Positive = 15
    absent_after_s: Positive = 40
    absent_priority_factor: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    undo_call_s: Positive = 10
    undo_finish_s: Positive = 30
    undo_cancel_s: Positive = 60
    hold_limit_min: Positive = 60
    return_within_min: Positive = 30
    return_behind: Annotated[int, msgspec.Meta(ge=0, le=10)] = 2
    press_cooldown_s: Positive = 3
    long_wait_min: Positive = 15
    desk_first: Number = 900
    desk_last: Number = 999


class Weekday(Section, frozen=True, kw_only=True):
    """Hours of one weekday; empty means closed."""

    work: tuple[Span, ...] = ()
    issue: tuple[Span, ...] = ()


class Hours(Section, frozen=True, kw_only=True):
    """`[hours]`: when the office works, and when numbers are given out."""

    day_opens: Clock = "06:00"
    day_closes: Clock = "17:30"
    monday: Weekday = Weekday()
    tuesday: Weekday = Weekday()
    wednesday: Weekday = Weekday()
    thursday: Weekday = Weekday()
    friday: Weekday = Weekday()
    saturday: Weekday = Weekday()
    sunday: Weekday = Weekday()


class Level(Section, frozen=True, kw_only=True):
    """`[[rating.level]]`: one button, best first."""

    id: Id
    label: str
    label_en: str = ""
    counts_as_satisfied: bool = False


class RatingSettings(Section, frozen=True, kw_only=True):
    """`[rating]`."""

    window_s: Positive = 60
    window_least_s: Positive = 30
    correction_s: Positive = 5
    target_percent: Percent = 95
    shown_from: Positive = 10
    shaded_below: Positive = 30
    level: tuple[Level, ...] = (
        Level(id="very-satisfied", label="Rất hài lòng", counts_as_satisfied=True),
        Level(id="satisfied", label="Hài lòng", counts_as_satisfied=True),
        Level(id="neutral", label="Bình thường"),
        Level(id="dissatisfied", label="Không hài lòng"),
    )


class ServiceSettings(Section, frozen=True, kw_only=True):
    """`[[service]]`."""

    code: Code
    digit: Annotated[int, msgspec.Meta(ge=1, le=9)]
    letter: Annotated[str, msgspec.Meta(pattern="^[A-Z]$")]
    name: str
    name_en: str = ""
    nominal_min: Positive = 10
    target_percent: Percent | None = None
    symbol: Symbol = "help"
    colour: Colour = "#1f4e79"


class CounterSettings(Section, frozen=True, kw_only=True):
    """`[[counter]]`."""

    number: Annotated[int, msgspec.Meta(ge=1, le=99)]
    name: str = ""
    services: tuple[Code, ...]


class Settings(Section, frozen=True, kw_only=True):
    """The whole office file."""

    office: OfficeSettings
    rules: Rules = Rules()
    hours: Hours = Hours()
    rating: RatingSettings = RatingSettings()
    service: tuple[ServiceSettings, ...] = ()
    counter: tuple[CounterSettings, ...] = ()


def label_of(service: ServiceSettings, number: int, style: str) -> str:
    """Write a number as citizens see it, four characters.

    >>> label_of(ServiceSettings(code="HT", digit=1, letter="A", name="Hộ tịch"), 12, "digit")
    '1012'
    """
    return f"{prefix_of(service, style)}{number:03d}"


def prefix_of(service: ServiceSettings, style: str) -> str:
    """Return the first character of a service's numbers."""
    return str(service.digit) if style == "digit" else service.letter
