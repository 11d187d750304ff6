"""What the API answers. There is nothing in it about one citizen, and no single rating."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from mot_cua.ids import TicketClass

Moment = Annotated[int, Meta(description="Milliseconds since 1970, UTC.", examples=[1795140000000])]
Span = Annotated[int, Meta(ge=0, description="Milliseconds.")]
Count = Annotated[int, Meta(ge=0)]
Label = Annotated[
    str, Meta(description="A number as people see it; empty: none.", examples=["1012"])
]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer is."""


class Call(Answer, frozen=True, kw_only=True):
    """One number at one counter, as the hall board shows it."""

    label: Label
    service: str
    counter: int
    times: Annotated[int, Meta(ge=1, description="How often it was called.")]
    called_ms: Moment
    is_serving: bool


class Service(Answer, frozen=True, kw_only=True):
    """One service: who waits for it, and what somebody is told who takes a number now."""

    code: Annotated[str, Meta(examples=["HT"])]
    name: str
    name_en: Annotated[str, Meta(description="Empty when the office gave none.")]
    waiting: Count
    longest_wait_ms: Span
    open_counters: tuple[int, ...]
    forecast: Annotated[
        str,
        Meta(
            description="In Vietnamese; empty while nothing honest can be said.",
            examples=["dự kiến gọi sau 10–25 phút"],
        ),
    ]
    forecast_en: str
    is_reached_today: Annotated[
        bool, Meta(description="False when the day may end before that number is called.")
    ]


class Queue(Answer, frozen=True, kw_only=True):
    """The queue as the public sees it."""

    version: Annotated[int, Meta(description="Rises with every change of the office.")]
    at_ms: Moment
    day: Annotated[str | None, Meta(description="The open business day; null: none is open.")]
    is_sample: bool
    waiting: Count
    called: Annotated[tuple[Call, ...], Meta(description="At a counter now, the latest first.")]
    services: tuple[Service, ...]


class Counter(Answer, frozen=True, kw_only=True):
    """One counter."""

    number: int
    name: str
    services: tuple[str, ...]
    state: Annotated[str, Meta(description="`open`, `paused` or `closed`.")]
    waiting: Annotated[int, Meta(ge=0, description="People whom it may call.")]
    label: Label
    stage: Annotated[str, Meta(description="Of that number: `called`, `serving` or empty.")]


class Counters(Answer, frozen=True, kw_only=True):
    """All counters."""

    counters: tuple[Counter, ...]


class Group(Answer, frozen=True, kw_only=True):
    """Ratings of one group of visits, by the rules of small numbers."""

    key: Annotated[
        str,
        Meta(
            description="A service or a counter; empty for the whole office; `HT+CT` for groups"
            " that are told together because each had few ratings."
        ),
    ]
    name: str
    served: Count
    rated: Count
    levels: Annotated[
        dict[str, int] | None,
        Meta(
            description="Ratings by level. null while a day is open, and where they would say how"
            " somebody rated."
        ),
    ]
    share: Annotated[
        str,
        Meta(
            description="The satisfied among the rated, as reports write it; empty where `levels`"
            " is null.",
            examples=["96,4%"],
        ),
    ]


class Waits(Answer, frozen=True, kw_only=True):
    """Waits from taking a number to its first call."""

    called: Count
    mean_ms: Span
    ninth_ms: Annotated[Span, Meta(description="Nine of ten waited no longer.")]
    longest_ms: Span


class Figures(Answer, frozen=True, kw_only=True):
    """The figures of a day or a period. Those of a sealed day never change."""

    name: Annotated[str, Meta(examples=["2026-11-20", "2026-11", "2026-Q4"])]
    first: str
    last: str
    is_sample: bool
    is_sealed: Annotated[bool, Meta(description="Whether every day of it is sealed.")]
    issued: Count
    states: Annotated[
        dict[str, int],
        Meta(description="Tickets by the state that they ended in; they add up to `issued`."),
    ]
    waits: Waits
    total: Group
    by_service: tuple[Group, ...]
    by_counter: tuple[Group, ...]


class DayLine(Answer, frozen=True, kw_only=True):
    """One business day in the list."""

    day: Annotated[str, Meta(examples=["2026-11-20"])]
    is_sample: bool
    is_sealed: bool
    issued: Count
    served: Count


class Days(Answer, frozen=True, kw_only=True):
    """The latest business days, the newest first."""

    days: tuple[DayLine, ...]


class Device(Answer, frozen=True, kw_only=True):
    """How one device is."""

    id: Annotated[str, Meta(examples=["kiosk-1"])]
    role: Annotated[str, Meta(description="`kiosk`, `display`, `bridge` …")]
    is_online: bool
    heard_ms: Annotated[Moment | None, Meta(description="null: not since the server started.")]
    version: str
    parts: Annotated[
        dict[str, str],
        Meta(
            description="The state of each part; `ready` is well.", examples=[{"printer": "ready"}]
        ),
    ]
    outbox: Annotated[int, Meta(ge=0, description="Facts that it has not delivered yet.")]
    is_clock_trusted: bool


class Health(Answer, frozen=True, kw_only=True):
    """The devices of the office, and how many numbers are valid without being on paper."""

    version: Annotated[str, Meta(description="Of the server's program.")]
    unprinted: Count
    devices: tuple[Device, ...]


class Issued(Answer, frozen=True, kw_only=True):
    """A number that was given out."""

    id: Annotated[str, Meta(description="Of the ticket, for questions to the office.")]
    label: Label
    service: str
    ticket_class: TicketClass
    page: Annotated[
        str,
        Meta(
            description="The ticket's own page on this server: hand it to its citizen and to"
            " nobody else. Only in the first answer to a request: its key is kept nowhere."
        ),
    ]


class Done(Answer, frozen=True, kw_only=True):
    """What a counter did; the same `request` again gets the same answer."""

    counter: int
    label: Label
