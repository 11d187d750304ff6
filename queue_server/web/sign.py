"""The board above one counter as a page, for a tablet or the browser of a television."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint, Response, abort, render_template

from config.settings import CounterSettings, ServiceSettings
from hardware.strokes import svg_tile
from mot_cua.messages import Call, CounterState
from queue_server.web.page import gateway

sign = Blueprint("sign", __name__)

MARKS: Final = {
    "priority": "Ưu tiên",
    "transferred": "Chuyển quầy",
    "returned": "Quay lại",
    "chosen": "Mời riêng",
}
"""Why a number came earlier, in the words of the hall board."""
_A_DAY = 24 * 3600


class Words(NamedTuple):
    """What stands below the number; `kind` names its look."""

    kind: str
    title: str
    hint: str


@sign.get("/counter-board/<int:number>")
def board(number: int) -> str:
    """Show the number that is called or served at a counter."""
    settings = gateway().settings
    named = next((one for one in settings.counter if one.number == number), None)
    view = next((one for one in gateway().view.counters if one.number == number), None)
    if named is None or view is None:
        abort(404)
    call = view.shown.call
    return render_template(
        "sign.html",
        view=gateway().view,
        number=number,
        name=named.name,
        faces=_faces(named, call),
        call=call,
        words=words_of(view.shown),
        marks=_marks(call) if call else [],
    )


@sign.get("/service/<code>.svg")
def symbol(code: str) -> Response:
    """Draw the sign of a service, as it stands on its button and its ticket."""
    known = next((one for one in gateway().settings.service if one.code == code), None)
    if known is None:
        abort(404)
    answer = Response(svg_tile(known.symbol, known.colour), mimetype="image/svg+xml")
    answer.cache_control.max_age = _A_DAY
    return answer


def _faces(counter: CounterSettings, call: Call | None) -> list[ServiceSettings]:
    """List the services to show: that of the number, or all that the counter is there for."""
    wanted = [call.service] if call else counter.services
    return [one for one in gateway().settings.service if one.code in wanted]


def words_of(state: CounterState) -> Words:
    """Say what is going on at a counter, for whoever sits before it."""
    if state.call is not None:
        title = "Đang phục vụ" if state.call.is_serving else "Mời vào quầy"
        return Words("serving" if state.call.is_serving else "called", title, "")
    if state.state == "open":
        return Words("free", "Vui lòng chờ gọi số", "Số được mời sẽ hiện tại đây")
    if state.state == "paused":
        return Words("paused", "Quầy tạm dừng", state.reason or "Vui lòng chờ trong ít phút")
    return Words("closed", "Quầy chưa mở", "Vui lòng xem bảng ở sảnh chờ")


def _marks(call: Call) -> list[str]:
    again = f"Gọi lần {call.times}" if call.times > 1 and not call.is_serving else ""
    return [one for one in (MARKS.get(call.reason, ""), again) if one]
