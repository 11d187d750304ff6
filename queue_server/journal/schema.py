"""The tables: one that is the truth, and others that are made of it.

`event` is append-only and chained by hashes. Beside the chain stand `stream`, how far each device
was heard; `secret`, what proves who signs in; and `told`, a log of forecasts that is kept for some
weeks. The rest are projections, which `mot-cua rebuild` throws away and makes again.
"""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import CreateTable

VERSION: Final = 1
"""Of the truth. A journal of a newer version is refused, never guessed at."""

MEANING: Final = 1
"""To be raised when a projection keeps its columns and something else comes to stand in them."""

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
    Column("is_out_of_order", Boolean, nullable=False, default=False),
    Column("held_after_ms", BigInteger),
    Column("print", String, nullable=False, default="pending"),
    Column("dossiers", Integer, nullable=False, default=1),
    Index("leg_by_day", "day", "is_current", "state", "ticket_class"),
    # Holds all that the waits of a period are worked out from, so that no row is looked up.
    Index("leg_waits", "day", "called_ticks", "joined_ticks"),
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
    Column("outcome", String, nullable=False, default=""),
    Column("hour", Integer, nullable=False),
    Column("wait_ms", BigInteger, nullable=False),
    Column("serve_ms", BigInteger, nullable=False),
    Column("opens_ticks", BigInteger, nullable=False),
    Column("press_ms", BigInteger),
    Column("dossiers", Integer, nullable=False),
    Column("why", String, nullable=False, default=""),
    Column("officer", String, nullable=False, default=""),
    Column("is_shortened", Boolean, nullable=False, default=False),
    # Holds all that is counted over a period, so that no row is looked up.
    Index(
        "rating_by_day",
        *("day", "state", "level", "service", "counter", "hour", "wait_ms", "dossiers"),
    ),
    # Few visits have a reason; a year of them is read without looking at the others.
    Index(
        "rating_reasons",
        "day",
        "why",
        "state",
        sqlite_where=text("why != ''"),
        postgresql_where=text("why != ''"),
    ),
)

late_rating = Table(
    "late_rating",
    metadata,
    Column("leg", String, primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("service", String, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("wait_ms", BigInteger, nullable=False),
    Column("level", String, nullable=False),
    Column("why", String, nullable=False, default=""),
    Column("recorded_day", String, nullable=False),
)
"""Ratings by phone after the seal of their day; what stands in `rating` keeps as it was sealed."""

alert = Table(
    "alert",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("service", String, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("raised_ms", BigInteger, nullable=False),
    Column("due", String, nullable=False),
    Column("step", String, nullable=False, default="raised"),
    Column("seen_by", String, nullable=False, default=""),
    Column("seen_ms", BigInteger),
    Column("handled_by", String, nullable=False, default=""),
    Column("handled_ms", BigInteger),
    Column("answer", Text, nullable=False, default=""),
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

opinion = Table(
    "opinion",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("level", String, nullable=False),
)
"""Presses on kiosks that belong to no visit."""

day = Table(
    "day",
    metadata,
    Column("day", String, primary_key=True),
    Column("is_sample", Boolean, nullable=False),
    Column("opened_seq", BigInteger, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("closed_seq", BigInteger),
    Column("closed_ms", BigInteger),
    Column("closed_ticks", BigInteger),
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

remedy = Table(
    "remedy",
    metadata,
    Column("id", String, primary_key=True),
    Column("period", String, nullable=False, index=True),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("cause", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("owner", String, nullable=False),
    Column("due", String, nullable=False),
    Column("effect", Text, nullable=False),
)

response = Table(
    "response",
    metadata,
    Column("month", String, primary_key=True),
    Column("text", Text, nullable=False),
)

forecast_week = Table(
    "forecast_week",
    metadata,
    Column("week", String, primary_key=True),
    Column("waits", Integer, nullable=False),
    Column("inside", Integer, nullable=False),
    Column("off_s", Float, nullable=False),
    Column("bias_s", Float, nullable=False),
    Column("waited_s", Float, nullable=False),
    Column("stretch", Float, nullable=False),
    Column("stretch_before", Float, nullable=False),
)

told = Table(
    "told",
    metadata,
    Column("ticket", String, primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("low_s", Integer, nullable=False),
    Column("middle_s", Integer, nullable=False),
    Column("high_s", Integer, nullable=False),
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

token = Table(
    "token",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("last_day", String, nullable=False),
    Column("counter", Integer),
    Column("made_by", String, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("revoked_by", String, nullable=False, default=""),
    Column("revoked_ms", BigInteger, nullable=False, default=0),
)

setting = Table(
    "setting",
    metadata,
    Column("path", String, primary_key=True),
    Column("value", Text, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("login", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("is_code", Boolean, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)

by_hand = Table(
    "by_hand",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("ticket", String, nullable=False),
    Column("what", String, nullable=False),
)
"""What officers did while a kiosk or the server was silent: papers `admitted`, numbers `called`."""

sitting = Table(
    "sitting",
    metadata,
    Column("counter", Integer, primary_key=True),
    Column("officer", String, nullable=False),
)
"""Who sits at which counter while the day is open."""

fault = Table(
    "fault",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("device", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("day", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("began_ticks", BigInteger, nullable=False),
    Column("ended_ticks", BigInteger, index=True),
    Column("is_from_before", Boolean, nullable=False, default=False),
)
"""What did not work. A fault that a day takes over from the one before has a row in each."""

register_entry = Table(
    "register_entry",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("register", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("wall_ms", BigInteger, nullable=False),
    Column("by", String, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Index("register_entry_by_place", "register", "year", "number"),
)
"""What was done to the registers; the last row of an entry is what it says now."""

trial = Table(
    "trial",
    metadata,
    Column("day", String, primary_key=True),
    Column("closed_seq", BigInteger),
)
"""Days on which an office was tried out. No other projection knows of them."""

PROJECTIONS: Final = (
    leg,
    rating,
    late_rating,
    alert,
    stray,
    opinion,
    day,
    late,
    remedy,
    response,
    forecast_week,
    user,
    token,
    setting,
    by_hand,
    fault,
    register_entry,
    trial,
    sitting,
)


def shape() -> str:
    """Return a fingerprint of the projections: of their columns, and of what stands in them."""
    columns = "".join(str(CreateTable(table)) for table in PROJECTIONS)
    return hashlib.sha256(f"{MEANING} {columns}".encode()).hexdigest()
