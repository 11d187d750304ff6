"""The administration: the day at a glance, the devices, and the daily reports."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, render_template

from mot_cua.business_day import day_of
from mot_cua.ids import DeviceId
from queue_server.gateway import Gateway
from queue_server.service import SERVER
from queue_server.web.day_figures import date_of, day_page, sum_of
from queue_server.web.page import gateway
from queue_server.web.public import satisfaction_of
from queue_server.web.texts import PRINTER_STATES, ROLES

admin = Blueprint("admin", __name__)

SILENT_MS = 95_000
"""Three heartbeats and a little: a device that was not heard for so long is not there."""


class DeviceLine(NamedTuple):
    """One device as the administrator sees it."""

    id: str
    role: str
    is_online: bool
    heard_ms: int | None
    version: str
    printer: str
    """Empty for a device without one."""
    is_printer_well: bool
    outbox: int
    is_clock_right: bool


@admin.get("/admin")
def overview() -> str:
    """Show the office at a glance."""
    view = gateway().view
    return render_template(
        "admin.html",
        view=view,
        day=date_of(view.day) if view.day else "",
        sum=sum_of(view.totals),
        issued=view.totals["issued"],
        said=satisfaction_of(view),
        devices=device_lines(gateway()),
    )


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


def device_lines(house: Gateway) -> list[DeviceLine]:
    """List the devices of the office file, and whoever else has been heard."""
    settings = house.settings
    expected = {
        **{one.id: "kiosk" for one in settings.kiosk},
        **{one.id: "display" for one in settings.board},
        **{one.id: "bridge" for one in settings.bridge},
    }
    heard = {str(one): device.status.role for one, device in house.devices.items()}
    heard.pop(SERVER, None)
    return [_line(house, name, role) for name, role in {**expected, **heard}.items()]


def _line(house: Gateway, name: str, role: str) -> DeviceLine:
    device = house.devices.get(DeviceId(name))
    if device is None:
        return DeviceLine(name, ROLES.get(role, role), False, None, "", "", True, 0, True)
    status = device.status
    printer = status.health.get("printer", "")
    return DeviceLine(
        id=name,
        role=ROLES.get(role, role),
        is_online=status.online and house.now_ms() - device.heard_ms < SILENT_MS,
        heard_ms=device.heard_ms,
        version=status.version,
        printer=PRINTER_STATES.get(printer, printer),
        is_printer_well=printer in ("", "ready"),
        outbox=status.outbox_depth,
        is_clock_right=status.clock_trusted,
    )
