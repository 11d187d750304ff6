"""The leader's alerts: reasons that no officer reads, each with a deadline and what was done."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import RequestId, new_id
from mot_cua.vietnamese import date_of
from queue_server.core import commands as c
from queue_server.journal.alerts import read_alerts
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, sentence_of

alerts = Blueprint("alerts", __name__)


@alerts.get("/alerts")
def page() -> str:
    """List every alert, what is not dealt with first."""
    return _page()


@alerts.post("/alerts/<name>")
def answer(name: str) -> Response | tuple[str, int]:
    """Note that one was seen, or what was done; the page comes again, or says what is missing."""
    step, words = request.form.get("step"), request.form.get("answer", "")
    if step not in ("seen", "handled"):
        abort(400)
    login = who.user().login
    wish = c.AnswerAlert(
        request=RequestId(new_id()),
        alert=name,
        step="seen" if step == "seen" else "handled",
        by=login,
        answer=words,
    )
    try:
        gateway().ask(wish, by=signature(login))
    except Refused as refusal:
        said = sentence_of(refusal)
        return _page(problem=said), 409
    return redirect("/alerts", 303)


def _page(problem: str = "") -> str:
    house = gateway()
    users = house.users
    return render_template(
        "alerts.html",
        alerts=read_alerts(house.reports.engine),
        labels={one.id: one.label for one in house.settings.rating.reason},
        names={login: user.person for login, user in users.items()},
        today=day_of(house.now_ms()),
        date_of=date_of,
        problem=problem,
    )
