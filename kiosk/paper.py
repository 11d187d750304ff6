"""From a number to what its paper says. Pure."""

from __future__ import annotations

from typing import NamedTuple

from config.settings import ServiceSettings, Settings
from hardware.printer.layout import TicketPaper
from kiosk.series import Issued
from mot_cua.business_day import local
from mot_cua.vietnamese import date_text, time_text, weekday

NOON = 12


class Wait(NamedTuple):
    """What a ticket says about the wait."""

    ahead: int | None = None
    forecast: str = ""


def counters_of(settings: Settings, service: str) -> tuple[int, ...]:
    """List the counters that serve a service, as the office file says."""
    return tuple(one.number for one in settings.counter if service in one.services)


def service_of(settings: Settings, code: str) -> ServiceSettings:
    """Return a service of the office file. Raises KeyError for one that it does not name."""
    for one in settings.service:
        if one.code == code:
            return one
    raise KeyError(code)


def qr_of(settings: Settings, token: str) -> str:
    """Return what the QR of a ticket carries; empty without phone pages, or without a token."""
    return f"{settings.office.url}/t/{token}" if settings.office.url and token else ""


def paper_of(
    settings: Settings,
    issued: Issued,
    *,
    wait: Wait,
    is_clock_trusted: bool,
    is_reprint: bool = False,
    is_test: bool = False,
) -> TicketPaper:
    """Say what a ticket says. Nothing is said about the wait when the server is away."""
    here = local(issued.issued_ms)
    office = settings.office
    return TicketPaper(
        agency=office.agency.upper(),
        office=office.name.upper(),
        label=issued.label,
        service=service_of(settings, issued.service).name,
        symbol=service_of(settings, issued.service).symbol,
        is_priority=issued.is_priority,
        counters=counters_of(settings, issued.service),
        ahead=wait.ahead,
        forecast=wait.forecast or None,
        taken_at=(
            f"{time_text(here)} – {weekday(here)}, {date_text(here)}" if is_clock_trusted else None
        ),
        session=("Sáng" if here.hour < NOON else "Chiều") if is_clock_trusted else "",
        qr=qr_of(settings, issued.token) or None,
        rules=office.ticket_rules,
        hotline=f"Phản ánh, kiến nghị: {office.hotline}" if office.hotline else None,
        thanks=office.thanks,
        is_reprint=is_reprint,
        is_test=is_test,
    )
