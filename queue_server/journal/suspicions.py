"""What an administrator should know of today: floods, facts that cannot be true, lock-outs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from mot_cua.ids import UnixMs
from queue_server.core.events import AnyEvent, DeviceReported, Event, SignInLocked
from queue_server.journal import schema

_KINDS = ("device-reported", "sign-in-locked")
_DECODER = msgspec.json.Decoder(AnyEvent)


class Suspicion(NamedTuple):
    """One thing that happened once or more since the last opening of a day."""

    kind: str
    """`flood`, `forged`, `account` or `address`."""
    who: str
    times: int
    last_ms: UnixMs


def suspicions(engine: Engine) -> list[Suspicion]:
    """List what is odd since the day was opened, the latest first; any thread may ask."""
    table, opened = schema.event.c, sa.select(sa.func.max(schema.day.c.opened_seq))
    query = (
        sa.select(table.device, table.wall_ms, table.body)
        .where(table.seq >= opened.scalar_subquery(), table.kind.in_(_KINDS))
        .order_by(table.seq)
    )
    found: dict[tuple[str, str], Suspicion] = {}
    with engine.connect() as db:
        for row in db.execute(query):
            for kind, who in _of(_DECODER.decode(row.body), row.device):
                before = found.pop((kind, who), None)
                times = before.times + 1 if before else 1
                found[kind, who] = Suspicion(kind, who, times, UnixMs(row.wall_ms))
    return list(reversed(found.values()))


def _of(event: Event, device: str) -> Iterator[tuple[str, str]]:
    match event:
        case DeviceReported(part="line", state="flood"):
            yield "flood", device
        case DeviceReported(part="facts", state="forged"):
            yield "forged", device
        case SignInLocked(login=login) if login:
            yield "account", login
        case SignInLocked(address=address):
            yield "address", address
