"""What the office file may say. Every key has a default where one makes sense, and a unit.

Unknown keys are errors: a slip of the pen must not silently mean the default. A minute, a second
and a percentage stand in the key's name (`_min`, `_s`, `_percent`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.devices import (
    BoardSettings,
    BridgeSettings,
    BrokerSettings,
    KioskSettings,
    ServerSettings,
)
from config.fields import (
    Address,
    Behind,
    Cap,
    Clock,
    Code,
    Colour,
    Count,
    CounterNumber,
    Day,
    Digit,
    Factor,
    FewTimes,
    Id,
    Language,
    Letter,
    Minutes,
    Number,
    Percent,
    Remark,
    Seconds,
    Section,
    Span,
    Symbol,
    Text,
)
from config.fields import Weekday as WeekdayName
from config.registers import RegisterSettings
from config.report import ReportSettings

__all__ = [
    "BoardSettings",
    "BridgeSettings",
    "BrokerSettings",
    "ClosedDay",
    "CounterSettings",
    "Hours",
    "KioskSettings",
    "Level",
    "OfficeSettings",
    "OpenDay",
    "RatingSettings",
    "Reason",
    "ReportSettings",
    "Rules",
    "ServerSettings",
    "ServiceSettings",
    "Settings",
    "Weekday",
    "label_of",
    "prefix_of",
]

Notices = Annotated[tuple[Text, ...], Meta(description='a list of texts, like ["Giữ phiếu."]')]
Codes = Annotated[tuple[Code, ...], Meta(description='a list of services, like ["HT", "CT"]')]
Spans = Annotated[tuple[Span, ...], Meta(description='a list of periods, like ["07:30-11:30"]')]
Languages = Annotated[tuple[Language, ...], Meta(description='a list like ["vi", "en"]')]


class OfficeSettings(Section, frozen=True, kw_only=True):
    """`[office]`: who we are."""

    id: Id
    """Part of every topic and file name; never change it while the office is in use."""
    name: Text
    agency: Text
    """The authority above the office, first on paper and boards."""
    place: Remark = ""
    """Where the office is; stands on forms before the date."""
    hotline: Remark = ""
    """For phản ánh, kiến nghị; printed on tickets unless empty."""
    url: Address = ""
    """Address of the phone pages, which the QR of a ticket leads to; empty prints no QR."""
    citizen_word: Literal["công dân", "quý khách"] = "công dân"
    """How the voice addresses people."""
    number_style: Literal["digit", "letter"] = "digit"
    """`1012` or `A012`."""
    voice: Literal["bac", "nam"] = "bac"
    """How numbers are read, and which voice is made: northern (linh, tư, nghìn) or southern (lẻ,
    bốn, ngàn). A recorded voice keeps the dialect of its own."""
    languages: Languages = ("vi", "en")
    """Of the kiosk's screen; the first is the one it comes back to."""
    notices: Notices = ()
    """Shown in turn on the boards and on the idle kiosk."""
    procedures: Remark = ""
    """The register of posted procedures, a CSV file beside this one; empty posts none."""
    ticket_rules: Notices = ("Vui lòng giữ phiếu và chờ gọi số.",)
    """Small print of a ticket."""
    thanks: Remark = "Xin trân trọng cảm ơn!"
    keep_years: Annotated[int, Meta(ge=1, le=100)] = 5
    """Years for which every event is kept; `mot-cua retain` then leaves their totals."""


class Rules(Section, frozen=True, kw_only=True):
    """`[rules]`: the office's own quy chế."""

    basis: Remark = ""
    """Number and date of the quy chế that lays these rules down; printed in reports."""
    overtaking_cap: Cap = 3
    """How many priority numbers may be called before one who came earlier."""
    calls: FewTimes = 3
    """How often a number is called before the citizen counts as absent."""
    recall_after_s: Seconds = 15
    """A number is called again at the earliest after this."""
    absent_after_s: Seconds = 40
    """From the first call."""
    absent_priority_factor: Factor = 2
    """Priority citizens get so many times `absent_after_s`."""
    undo_call_s: Seconds = 10
    """How long a call can be undone."""
    undo_finish_s: Seconds = 30
    """How long a finish can be undone, unless the citizen has rated."""
    undo_cancel_s: Seconds = 60
    """How long a cancelled number can be put back."""
    hold_limit_min: Minutes = 60
    """After this, a number laid aside by one counter is free for others."""
    return_within_min: Minutes = 30
    """Of open time: how long an absent citizen may come back with the same number."""
    return_behind: Behind = 2
    """Who comes back is placed behind so many waiting people."""
    press_cooldown_s: Seconds = 3
    """Pressing the same button again within this time is one press."""
    long_wait_min: Minutes = 15
    """Longer waits are marked for officers and counted in reports."""
    reprints: FewTimes = 3
    """How often one paper may be ordered again from the administrator's page."""
    desk_first: Number = 900
    """The first number of the server's own range in each service; `desk_last` is its last."""
    desk_last: Number = 999
    """The server's own numbers in each service, for tickets made at the desk or on a phone."""


class Weekday(Section, frozen=True, kw_only=True):
    """Hours of one weekday; empty means closed."""

    work: Spans = ()
    """When counters serve."""
    issue: Spans = ()
    """When kiosks give out numbers."""


