"""The page of the machines: for every one what `mot-cua doctor` says at it, in the same words.

Here the time of the server is set, where no time server is heard.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mot_cua.business_day import local, ms_of
from mot_cua.errors import Refused
from mot_cua.ids import DayText, UnixMs
from queue_server.web import who
from queue_server.web.devices import device_lines, server_line
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, language, sentence_of
from queue_server.web.texts import GRADES

machines = Blueprint("machines", __name__)


@machines.get("/admin/machines")
def overview() -> ResponseReturnValue:
    """Show every machine of the office: when it was heard, its parts, its checkup."""
    return _page()


@machines.post("/admin/machines/time")
def set_time() -> ResponseReturnValue:
    """Set the clock of the server's computer; a leap waits until no counter works."""
    house, me = gateway(), who.user().login
    try:
        house.set_clock(_moment(request.form.get("moment", "")), by=me, signature=signature(me))
    except Refused as refusal:
        return _page(note=sentence_of(refusal)), 409
    # With what the page was asked with: its language.
    return redirect(url_for("machines.overview", set=1, lang=request.args.get("lang")), 303)


def _moment(text: str) -> UnixMs:
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - Hanoi's, by the next line
        return ms_of(DayText(f"{at:%Y-%m-%d}"), f"{at:%H:%M}")
    except (ValueError, OverflowError):
        raise Refused("bad-moment", f"{text!r} is not a date and a time") from None


def _page(*, note: str = "") -> str:
    house = gateway()
    place = 0 if language() == "vi" else 1
    return render_template(
        "machines.html",
        machines=[server_line(house), *device_lines(house)],
        grades={grade: words[place] for grade, words in GRADES.items()},
        now_ms=house.now_ms(),
        moment=f"{local(house.now_ms()):%Y-%m-%dT%H:%M}",
        note=note,
        was_set="set" in request.args,
    )
