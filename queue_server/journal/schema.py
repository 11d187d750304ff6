"""The tables: one that is the truth, and others that are made of it.

`event` is append-only and chained by hashes. `stream` is how far each device was heard, `secret`
what proves who signs in; neither is in the chain. The rest are projections, which `mot-cua rebuild`
throws away and makes again.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

VERSION: Final = 1
"""Of this schema. A journal of a newer version is refused, never guessed at."""

metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("office", String, nullable=False),
    Column("device", String, nullable=False),
    Column("ticks", BigInteger, nullable=False),
    Column("wall_ms", BigInteger, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

stream = Table(
    "stream",
    metadata,
    Column("device", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("upto", BigInteger, nullable=False),
)

leg = Table(
    "leg",
    metadata,
    Column("id", String, primary_key=True),
    Column("ticket", String, nullable=False, index=True),
    Column("leg", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("day", String, nullable=False),
    Column("service", String, nullable=False),
    Column("label", String, nullable=False),
    Column("ticket_class", String, nullable=False),
    Column("issuer", String, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("joined_ticks", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("counter", Integer),
    Column("calls", Integer, nullable=False, default=0),
    Column("called_ticks", BigInteger),
    Column("called_ms", BigInteger),
    Column("started_ticks", BigInteger),
    Column("finished_ticks", BigInteger),
    Column("finished_ms", BigInteger),
    Column("outcome", String, nullable=False, default=""),
    Column("is_auto", Boolean, nullable=False, default=False),
    Column("print", String, nullable=False, default="pending"),
    Index("leg_by_day", "day", "is_current", "state"),
)

rating = Table(
    "rating",
    metadata,
    Column("leg", String, primary_key=True),
    Column("day", String, nullable=False),
    Column("service", String, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("level", String, nullable=False, default=""),
    Column("channel", String, nullable=False, default=""),
    Column("reason", String, nullable=False, default=""),
    Index("rating_by_day", "day", "state"),
)

stray = Table(
    "stray",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("counter", Integer, nullable=False),
    Column("level", String, nullable=False),
    Column("reason", String, nullable=False),
)

day = Table(
    "day",
    metadata,
    Column("day", String, primary_key=True),
    Column("is_sample", Boolean, nullable=False),
    Column("opened_seq", BigInteger, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("closed_seq", BigInteger),
    Column("closed_ms", BigInteger),
    Column("totals", Text),
    Column("head", String, nullable=False, default=""),
    Column("is_made_up", Boolean, nullable=False, default=False),
)

late = Table(
    "late",
    metadata,
    Column("ticket", String, primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("service", String, nullable=False),
    Column("label", String, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
)

user = Table(
    "user",
    metadata,
    Column("login", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("last_day", String),
    Column("is_disabled", Boolean, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("login", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("is_code", Boolean, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)

PROJECTIONS: Final = (leg, rating, stray, day, late, user)
