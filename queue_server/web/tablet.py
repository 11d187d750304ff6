"""The rating keys of one counter on a tablet that faces its citizen.

1. Only a tablet that an administrator has let in shows keys: on an open page an officer could
   press for citizens at any computer.
2. A press names the visit that was shown; whichever window is open when it arrives.
3. It counts like a press on the counter's panel. What comes too late is kept as stray, and said.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, LegId, RequestId, new_id
from queue_server.core import commands as c
from queue_server.core.rating import BY_TABLET, RATED
from queue_server.core.tablet import Asked, asked_at
from queue_server.snapshots import CounterView
from queue_server.web import tablet_door, who
from queue_server.web.page import gateway
from queue_server.web.satisfaction import TONES
from queue_server.web.sign import words_of

tablet = Blueprint("tablet", __name__)

NOTE_MS: Final = 6000
"""So long a note stands."""
BUSY: Final = "Máy chủ đang bận nên lần bấm vừa rồi chưa được ghi. Mời quý công dân bấm lại."
LATE: Final = (
    "Lượt này đã được đánh giá hoặc đã hết thời gian đánh giá, nên lần bấm vừa rồi không được tính."
)


@tablet.get("/tablet/<int:number>")
def page(number: int) -> Response:
    """Show what is asked now; on another browser, how it becomes this counter's tablet."""
    view = _counter(number)
    if not tablet_door.is_of(number):
        return _stranger(number)
    answer = _page(view, LATE if "late" in request.args else "")
    # Browsers forget a cookie after 400 days; this one lasts as long as it is used.
    who.keep_tablet(answer, who.tablet_words())
    return answer


@tablet.post("/tablet/<int:number>/admit")
def admit(number: int) -> ResponseReturnValue:
    """Make this browser the tablet of a counter."""
    _counter(number)
    answer = make_response(redirect(_address(number), 303))
    try:
        tablet_door.admit(answer, CounterNo(number))
    except Refused:
        return _stranger(number, is_busy=True), 503
    return answer


@tablet.post("/tablet/<int:number>/rating")
def rate(number: int) -> ResponseReturnValue:
    """Take note of a press, and show what has become of it."""
    view, leg, level = _counter(number), _leg(), request.form.get("level", "")
    if level not in {one.id for one in gateway().settings.rating.level}:
        abort(400)
    pressed = c.PressRating(
        request=RequestId(new_id()),
        counter=CounterNo(number),
        level=level,
        leg=leg,
        pressed=gateway().ticks(),
        channel=BY_TABLET,
    )
    if not _is_noted(pressed):
        return _page(view, BUSY), 503
    window = gateway().book.today.windows.get(leg)
    is_counted = window is not None and window.state in RATED and window.level == level
    return redirect(_address(number) + ("" if is_counted else "?late"), 303)


@tablet.post("/tablet/<int:number>/reason")
def say_why(number: int) -> ResponseReturnValue:
    """Take note of why somebody was not satisfied who has just pressed here."""
    view, leg, reason = _counter(number), _leg(), request.form.get("reason", "")
    if reason not in {one.id for one in gateway().settings.rating.reason}:
        abort(400)
    window = gateway().book.today.windows.get(leg)
    if window is None or window.counter != number:
        abort(400)
    said = c.GiveReason(request=RequestId(new_id()), leg=leg, reason=reason, channel=BY_TABLET)
    if not _is_noted(said):
        return _page(view, BUSY), 503
    return redirect(_address(number), 303)


@tablet.get("/tablet/<int:number>/admit")
@tablet.get("/tablet/<int:number>/rating")
@tablet.get("/tablet/<int:number>/reason")
def back(number: int) -> ResponseReturnValue:
    """Lead back to the page whoever reads again what was answered to a press."""
    return redirect(_address(number), 303)


def _is_noted(command: c.Command) -> bool:
    """Have a command done; False when the server could not. One that is refused is over."""
    mine = tablet_door.tablet()
    assert mine is not None
    try:
        gateway().ask(command, by=f"token/{mine.id}")
    except Refused as refusal:
        return refusal.code not in ("busy", "disk-failed")
    return True


def _page(view: CounterView, note: str = "") -> Response:
    rating, call = gateway().settings.rating, view.shown.call
    asked = asked_at(
        gateway().book.today.windows,
        CounterNo(view.number),
        gateway().ticks(),
        rating,
        is_serving=call is not None and call.is_serving,
    )
    if asked.window is not None and request.args.get("skip") == asked.window.leg:
        asked = asked._replace(asks_why=False)
    return make_response(
        render_template(
            "tablet.html",
            number=view.number,
            call=call,
            words=words_of(view.shown),
            asked=asked,
            levels=list(zip(TONES[len(rating.level)], rating.level, strict=True)),
            reasons=rating.reason,
            correction_s=rating.correction_s,
            is_sample=gateway().view.is_sample,
            note=note,
            lasts_ms=_lasts(asked, note),
        )
    )


def _lasts(asked: Asked, note: str) -> int:
    spans = (asked.lasts_ms, NOTE_MS if note else 0)
    return min((one for one in spans if one > 0), default=0)


def _stranger(number: int, *, is_busy: bool = False) -> Response:
    mine = tablet_door.tablet()
    return make_response(
        render_template(
            "tablet_new.html",
            number=number,
            other=mine.counter if mine is not None else None,
            door=who.address("/sign-in", _address(number)),
            is_busy=is_busy,
        )
    )


def _counter(number: int) -> CounterView:
    found = next((one for one in gateway().view.counters if one.number == number), None)
    if found is None:
        abort(404)
    return found


def _leg() -> LegId:
    leg = request.form.get("leg", "")
    if not leg:
        abort(400)
    return LegId(leg)


def _address(number: int) -> str:
    return f"/tablet/{number}"
