"""For leaders: what if one more counter had been open? Asked on a form, worked out beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from config.hours import timetable_of
from config.settings import Settings
from mot_cua.business_day import day_of, next_day
from mot_cua.errors import Refused
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import date_of
from queue_server.core.forecast.hall import Periods
from queue_server.core.forecast.outlooks import duty_of
from queue_server.core.forecast.study import ENOUGH_DAYS, Job, Question
from queue_server.core.forecast.what_if import waits_of
from queue_server.core.situation import MINUTE, SECOND
from queue_server.journal.past_days import KnownDay
from queue_server.studies import Studies, Study
from queue_server.web.page import gateway, language, service_names
from queue_server.web.what_if_words import (
    case_of,
    clock,
    minutes,
    outcome_text,
    percents,
    roster_rows,
)

what_if = Blueprint("what_if", __name__)

MOST_COUNTERS: Final = 3
_WEEK: Final = 7


@what_if.get("/admin/what-if")
def ask() -> str:
    """Show the form, and what it would be answered from."""
    return _form()


def _form(problem: str = "") -> str:
    days = _days()
    running = studies().running
    return render_template(
        "what_if.html",
        view=gateway().view,
        problem=problem,
        services=service_names(),
        given=request.form,
        times=[clock(one) for one in _half_hours(_duty())],
        counts=range(1, MOST_COUNTERS + 1),
        days=len(days),
        first=date_of(days[0].day) if days else "",
        last=date_of(days[-1].day) if days else "",
        people=round(sum(len(one.past.arrivals) for one in days) / len(days)) if days else 0,
        enough=ENOUGH_DAYS,
        running=_address(running) if running else "",
    )


@what_if.post("/admin/what-if")
def begin() -> ResponseReturnValue:
    """Begin to work on a question, and lead to the page of its answer."""
    asked, problem = question_of(request.form, gateway().settings, _duty())
    days = _days()
    if asked is None or len(days) < ENOUGH_DAYS:
        return _form(problem), 422
    try:
        study = studies().begin(_job(asked, days))
    except Refused as refusal:
        running = studies().running
        if refusal.code == "study-running" and running is not None:
            return redirect(_address(running), 303)
        return _form("Máy chủ đang bận. Vui lòng gửi lại câu hỏi."), 503
    return redirect(_address(study), 303)


@what_if.get("/admin/what-if/<study>")
def answer(study: str) -> ResponseReturnValue:
    """Show how far a question is, or its answer."""
    found = studies().find(study)
    if found is None:
        return redirect(_address(None), 303)
    asked, said = found.question, found.answer
    numbers = [one.number for one in gateway().settings.counter]
    return render_template(
        "what_if_answer.html",
        view=gateway().view,
        study=found,
        is_over=found.is_over.is_set(),
        count=asked.count,
        service=service_names().get(asked.service, asked.service),
        begins=clock(asked.begins_s),
        ends=clock(asked.ends_s),
        said=said,
        everybody=case_of(said.everybody) if said else None,
        asked=case_of(said.asked) if said and said.asked else None,
        real=_as_it_was(_days()) if said else "",
        roster=roster_rows(said, numbers, service_names()) if said else (),
        with_roster=outcome_text(said.with_roster) if said else "",
        as_now=outcome_text(said.everybody.before) if said else "",
        numbers=numbers,
        cancel_address=_address(found, "/cancel"),
        again_address=_address(None),
    )


@what_if.post("/admin/what-if/<study>/cancel")
def cancel(study: str) -> ResponseReturnValue:
    """Cancel a study; what is over stays."""
    found = studies().find(study)
    if found is not None:
        found.cancel()
    return redirect(_address(None), 303)


@what_if.after_request
def let_its_own_form_in(response: Response) -> Response:
    """Let the browser say where the form comes from."""
    # With `no-referrer` browsers send `Origin: null` with a form, which the guard refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def studies() -> Studies:
    """Return the present application's studies."""
    found = current_app.extensions["mot-cua-studies"]
    assert isinstance(found, Studies)
    return found


def question_of(
    form: dict[str, str], settings: Settings, duty: Periods
) -> tuple[Question | None, str]:
    """Read the form; return no question, and what is wrong with it, if it cannot be answered."""
    times = {clock(one): one for one in _half_hours(duty)}
    begins, ends = times.get(form.get("begins", "")), times.get(form.get("ends", ""))
    service, count = form.get("service", ""), form.get("count", "")
    if service not in {one.code for one in settings.service}:
        return None, "Chưa chọn lĩnh vực. Vui lòng chọn một lĩnh vực trong danh sách."
    if count not in {str(number) for number in range(1, MOST_COUNTERS + 1)}:
        return None, f"Số quầy mở thêm phải từ 1 đến {MOST_COUNTERS}."
    if begins is None or ends is None:
        return None, "Giờ bắt đầu và giờ kết thúc phải nằm trong giờ làm việc."
    if begins >= ends:
        return None, "Giờ kết thúc phải sau giờ bắt đầu. Vui lòng chọn lại."
    asked = Question(service=service, count=int(count), begins_s=begins, ends_s=ends)
    return asked, ""


def _job(asked: Question, days: Sequence[KnownDay]) -> Job:
    settings = gateway().settings
    return Job(
        question=asked,
        days=tuple(one.past for one in days),
        desks=tuple((one.number, tuple(one.services)) for one in settings.counter),
        nominal_s={one.code: one.nominal_min * MINUTE / SECOND for one in settings.service},
        duty=_duty(),
        cap=settings.rules.overtaking_cap,
        learnt=gateway().learnt(),
    )


def _days() -> list[KnownDay]:
    return gateway().past_days.last([one.number for one in gateway().settings.counter])


def _duty() -> Periods:
    """Return when the office works on the next day on which it does."""
    timetable: Timetable = timetable_of(gateway().settings.hours)
    day = day_of(gateway().now_ms())
    for _ in range(_WEEK):
        if timetable.work_periods(day):
            break
        day = next_day(day)
    return duty_of(timetable, day)


def _half_hours(duty: Periods) -> list[float]:
    """List the half hours from the first hour of work to the last."""
    if not duty:
        return []
    first, last = round(duty[0][0] / 1800), round(duty[-1][1] / 1800)
    return [1800.0 * one for one in range(first, last + 1)]


def _as_it_was(days: Sequence[KnownDay]) -> str:
    """Say how long people really waited, for comparison with the days that were lived again."""
    waits = [waits_of(one.waited_s) for one in days if one.waited_s]
    if not waits:
        return ""
    mean = sum(one.mean_s for one in waits) / len(waits)
    long = sum(one.long_share for one in waits) / len(waits)
    return f"chờ trung bình {minutes(mean)}, {percents(long)} chờ quá 15 phút"


def _address(study: Study | None, more: str = "") -> str:
    place = f"/admin/what-if/{study.id}{more}" if study else "/admin/what-if"
    return place + ("?lang=en" if language() == "en" else "")
