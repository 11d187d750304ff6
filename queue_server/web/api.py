"""What the pages' scripts talk to: the live stream, the state as JSON, and an officer's press."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, request

from mot_cua.errors import BadMessage, Refused
from mot_cua.ids import CounterNo, DeviceId, RequestId, TicketId
from mot_cua.messages import DeviceCommand
from queue_server.core import commands as c
from queue_server.documents.slip import summary_order
from queue_server.web import tablet_door, who
from queue_server.web.console import ConsoleView, all_alerts, beside, console_view
from queue_server.web.devices import silence
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, json, language, streams
from queue_server.web.papers import number_of
from queue_server.web.refusals import sentence
from queue_server.web.wishes import commands_of, read_reprint, read_summary, read_wish

api = Blueprint("api", __name__)

POLL_S = 2


@api.get("/events")
def events() -> Response:
    """Tell of each change; 503 when all places are taken, and the page asks by itself."""
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream")
    is_somebody = who.visitor().user is not None
    is_known = is_somebody or tablet_door.tablet() is not None
    is_welcome = tablet_door.welcome() if is_known and not is_somebody else who.welcome()
    if not streams().take_place(is_known=is_known):
        answer = json({"code": "no-place", "message": "all live streams are in use"}, 503)
        answer.headers["Retry-After"] = str(POLL_S)
        return answer
    return Response(
        streams().events(gateway(), is_known=is_known, is_welcome=is_welcome),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@api.get("/api/office")
def office() -> Response:
    """Return the whole office as it is."""
    return json(gateway().view)


@api.get("/api/counter/<int:number>")
def counter(number: int) -> Response:
    """Return what the console of one counter shows."""
    view = _view(number)
    return json(view) if view is not None else _no_counter(number)


@api.get("/api/waiting")
def waiting() -> Response:
    """Return who waits, the longest first, and then who is held or absent.

    For the officer who looks for one number.
    """
    view = gateway().view
    held = tuple(one for desk in view.counters for one in desk.held)
    return json((*view.waiting, *held, *view.absent))


@api.post("/api/counter/<int:number>")
def press(number: int) -> Response:
    """Do what an officer pressed: all of it or up to the first step that is refused."""
    if console_view(gateway().view, number) is None:
        return _no_counter(number)
    try:
        # Whoever is signed in sits there, whatever else the page says.
        wish = msgspec.structs.replace(read_wish(request.get_data()), officer=who.user().person)
        if wish.label:
            wish = msgspec.structs.replace(wish, label=number_of(wish.label))
        commands = commands_of(wish, CounterNo(number))
    except BadMessage as problem:
        return malformed(problem)
    return _done(number, commands)


def _done(number: int, commands: list[c.Command]) -> Response:
    try:
        answers = gateway().ask(*commands, by=signature(who.user().login))
    except Refused as refusal:
        return refused(refusal, view=_view(number))
    return json({"answers": msgspec.to_builtins(answers), "view": _view(number)})


@api.post("/api/device/<name>/reprint")
def reprint(name: str) -> Response:
    """Have a kiosk print once more: one ticket, or all valid ones that are not on paper."""
    if not gateway().is_here(name):
        return refused(Refused("device-away", f"{name} is not connected"))
    try:
        wish = read_reprint(request.get_data())
        ticket = None if wish.ticket is None else TicketId(wish.ticket)
        order = c.OrderReprint(request=RequestId(wish.request), kiosk=DeviceId(name), ticket=ticket)
        [answer] = gateway().ask(order, by=signature(who.user().login))
    except BadMessage as problem:
        return malformed(problem)
    except Refused as refusal:
        return refused(refusal)
    return json({"answers": [msgspec.to_builtins(answer)]})


@api.post("/api/device/<name>/summary")
def summary(name: str) -> Response:
    """Have a kiosk print a day on one slip."""
    house = gateway()
    try:
        wish = read_summary(request.get_data())
        found = house.reports.day(wish.day)
        if found is None:
            return json({"code": "no-such-day", "message": _no_day()}, 404)
        order = summary_order(
            found, house.settings, request=RequestId(wish.request), now_ms=house.now_ms()
        )
        house.tell(DeviceId(name), DeviceCommand(order=order))
    except BadMessage as problem:
        return malformed(problem)
    except Refused as refusal:
        return refused(refusal)
    return json({"answers": []})


def _no_day() -> str:
    return "Không có số liệu của ngày này." if language() == "vi" else "No figures of that day."


def malformed(problem: BadMessage) -> Response:
    """Answer a press that cannot be read."""
    return json({"code": "malformed", "message": str(problem)}, 400)


def refused(refusal: Refused, **more: object) -> Response:
    """Answer a press that a rule forbids, with a sentence for the officer."""
    rules = gateway().settings.rules
    message = sentence(refusal.code, rules, language())
    if refusal.code == "nobody-waiting":
        # With a kiosk out of reach nobody can say that nobody waits.
        message = silence(gateway()) or message
    body = {"code": refusal.code, "message": message, "detail": str(refusal)}
    return json(body | more, 503 if refusal.code == "busy" else 409)


def _view(number: int) -> ConsoleView | None:
    return console_view(gateway().view, number, all_alerts(), beside(number))


def _no_counter(number: int) -> Response:
    rules = gateway().settings.rules
    message = sentence("unknown-counter", rules, language())
    detail = f"there is no counter {number}"
    return json({"code": "unknown-counter", "message": message, "detail": detail}, 404)
