"""A table brought into a register: first what was understood, and only then, by a press, written.

What was brought waits in memory for whoever brought it, one table each, until it is confirmed.
"""

from __future__ import annotations

import secrets
from typing import Final, NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.errors import Refused
from mot_cua.ids import RequestId
from queue_server.core import commands as c
from queue_server.core.registers.register import Register
from queue_server.registers.bring_in import Bringing, Brought
from queue_server.registers.table_file import BadTable, Rows, read_table
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, sentence_of
from queue_server.web.registers import list_of, register_of, today

registers_in = Blueprint("registers_in", __name__)

_WAITING: Final = "mot-cua-tables"
_GONE: Final = "Bảng đã xem trước không còn; vui lòng chọn lại tệp."


class Waiting(NamedTuple):
    """A table that somebody has looked at and not confirmed yet."""

    token: str
    register: str
    table: Rows


@registers_in.post("/registers/<name>/table")
def preview(name: str) -> str | tuple[str, int]:
    """Show what was understood of a table; nothing is written."""
    register, file = register_of(name), request.files.get("table")
    try:
        table = read_table(file.read() if file else b"")
        brought = _read(register, table)
    except BadTable as problem:
        return list_of(register, bad_table=str(problem)), 409
    token = secrets.token_urlsafe(16)
    _tables()[who.user().login] = Waiting(token, register.name, table)
    return _preview(register, brought, token)


@registers_in.post("/registers/<name>/table/confirm")
def confirm(name: str) -> AnyResponse | tuple[str, int]:
    """Write the table that was looked at, all of it or nothing."""
    register, house = register_of(name), gateway()
    waiting = _tables().get(who.user().login)
    token = request.form.get("token", "")
    if waiting is None or (waiting.token, waiting.register) != (token, register.name):
        return list_of(register, bad_table=_GONE), 409
    brought = _read(register, waiting.table)
    if brought.problems:
        return _preview(register, brought, token), 409
    try:
        house.ask(*_commands(register, brought, token), by=signature(who.user().login))
    except Refused as refusal:
        said = sentence_of(refusal)
        return list_of(register, bad_table=said), 409
    del _tables()[who.user().login]
    return redirect(f"/registers/{name}", 303)


def _commands(register: Register, brought: Brought, token: str) -> list[c.WriteEntry]:
    return [
        c.WriteEntry(
            request=RequestId(f"{token}-{one.line}"),
            register=register.name,
            values=one.values,
            by=who.user().login,
            year=one.place.year if one.place else None,
            number=one.place.number if one.place else None,
            seen=one.seen,
        )
        for one in brought.changes
    ]


def _read(register: Register, table: Rows) -> Brought:
    house = gateway()
    reader = Bringing(
        register,
        house.entries,
        today=today(),
        timetable=house.timetable,
        settings=house.settings,
    )
    return reader.read(table)


def _preview(register: Register, brought: Brought, token: str) -> str:
    return render_template("register_preview.html", register=register, brought=brought, token=token)


def _tables() -> dict[str, Waiting]:
    found: dict[str, Waiting] = current_app.extensions.setdefault(_WAITING, {})
    return found