class ClosedDay(Section, frozen=True, kw_only=True):
    """`[[hours.extra_closed]]`: a holiday, or a day off in exchange."""

    date: Day
    reason: Remark = ""


class OpenDay(Section, frozen=True, kw_only=True):
    """`[[hours.extra_open]]`: a day that is open against the weekly table."""

    date: Day
    like: WeekdayName = "friday"
    """The weekday whose hours this day has, unless it has its own."""
    work: Spans = ()
    issue: Spans = ()
    """Hours of this day alone; empty means those of `like`."""
    reason: Remark = ""


class Hours(Section, frozen=True, kw_only=True):
    """`[hours]`: when the office works, and when numbers are given out; in Hanoi's time."""

    day_opens: Clock = "06:00"
    """The business day is opened, and counting begins at 1."""
    day_closes: Clock = "17:30"
    """The business day is closed and its report sealed."""
    monday: Weekday = Weekday()
    tuesday: Weekday = Weekday()
    wednesday: Weekday = Weekday()
    thursday: Weekday = Weekday()
    friday: Weekday = Weekday()
    saturday: Weekday = Weekday()
    sunday: Weekday = Weekday()
    extra_closed: tuple[ClosedDay, ...] = ()
    extra_open: tuple[OpenDay, ...] = ()


class Level(Section, frozen=True, kw_only=True):
    """`[[rating.level]]`: one button, best first."""

    id: Id
    """Stands in the records for ever; change the label instead."""
    label: Text
    label_en: Remark = ""
    counts_as_satisfied: bool = False


class Reason(Section, frozen=True, kw_only=True):
    """`[[rating.reason]]`: what a citizen may add after the rating is stored."""

    id: Id
    label: Text
    label_en: Remark = ""
    alerts_leader: bool = False
    """Whether the office's leader is told at once."""


class RatingSettings(Section, frozen=True, kw_only=True):
    """`[rating]`."""

    window_s: Seconds = 60
    """How long the buttons invite after a service is finished."""
    window_least_s: Seconds = 30
    """The start of the next service may shorten it to this."""
    correction_s: Seconds = 5
    """Within this time another press corrects the first."""
    target_percent: Percent = 95
    shown_from: Count = 10
    """With fewer ratings than this, counts are shown and no percentage."""
    shaded_below: Count = 30
    """With fewer ratings than this, a percentage is marked as a small sample."""
    level: tuple[Level, ...] = (
        Level(
            id="very-satisfied",
            label="Rất hài lòng",
            label_en="Very satisfied",
            counts_as_satisfied=True,
        ),
        Level(id="satisfied", label="Hài lòng", label_en="Satisfied", counts_as_satisfied=True),
        Level(id="neutral", label="Bình thường", label_en="Neutral"),
        Level(id="dissatisfied", label="Không hài lòng", label_en="Dissatisfied"),
    )
    """Three to five, best first."""
    alert_days: Count = 3
    """Working days in which the leader deals with an alert."""
    reason: tuple[Reason, ...] = ()
    """Empty asks for no reason."""


class ServiceSettings(Section, frozen=True, kw_only=True):
    """`[[service]]`: one lĩnh vực."""

    code: Code
    """Stands in the records for ever; change the name instead."""
    digit: Digit
    letter: Letter
    """`digit` or `letter` begins its numbers, by `office.number_style`."""
    name: Text
    name_en: Remark = ""
    nominal_min: Minutes = 10
    """What one visit usually takes; the forecast starts from it and then learns."""
    target_percent: Percent | None = None
    """Overrules `rating.target_percent`."""
    symbol: Symbol = "help"
    """The same sign on button, paper and counter."""
    colour: Colour = "#1f4e79"


class CounterSettings(Section, frozen=True, kw_only=True):
    """`[[counter]]`."""

    number: CounterNumber
    name: Remark = ""
    services: Codes
    """Codes; a service may have several counters."""


class Settings(Section, frozen=True, kw_only=True):
    """The whole office file."""

    office: OfficeSettings
    rules: Rules = Rules()
    hours: Hours = Hours()
    rating: RatingSettings = RatingSettings()
    report: ReportSettings = ReportSettings()
    registers: RegisterSettings = RegisterSettings()
    service: tuple[ServiceSettings, ...] = ()
    counter: tuple[CounterSettings, ...] = ()
    kiosk: tuple[KioskSettings, ...] = ()
    board: tuple[BoardSettings, ...] = ()
    bridge: tuple[BridgeSettings, ...] = ()
    broker: BrokerSettings = BrokerSettings()
    server: ServerSettings = ServerSettings()


def label_of(service: ServiceSettings, number: int, style: str) -> str:
    """Write a number as citizens see it, four characters.

    >>> label_of(ServiceSettings(code="HT", digit=1, letter="A", name="Hộ tịch"), 12, "digit")
    '1012'
    """
    return f"{prefix_of(service, style)}{number:03d}"


def prefix_of(service: ServiceSettings, style: str) -> str:
    """Return the first character of a service's numbers."""
    return str(service.digit) if style == "digit" else service.letter
