"""The reports of weeks, months and years, why their figures moved, and what is done about it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import RequestId, new_id
from mot_cua.vietnamese import date_of
from queue_server.core import commands as c
from queue_server.core.periods import (
    Cutoff,
    NoPeriod,
    Period,
    current,
    period_of,
    previous,
    year_before,
)
from queue_server.documents.kinds import KINDS
from queue_server.journal.period_report import PeriodReports
from queue_server.reports.heard import response_of
from queue_server.reports.period_page import due_words, period_page, standing_periods
from queue_server.reports.why_page import why_page
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, sentence_of

periods = Blueprint("periods", __name__)


@periods.get("/report/period")
def choose() -> AnyResponse:
    """Lead to the present month, or to the days that the form names."""
    first, last = request.args.get("first", ""), request.args.get("last", "")
    if first or last:
        return redirect(f"/report/period/{first}..{last}")
    return redirect(f"/report/period/{current('month', _today(), cutoff=_cutoff()).name}")


@periods.get("/report/period/<name>")
def show(name: str) -> str | tuple[str, int]:
    """Show the figures of a period."""
    return _show(name)


@periods.get("/report/period/<name>/why")
def why(name: str) -> str | tuple[str, int]:
    """Show what may explain a period's figure."""
    period = period_named(name)
    if period is None:
        return _none(f"{name}: không có kỳ báo cáo nào tên như vậy.", 404)
    report = reader().read(period)
    if report is None:
        return _none(f"{period.title}: không có ngày làm việc nào được ghi nhận.", 200)
    is_year = request.args.get("against") == "year"
    than = (year_before if is_year else previous)(period, cutoff=_cutoff())
    return render_template(
        "why.html",
        page=why_page(report, reader().read(than), than, gateway().settings),
        is_year=is_year,
        is_sample=report.is_sample,
    )


@periods.post("/report/period/<name>/remedy")
def remedy(name: str) -> AnyResponse | str | tuple[str, int]:
    """Record what the leader wrote; the page comes again, with it or with what is missing."""
    period = period_named(name)
    if period is None:
        abort(404)
    words = {key: request.form.get(key, "") for key in _FIELDS}
    order = c.RecordRemedy(
        request=RequestId(new_id()),
        remedy=request.form.get("remedy") or new_id(),
        period=period.name,
        **words,
    )
    try:
        gateway().ask(order, by=signature(who.user().login))
    except Refused as refusal:
        said = sentence_of(refusal)
        return _show(name, problem=said, words=words)
    return redirect(f"/report/period/{period.name}#bien-phap")


@periods.post("/report/period/<name>/response")
def respond(name: str) -> AnyResponse | str | tuple[str, int]:
    """Record what the public is told, and lead to the page that shows it."""
    login = who.user().login
    order = c.WriteResponse(
        request=RequestId(new_id()), month=name, text=request.form.get("text", ""), by=login
    )
    try:
        gateway().ask(order, by=signature(login))
    except Refused as refusal:
        return _show(name, problem=sentence_of(refusal))
    return redirect(f"/report/period/{name}#cong-khai")


@periods.get("/report/period/<name>/<kind>")
def document(name: str, kind: str) -> Response:
    """Make one document of a period; 404 when there is no such period or kind."""
    house, period, known = gateway(), period_named(name), KINDS.get(kind)
    report = reader().read(period) if period else None
    if report is None or known is None or known.make_period is None:
        abort(404)
    page = period_page(report, reader(), house.settings)
    answer = Response(
        known.make_period(page, house.settings, house.now_ms()), content_type=known.mimetype
    )
    file_name = known.file_name(report.period.name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


_FIELDS = ("cause", "action", "owner", "due", "effect")


def _show(
    name: str, *, problem: str = "", words: dict[str, str] | None = None
) -> str | tuple[str, int]:
    period = period_named(name)
    if period is None:
        return _none(f"{name}: không có kỳ báo cáo nào tên như vậy.", 404)
    house, report = gateway(), reader().read(period)
    if report is None:
        return _none(f"{period.title}: không có ngày làm việc nào được ghi nhận.", 200)
    made = period_page(report, reader(), house.settings)
    page = render_template(
        "period.html",
        page=made,
        trend=Markup(made.trend),  # noqa: S704 - our own shapes; their words are escaped
        week=Markup(made.week),  # noqa: S704
        choices=_choices(),
        levels=house.settings.rating.level,
        rating=house.settings.rating,
        rules=house.settings.rules,
        today=_today(),
        due_words=due_words,
        date_of=date_of,
        title_of=lambda one: period_of(one, cutoff=_cutoff()).title,
        response=response_of(house.reports.engine, period.name),
        problem=problem,
        words=words or {},
    )
    return (page, 409) if problem else page


def _none(said: str, code: int) -> tuple[str, int]:
    return render_template("no_period.html", said=said, choices=_choices()), code


def _choices() -> list[Period]:
    return standing_periods(_today(), gateway().settings)


def period_named(name: str) -> Period | None:
    """Read the name of a period; None when it is of none."""
    try:
        return period_of(name, cutoff=_cutoff())
    except NoPeriod:
        return None


def reader() -> PeriodReports:
    """Return the reader of periods."""
    house = gateway()
    return PeriodReports(
        house.reports.engine,
        long_wait_min=house.settings.rules.long_wait_min,
        cutoff=_cutoff(),
    )


def _cutoff() -> Cutoff:
    return gateway().settings.report.cutoff


def _today() -> str:
    return day_of(gateway().now_ms())
