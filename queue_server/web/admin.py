"""The administration: the day at a glance, the devices, and the daily reports."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from mot_cua.business_day import day_of
from mot_cua.vietnamese import date_of
from queue_server.web.day_figures import day_page, sum_of
from queue_server.web.devices import device_lines
from queue_server.web.hours import reminder
from queue_server.web.page import gateway
from queue_server.web.public import satisfaction_of
from queue_server.web.registers import late_sentences
from queue_server.web.suspicions import suspicion_sentences
from queue_server.web.unserved import unserved

admin = Blueprint("admin", __name__)


@admin.get("/admin")
def overview() -> str:
    """Show the office at a glance."""
    view = gateway().view
    return render_template(
        "admin.html",
        view=view,
        said_alerts=[
            *unserved(),
            *filter(None, [reminder()]),
            *late_sentences(),
            *suspicion_sentences(),
        ],
        day=date_of(view.day) if view.day else "",
        sum=sum_of(view.totals),
        issued=view.totals["issued"],
        said=satisfaction_of(view),
        devices=device_lines(gateway()),
        kiosks=sorted({one.issuer for one in gateway().view.unprinted}),
        printable=_last_days(),
        printers=[one.id for one in gateway().settings.kiosk],
    )


def _last_days() -> list[tuple[str, str]]:
    """Name the two days that somebody may want on a slip: the last one, and the one before."""
    return [(one.day, date_of(one.day)) for one in gateway().reports.days(limit=2)]


@admin.get("/report")
@admin.get("/report/<day>")
def report(day: str | None = None) -> str:
    """Show the figures of one day, by default of the latest; and list the others."""
    house = gateway()
    days = house.reports.days(limit=31)
    wanted = day or house.view.day or (days[0].day if days else None)
    found = house.reports.day(wanted) if wanted else None
    if found is None:
        if day is not None:
            abort(404)
        return render_template("no_report.html", today=date_of(day_of(house.now_ms())))
    return render_template(
        "report.html",
        page=day_page(found, house.settings, now_ms=house.now_ms()),
        days=[(one.day, date_of(one.day), one.is_closed) for one in days],
        levels=house.settings.rating.level,
        rating=house.settings.rating,
        rules=house.settings.rules,
    )
