"""What the kiosk's screen shows, as plain data: the flow makes it, the screen draws it."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

Mode = Literal[
    "choose",
    "printing",
    "take",
    "remember",
    "ask",
    "scanned",
    "closed",
    "trouble",
    "idle",
    "aids",
    "lookup",
    "still-there",
    "rating",
]
Language = Literal["vi", "en"]


class ServiceButton(msgspec.Struct, frozen=True, kw_only=True):
    """One big button. One press on it is one ticket."""

    code: str
    name: str
    symbol: str
    """Name of the icon, from the office file; the same on button, paper and counter sign."""
    colour: str
    """`#rrggbb`; never the only mark of a service."""
    counters: tuple[int, ...]
    waiting: int | None
    """People waiting; None when the server is away, because an old number would be a lie."""
    is_staffed: bool | None
    """Whether a counter for it is open now; None when the server is away."""
    reaches: bool = True
    """False when the day may end before somebody is called who takes a number now."""
    is_full: bool = False
    """All numbers of the day are given out; a press is answered in words."""
    forecast: str = ""
    """When somebody who takes a number now will probably be called, in few words; empty while
    nothing honest can be said."""


class ProcedureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure in a list."""

    code: str
    name: str
    time: str


class LookupView(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked up; what a page does not need is empty.

    fields     choose a field, or to type
    list       the procedures of a field
    typing     letters without marks, and what they find
    procedure  one procedure
    """

    page: Literal["fields", "list", "typing", "procedure"]
    title: str = ""
    typed: str = ""
    rows: tuple[ProcedureRow, ...] = ()
    has_previous: bool = False
    has_next: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    """(what, how much) of one procedure."""
    papers: tuple[str, ...] = ()
    can_print: bool = False
    is_sent: bool = False
    """It is on its way to paper."""


class RatingKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key of whoever rates."""

    target: str
    words: str
    mood: float | None = None
    """Of a level: its face, from 1, laughing, to -1. Others have none."""


class RatingView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody sees who rates; see `kiosk.rating`."""

    stage: Literal["pick", "rate", "why", "thanks"]
    title: str
    hint: str = ""
    keys: tuple[RatingKey, ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    """(target, words)."""


class KioskView(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of the screen. What a mode does not need is empty.

    choose    pick a service
    printing  the number, large, while the paper comes
    take      the paper is out: take it, and wait for the number
    remember  no paper: keep this number in mind (number and QR stay until `remembered`);
              `reprint` as soon as the printer is ready again
    ask       nobody knows whether the paper came: `got-it` or `reprint`
    scanned   a paper was held before the scanner: an absent number comes back into the queue
    closed    outside the hours; `text` says when to come again
    trouble   no number can be given; `text` says why and where to go
    idle      nobody is there: a procedure or a notice; a touch wakes it
    aids      what makes the screen easier to see, to reach and to hear
    lookup    procedures; see `LookupView`
    still-there  nobody has touched for long: does somebody still read?
    rating    a visit is rated; see `RatingView`
    """

    mode: Mode
    language: Language
    agency: str
    office: str
    clock: str
    """`08:05`; empty while the clock cannot be trusted."""
    date: str
    """`Thứ Bảy, 21/11/2026`."""
    services: tuple[ServiceButton, ...] = ()
    is_priority: bool = False
    """The person at the screen has said: Tôi thuộc diện ưu tiên."""
    label: str = ""
    service: str = ""
    symbol: str = ""
    colour: str = ""
    counters: tuple[int, ...] = ()
    ahead: int | None = None
    qr: str = ""
    can_reprint: bool = False
    """The paper failed, and the printer is ready again."""
    text: str = ""
    notices: tuple[str, ...] = ()
    is_second: bool = False
    """The number that is chosen now goes with one that was shown."""
    is_stark: bool = False
    """Drawn with the highest contrast."""
    is_low: bool = False
    """All that can be touched stands in the lower half."""
    lookup: LookupView | None = None
    posting: tuple[str, tuple[tuple[str, str], ...]] | None = None
    """Of the idle screen: a procedure with its facts."""
    rating: RatingView | None = None
    has_rating: bool = False
    has_lookup: bool = False
    has_aids: bool = False
    can_speak: bool = False
    is_connected: bool = True
    is_sample: bool = False
    printer: str = "ready"
    """`ready`, or the fault in the words of the printer's status."""


TOUCHES = (
    "service:<code>",
    "priority",
    "language",
    "remembered",
    "got-it",
    "reprint",
    "staff",
    "second",
    "wake",
    "home",
    "back",
    "still-here",
    "aids",
    "stark",
    "low",
    "speak",
    "lookup",
    "field:<code>",
    "type",
    "letter:<letter>",
    "erase",
    "turn:next",
    "turn:previous",
    "procedure:<code>",
    "print-procedure",
    "vote",
    "visit:<leg>",
    "visit:none",
    "rating:<level>",
    "why:<reason>",
    "why:skip",
    "vote-end",
)
"""What a touch on the screen can mean; `KioskScreen.target_at` returns one of these."""


class Screen(Protocol):
    """Where the picture is drawn; a kiosk without a screen has one that does nothing."""

    @property
    def is_visible(self) -> bool:
        """Whether people see it; one that is not there is drawn on as well."""

    @property
    def refresh_ms(self) -> int | None:
        """How often it wants to be shown, and asked for touches; None: only when it changed."""

    def show(self, view: KioskView) -> None:
        """Draw what has changed."""

    def touches(self) -> list[str]:
        """Return what was touched since the last time, as names of `TOUCHES`."""
