"""Names of things: which string or number means what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Final, Literal, NewType

from uuid6 import uuid7

UnixMs = NewType("UnixMs", int)
"""Wall-clock time in milliseconds since 1970, UTC. For people to read, never to order by."""

Ticks = NewType("Ticks", int)
"""Milliseconds on a clock that never goes back. For durations and deadlines."""

DeviceId = NewType("DeviceId", str)
"""`[a-z0-9-]+`, also the user name at the broker, for example `kiosk-1`."""

SERVER: Final = DeviceId("server")
"""The queue server, which speaks on the bus like any device."""

CounterNo = NewType("CounterNo", int)
ServiceCode = NewType("ServiceCode", str)
"""Two capital letters, for example `HT`."""

TicketId = NewType("TicketId", str)
"""A UUIDv7, made by whoever gives out the number."""

RequestId = NewType("RequestId", str)
"""One press, click or call of the API. The same id always gets the same answer."""

LegId = NewType("LegId", str)
"""`<ticket>/<n>`: the n-th service that one paper went through, counted from 1."""

DayText = NewType("DayText", str)
"""A business day as `YYYY-MM-DD`."""

TicketClass = Literal["normal", "priority"]

NewId = Callable[[], str]
"""A source of fresh ids; tests and simulations pass one that counts."""


def new_id() -> str:
    """Make a UUIDv7: unique, and sorted by time of making for whoever browses a table."""
    return str(uuid7())


def new_token() -> str:
    """Make 128 random bits, in base 64 for addresses: whoever has the paper has its page."""
    return secrets.token_urlsafe(16)


def digest_of(token: str) -> str:
    """Return what a journal keeps of a token: enough to know it again, and no key to its page.

    Half of a SHA-256, 128 bits as the token itself; empty for a paper without a token.

    >>> digest_of("4tUC1gvQkSJZ0bAaWqkYhw")
    'e2a0ef59f24a6975fa314b6b77273f68'
    """
    return hashlib.sha256(token.encode()).hexdigest()[:32] if token else ""


def leg_of(ticket: str, leg: int) -> LegId:
    """Name one leg of a ticket.

    >>> leg_of("0190", 2)
    '0190/2'
    """
    return LegId(f"{ticket}/{leg}")
