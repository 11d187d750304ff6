"""Theo công chức: the month's sheet of each officer, which the leader alone may open."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from mot_cua.business_day import day_of
from queue_server.core.periods import Period, current, previous
from queue_server.journal.officers_reader import read_officers
from queue_server.reports.officer_sheet import LEAST, officer_sheet
from queue_server.web.page import gateway
from queue_server.web.periods import period_named

officers = Blueprint("officers", __name__)

MOST_MONTHS = 12


@officers.get("/report/officers")
@officers.get("/report/officers/<name>")
def sheet(name: str | None = None) -> str:
    """Show a month that is over, by default the last one."""
    house = gateway()
    months = _months()
    month = period_named(name) if name else months[0]
    if month is None or month.kind != "month" or month.last >= day_of(house.now_ms()):
        abort(404)
    return render_template(
        "officers.html",
        month=month,
        months=months,
        sheet=officer_sheet(read_officers(house.reports.engine, month), house.settings),
        levels=house.settings.rating.level,
        least=LEAST,
        office=house.settings.office,
    )


def _months() -> list[Period]:
    """List the last months that are over, newest first."""
    cutoff = gateway().settings.report.cutoff
    months = [previous(current("month", day_of(gateway().now_ms()), cutoff=cutoff), cutoff=cutoff)]
    while len(months) < MOST_MONTHS:
        months.append(previous(months[-1], cutoff=cutoff))
    return months
