"""`mot-cua token`: let another system in, take that back, list who is in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from mot_cua.business_day import day_of
from mot_cua.clock import SystemClock
from mot_cua.errors import Refused, SettingsError
from mot_cua.ids import DayText
from mot_cua.vietnamese import nfc
from office.options import DATA, FOLDER
from queue_server.core.tokens import SCOPES, Scope, Token, require_sound_token
from queue_server.token_secrets import (
    Note,
    leave_token_note,
    new_token_id,
    new_words,
    secret_of_token,
    token_notes,
)

USUAL_DAYS = 180

_DATA = click.option(
    "--data", type=FOLDER, default=DATA, show_default=True, help="Folder of the office's data."
)


@click.group()
def token() -> None:
    """Tokens, by which other systems use the office's API; docs/api.md says what for."""


@token.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True,
    help="What it may do; may be given more than once.",
)  # fmt: skip
@click.option("--until", default=None, help="Last day, YYYY-MM-DD; within a year, else 180 days.")
@_DATA
def add(name: str, scopes: tuple[Scope, ...], until: str | None, data: Path) -> None:
    """Let the system NAME in: prints its token, which is shown only now."""
    today = day_of(SystemClock().wall_ms())
    made = Token(
        id=new_token_id(), name=nfc(name).strip(), scopes=scopes, last_day=_day(until, today)
    )
    try:
        require_sound_token({}, made, today=today)
    except Refused as refusal:
        raise SettingsError(str(refusal)) from None
    words = new_words(made.id)
    leave_token_note(_notes(data), Note(token=made, secret=secret_of_token(made.id, words)))
    click.echo(
        f"{made.name} may: {', '.join(scopes)}; until the end of {made.last_day}\n\n"
        f"    {words}\n\n"
        "It is shown only now. The system sends it as  Authorization: Bearer …\n"
        f"To take it back:  mot-cua token revoke {made.id}"
    )


@token.command()
@click.argument("token_id", metavar="TOKEN")
@_DATA
def revoke(token_id: str, data: Path) -> None:
    """Let TOKEN (its 8 letters) be worth nothing from now on."""
    known = {one.id: one for one in _known(data)}
    found = known.get(token_id)
    if found is None:
        raise SettingsError(f"{token_id}: no such token; there are: {', '.join(known) or 'none'}")
    leave_token_note(_notes(data), Note(token=found))
    click.echo(f"{found.name} ({token_id}) is shut out.")


@token.command("list")
@_DATA
def list_tokens(data: Path) -> None:
    """List the tokens."""
    today = day_of(SystemClock().wall_ms())
    revoked = {one.token.id for one in token_notes(_notes(data)) if one.secret is None}
    for one in _known(data):
        is_revoked = one.is_revoked or one.id in revoked
        ended = "ended" if not one.is_in_force(today) else f"until {one.last_day}"
        end = "revoked" if is_revoked else ended
        click.echo(f"{one.id}  {end:<16}  {one.name}: {_allowed(one)}")


def _allowed(one: Token) -> str:
    return ", ".join(one.scopes) if one.counter is None else f"rating at counter {one.counter}"


def _notes(data: Path) -> Path:
    return data / "people"


def _day(text: str | None, today: str) -> DayText:
    if text is None:
        return DayText((date.fromisoformat(today) + timedelta(days=USUAL_DAYS)).isoformat())
    try:
        return DayText(date.fromisoformat(text).isoformat())
    except ValueError:
        raise SettingsError(f"--until {text}: expected a date like 2026-11-30") from None


def _known(data: Path) -> list[Token]:
    """Read the tokens, those that the server has not taken over yet among them."""
    import sqlalchemy as sa  # noqa: PLC0415

    from queue_server.journal.journal import open_engine  # noqa: PLC0415
    from queue_server.journal.people import read_tokens  # noqa: PLC0415

    found = {one.token.id: one.token for one in token_notes(_notes(data))}
    path = data / "journal.db"
    if path.exists():
        engine = open_engine(path)
        try:
            # A journal of an older version has none like ours, until its server has started once.
            there = sa.inspect(engine)
            columns = there.get_columns("token") if there.has_table("token") else []
            found |= read_tokens(engine) if "counter" in {one["name"] for one in columns} else {}
        finally:
            engine.dispose()
    return list(found.values())
