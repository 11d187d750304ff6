"""The pages of Tập dùng: the same console, over a practice counter."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.errors import BadMessage, Refused
from mot_cua.ids import CounterNo, new_token
from queue_server.gateway import Gateway
from queue_server.practice import Practice
from queue_server.snapshots import OfficeView
from queue_server.web.api import malformed, refused
from queue_server.web.console import ConsoleView, console_view
from queue_server.web.officer import console_page
from queue_server.web.page import gateway, json, language
from queue_server.web.wishes import commands_of, read_wish

practice = Blueprint("practice", __name__)

_ROOMS: Final = "mot-cua-practice"
_NAME: Final = re.compile("[A-Za-z0-9_-]{8,64}")


def install(app: Flask, house: Gateway) -> None:
    """Give an application its practice counters."""
    app.extensions[_ROOMS] = Practice(house.settings, house.timetable, house.now)


@practice.get("/practice/<int:number>")
def begin(number: int) -> AnyResponse:
    """Lead to a practice counter that is nobody else's."""
    _require(number)
    address = url_for("practice.console", number=number, room=new_token())
    return redirect(address + ("?lang=en" if language() == "en" else ""))


@practice.get("/practice/<int:number>/<room>")
def console(number: int, room: str) -> str:
    """Show the console of a practice counter."""
    address = f"/api/practice/{number}/{room}"
    view = _console(_rooms(number, room).view(CounterNo(number), room), number)
    return console_page(view, address, f"{address}/waiting", practice=True)


@practice.get("/api/practice/<int:number>/<room>")
def state(number: int, room: str) -> Response:
    """Return what the console of a practice counter shows."""
    return json(_console(_rooms(number, room).view(CounterNo(number), room), number))


@practice.get("/api/practice/<int:number>/<room>/waiting")
def waiting(number: int, room: str) -> Response:
    """Return who waits there."""
    view = _rooms(number, room).view(CounterNo(number), room)
    held = tuple(one for desk in view.counters for one in desk.held)
    return json((*view.waiting, *held, *view.absent))


@practice.post("/api/practice/<int:number>/<room>")
def press(number: int, room: str) -> Response:
    """Do what was pressed, in this room alone."""
    rooms = _rooms(number, room)
    try:
        commands = commands_of(read_wish(request.get_data()), CounterNo(number))
        answers, view = rooms.ask(CounterNo(number), room, commands)
    except BadMessage as problem:
        return malformed(problem)
    except Refused as refusal:
        view = rooms.view(CounterNo(number), room)
        return refused(refusal, view=_console(view, number))
    return json({"answers": msgspec.to_builtins(answers), "view": _console(view, number)})


def _rooms(number: int, room: str) -> Practice:
    _require(number)
    if not _NAME.fullmatch(room):
        abort(404)
    found = current_app.extensions[_ROOMS]
    assert isinstance(found, Practice)
    return found


def _require(number: int) -> None:
    if number not in [one.number for one in gateway().settings.counter]:
        abort(404)


def _console(view: OfficeView, number: int) -> ConsoleView:
    found = console_view(view, number)
    assert found is not None, "a practice office has the counters of the office file"
    return found
