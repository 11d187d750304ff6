"""The office's hours: a change is an event, and from then on the calendar in force."""

from __future__ import annotations

from mot_cua.errors import Refused
from mot_cua.office_calendar import faults
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import Situation


def change_calendar(now: Situation, command: c.ChangeCalendar) -> list[e.Event]:
    """Put another calendar in force, whole.

    The open day goes on until its own end, also when it becomes a day off.
    """
    hours = now.settings.hours
    wrong = list(faults(command.calendar, day_opens=hours.day_opens, day_closes=hours.day_closes))
    if wrong:
        told = "; ".join(" ".join(filter(None, one)) for one in wrong)
        raise Refused("calendar-impossible", f"this calendar cannot be kept: {told}")
    if command.calendar == now.office.calendar:
        raise Refused("calendar-unchanged", "this is the calendar in force")
    return [e.CalendarChanged(request=command.request, calendar=command.calendar, by=command.by)]
