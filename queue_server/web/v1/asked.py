"""What may be asked of the API: values in addresses, and bodies. Nothing else is read."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from mot_cua.ids import TicketClass
from queue_server.web.wishes import Outcome

Request = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9-]{8,64}$",
        description="One wish has one id, made by whoever wishes, for example a UUID. The same id"
        " again, after a lost answer, gets the same answer and happens once.",
        examples=["0193a5e0-6f2b-7c41-9a53-2f6d8e01b7aa"],
    ),
]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values in an address and behind its question mark."""


class OfService(Asked, frozen=True, kw_only=True):
    """One service."""

    code: Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["HT"])]


class OfCounter(Asked, frozen=True, kw_only=True):
    """One counter."""

    number: Annotated[int, Meta(ge=1, le=999, examples=[1])]


class Latest(Asked, frozen=True, kw_only=True):
    """A part of a list."""

    limit: Annotated[int, Meta(ge=1, le=100, description="How many.")] = 31


class OfDay(Asked, frozen=True, kw_only=True):
    """One business day."""

    day: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-11-20"])]


class OfPeriod(Asked, frozen=True, kw_only=True):
    """One period."""

    period: Annotated[
        str,
        Meta(
            pattern=r"^[0-9]{4}(-(W[0-9]{2}|[0-9]{2}|Q[1-4]|H[12]|[0-9]{1,2}M))?$",
            description="A week, month, quarter, half or year, or the first months of a year.",
            examples=["2026-11", "2026-W47", "2026-Q4", "2026-H1", "2026-9M", "2026"],
        ),
    ]


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body: something is to be done."""

    request: Request


class TicketWish(Wish, frozen=True, kw_only=True):
    """Give out a number of the server's own range."""

    service: Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["HT"])]
    ticket_class: TicketClass = "normal"


class NextWish(Wish, frozen=True, kw_only=True):
    """Call the next one."""


class FinishWish(Wish, frozen=True, kw_only=True):
    """The service is done; the citizen may rate it."""

    outcome: Annotated[Outcome, Meta(description="How it ended; never required.")] = ""
