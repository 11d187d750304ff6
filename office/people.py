"""`mot-cua users`: make the first administrator, help who forgot a password, list accounts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua.clock import SystemClock
from mot_cua.errors import SettingsError
from mot_cua.ids import DayText
from queue_server.core.people import LOGIN, LONGEST_NAME, ROLES, Role, User

_OFFICE = click.option(
    "--office",
    "office_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=SAMPLE_OFFICE,
    show_default="the sample office",
    help="The office file (TOML).",
)
_DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("/var/lib/mot-cua"),
    show_default=True,
    help="Folder of the office's data.",
)


_TRUST = (
    "\n\nThe browser warns until it knows this office: install {authority} in it once, as an"
    " authority\nfor web sites (docs/security.md says where each browser has that)."
)


@click.group()
def users() -> None:
    """Accounts of the people who work here. The rest is done on the page /people."""


@users.command()
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--name", "person", default="", help="Name as shown; without it, the login.")
@click.option("--until", default=None, help="Last day, YYYY-MM-DD; an inspector's needs one.")
@_DATA
@_OFFICE
def add(  # noqa: PLR0917 - click names them all
    login: str, role: Role, person: str, until: str | None, data: Path, office_file: Path
) -> None:
    """Invite somebody: prints a one-time code, with which they choose a password."""
    house = open_house(office_file, data)
    if login in _known(house):
        raise SettingsError(f"{login}: has an account; for a new code: mot-cua users code {login}")
    user = User(login=login, person=person or login, role=role, last_day=_day(until))
    _invite(house, user)


@users.command()
@click.argument("login")
@_DATA
@_OFFICE
def code(login: str, data: Path, office_file: Path) -> None:
    """Give somebody a new one-time code; their password is worth nothing from its use on."""
    house = open_house(office_file, data)
    known = _known(house)
    if login not in known:
        names = ", ".join(known) or "nobody"
        raise SettingsError(f"{login}: has no account; there are: {names}")
    _invite(house, known[login])


@users.command("list")
@_DATA
@_OFFICE
def list_users(data: Path, office_file: Path) -> None:
    """List the accounts."""
    for one in _known(open_house(office_file, data)).values():
        end = "out of use" if one.is_disabled else f"until {one.last_day}" if one.last_day else ""
        click.echo(f"{one.login:<20} {one.role:<10} {one.person} {end}".rstrip())


def _invite(house: House, user: User) -> None:
    from queue_server.invitations import leave_invitation  # noqa: PLC0415

    _require_sound(user)
    fresh = leave_invitation(house.data / "people", user, SystemClock().wall_ms())
    server = house.settings.server
    own = server.is_of_the_office
    click.echo(
        f"{user.person} ({user.role}) signs in at"
        f" {'https' if server.has_tls else 'http'}://{server.host}:{server.port}/sign-in\n\n"
        f"    login  {user.login}\n    code   {fresh}\n\n"
        "The code is good for 7 days and for one use: the page then asks for a password."
        + (_TRUST.format(authority=house.data / "broker" / "ca.pem") if own else "")
    )


def _require_sound(user: User) -> None:
    """Say what is wrong now, and not when somebody stands before the page."""
    if LOGIN.fullmatch(user.login) is None:
        raise SettingsError(f"login {user.login!r}: expected 2 to 32 of a-z 0-9 . -")
    if len(user.person) > LONGEST_NAME:
        raise SettingsError(f"--name: at most {LONGEST_NAME} characters")
    if user.role == "inspector" and user.last_day is None:
        raise SettingsError("--until: an inspector's account needs a last day, like 2026-11-30")


def _day(text: str | None) -> DayText | None:
    if text is None:
        return None
    try:
        return DayText(date.fromisoformat(text).isoformat())
    except ValueError:
        raise SettingsError(f"--until {text}: expected a date like 2026-11-30") from None


def _known(house: House) -> dict[str, User]:
    """Read the accounts; the server may run meanwhile."""
    import sqlalchemy as sa  # noqa: PLC0415

    from queue_server.journal.journal import open_engine  # noqa: PLC0415
    from queue_server.journal.people import read_users  # noqa: PLC0415

    path = house.data / "journal.db"
    if not path.exists():
        return {}
    engine = open_engine(path)
    try:
        # A journal of an older version has no accounts, until its server has started once.
        return read_users(engine) if sa.inspect(engine).has_table("user") else {}
    finally:
        engine.dispose()
