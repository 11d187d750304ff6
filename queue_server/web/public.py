"""The public board: hài lòng of today and of longer times, with all that must stand beside it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, send_file

from hardware.face import Weight, font_path
from mot_cua.business_day import day_of
from mot_cua.vietnamese import date_of
from queue_server.core.figures import Tally
from queue_server.journal.period_report import PeriodReports
from queue_server.reports.board import earlier_spans
from queue_server.reports.heard import heard
from queue_server.snapshots import OfficeView
from queue_server.web.page import gateway
from queue_server.web.satisfaction import Satisfaction, describe, said_of

public = Blueprint("public", __name__)

_WEIGHTS: tuple[Weight, ...] = ("regular", "medium", "semibold", "bold", "extrabold")
_A_YEAR = 365 * 24 * 3600


@public.get("/public")
def board() -> str:
    """Show how satisfied today's citizens were: as it stands, or as it was sealed."""
    house, view = gateway(), gateway().view
    today = view.day or day_of(house.now_ms())
    days = house.reports.days(limit=2)
    sealed = next((one for one in days if one.day == today and one.is_closed), None)
    reports = PeriodReports(house.reports.engine, long_wait_min=house.settings.rules.long_wait_min)
    before = next((one.day for one in days if one.day < today), None)
    return render_template(
        "public.html",
        view=view,
        is_sample=view.is_sample or (sealed is not None and sealed.is_sample),
        day=date_of(today) if view.day or sealed else "",
        is_sealed=sealed is not None and not view.day,
        said=said_of(reports.total(today, today), house.settings)
        if sealed
        else satisfaction_of(view),
        heard=heard(house.reports.engine, today, house.settings),
        spans=earlier_spans(today, before, reports.total, house.settings),
    )


@public.get("/font/be-vietnam-pro-<weight>.ttf")
def font(weight: str) -> Response:
    """Serve the house typeface; it never changes under its name."""
    known = next((one for one in _WEIGHTS if one == weight), None)
    if known is None:
        abort(404)
    answer = send_file(font_path(known), mimetype="font/ttf", max_age=_A_YEAR)
    answer.cache_control.immutable = True
    return answer


def satisfaction_of(view: OfficeView) -> Satisfaction:
    """Describe the ratings of the open day."""
    return describe(Tally(view.levels, view.figure.served, gateway().settings.rating))
