"""Accounts, tokens, secrets and settings, as the journal's file keeps them; any thread may read."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from queue_server.core.people import Secret, User
from queue_server.core.tokens import Token
from queue_server.journal import schema


def read_users(engine: Engine) -> dict[str, User]:
    """Return every account by its login."""
    with engine.connect() as db:
        rows = db.execute(sa.select(schema.user).order_by(schema.user.c.login))
        return {row.login: msgspec.convert(row, User, from_attributes=True) for row in rows}


def read_tokens(engine: Engine) -> dict[str, Token]:
    """Return every token that was ever made, by its id, the oldest first."""
    with engine.connect() as db:
        rows = db.execute(sa.select(schema.token).order_by(schema.token.c.made_ms))
        return {row.id: _token(row) for row in rows}


def _token(row: Any) -> Token:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    return Token(**values | {"scopes": tuple(row.scopes.split())})


def read_file(engine: Engine) -> dict[str, str]:
    """Return the office file as it was last noted: JSON by path."""
    with engine.connect() as db:
        return {row.path: row.value for row in db.execute(sa.select(schema.setting))}


def read_secret(engine: Engine, login: str) -> Secret | None:
    """Return what proves that somebody is `login`; None when nothing does."""
    with engine.connect() as db:
        found = db.execute(sa.select(schema.secret).where(schema.secret.c.login == login))
        row = found.first()
        return msgspec.convert(row, Secret, from_attributes=True) if row else None


def write_secret(db: Connection, secret: Secret) -> None:
    """Replace a secret, in a transaction that somebody else began."""
    db.execute(sa.delete(schema.secret).where(schema.secret.c.login == secret.login))
    db.execute(sa.insert(schema.secret), [msgspec.structs.asdict(secret)])
