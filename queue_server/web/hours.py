"""The page of the office's hours: the week, the days that differ, the year's list to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
from flask import Blueprint, Response, abort, render_template, request

from mot_cua.business_day import local, ms_of
from mot_cua.errors import BadMessage, Refused
from mot_cua.ids import RequestId
from mot_cua.messages import OfficeCalendar, SpecialDay
from mot_cua.office_calendar import Fault, faults
from mot_cua.vietnamese import date_text, nfc
from queue_server.core import commands as c
from queue_server.core.holidays import is_complete, proposed
from queue_server.web import who
from queue_server.web.api import malformed, refused
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, json, language
from queue_server.web.wishes import Request

hours = Blueprint("hours", __name__)

WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
REMIND_FROM_MONTH: Final = 11
"""From November on somebody is reminded of the next year's list."""

_FAULTS: Final = {
    "week-length": "Tuần phải có đủ bảy ngày.",
    "too-many": "Quá nhiều ngày; vui lòng xóa các năm cũ.",
    "never-open": "Chưa có ngày nào trong tuần có giờ làm việc.",
    "no-date": "{place}: không có ngày này.",
    "twice": "{place}: ngày này ghi hai lần.",
    "no-span": "{place}: “{span}” chưa đúng; ghi như 07:30-11:30, cách nhau bằng dấu phẩy.",
    "backwards": "{place}: “{span}” kết thúc trước khi bắt đầu.",
    "overlap": "{place}: “{span}” trùng với khoảng giờ trước đó.",
    "outside": "{place}: “{span}” nằm ngoài ngày làm việc ({opens}–{closes}).",
    "issue-without-work": "{place}: có giờ lấy số nhưng không có giờ làm việc.",
    "work-without-issue": "{place}: có giờ làm việc nhưng không có giờ lấy số.",
}


class CalendarWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A press on *Lưu*: the whole calendar, as it shall be."""

    request: Request
    calendar: OfficeCalendar


class Row(NamedTuple):
    """One day that differs, as a row of the page."""

    date: str
    shown: str
    weekday: str
    work: str
    issue: str
    reason: str
    is_past: bool


@hours.get("/hours")
def page() -> str:
    """Show the hours in force, and one year's list of days that differ."""
    house = gateway()
    today = local(house.now_ms()).date()
    year = request.args.get("year", today.year, int)
    if not 2020 <= year <= 2100:
        abort(404)
    calendar = house.calendar
    return render_template(
        "hours.html",
        week=list(zip(WEEKDAYS, calendar.week, strict=True)),
        rows=[_row(one, today.isoformat()) for one in calendar.special],
        year=year,
        years=range(today.year, today.year + 2),
        is_confirmed=year in calendar.confirmed,
        reminder=reminder(),
        limits=house.settings.hours,
        told={
            "calendar": msgspec.to_builtins(calendar),
            "year": year,
            "proposed": [one._asdict() for one in proposed(year)],
            "complete": is_complete(year),
            "weekdays": WEEKDAYS,
        },
    )


@hours.post("/api/hours")
def save() -> Response:
    """Put another calendar in force; what is wrong with it is told line by line."""
    house = gateway()
    try:
        wish = msgspec.json.decode(request.get_data(), type=CalendarWish)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return malformed(BadMessage(str(problem)))
    told = list(_problems(wish.calendar))
    if told:
        return json({"code": "calendar-impossible", "message": " ".join(told)}, 409)
    command = c.ChangeCalendar(
        request=RequestId(wish.request),
        calendar=_composed(wish.calendar),
        by=who.user().person,
    )
    try:
        [answer] = house.ask(command, by=signature(who.user().login))
    except Refused as refusal:
        return refused(refusal)
    return json({"answers": [msgspec.to_builtins(answer)]})


def reminder() -> str:
    """Say which year's list nobody has confirmed yet; empty when there is nothing to remind of."""
    house = gateway()
    today = local(house.now_ms()).date()
    years = [today.year] + ([today.year + 1] if today.month >= REMIND_FROM_MONTH else [])
    missing = [str(one) for one in years if one not in house.calendar.confirmed]
    if not missing:
        return ""
    if language() == "en":
        return f"Nobody has confirmed the days off of {' and '.join(missing)}."
    return f"Chưa xác nhận danh sách ngày nghỉ năm {' và '.join(missing)}."


def _row(day: SpecialDay, today: str) -> Row:
    return Row(
        date=day.date,
        shown=date_text(local(ms_of(day.date))),
        weekday=weekday_of(day.date),
        work=", ".join(day.work),
        issue=", ".join(day.issue),
        reason=day.reason,
        is_past=day.date < today,
    )


def weekday_of(day: str) -> str:
    """Name the weekday of a date."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def _problems(calendar: OfficeCalendar) -> Iterator[str]:
    limits = gateway().settings.hours
    found = faults(calendar, day_opens=limits.day_opens, day_closes=limits.day_closes)
    for fault in found:
        yield _FAULTS[fault.code].format(
            place=_place(fault), span=fault.span, opens=limits.day_opens, closes=limits.day_closes
        )


def _place(fault: Fault) -> str:
    return WEEKDAYS[int(fault.place)] if fault.place in map(str, range(7)) else fault.place


def _composed(calendar: OfficeCalendar) -> OfficeCalendar:
    """Put the days in order, and their letters into one form."""
    days: list[Any] = [
        msgspec.structs.replace(one, reason=nfc(one.reason.strip())) for one in calendar.special
    ]
    return msgspec.structs.replace(
        calendar,
        special=tuple(sorted(days, key=lambda one: one.date)),
        confirmed=tuple(sorted(set(calendar.confirmed))),
    )
