"""One day's report as the page shows it: reception, waits, and ratings by service and counter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from config.settings import Settings
from mot_cua.business_day import local
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import date_of, date_text, figure, minutes_text, percent, time_text
from queue_server.core.figures import NOTHING, ninth_place
from queue_server.core.ticket import State
from queue_server.journal.report import DayReport
from queue_server.reports.reasons import Reasons, opinions_of, reasons_of, supplement_words
from queue_server.reports.remarks import Remark, remarks_of
from queue_server.web.pooling import Line, counter_lines, service_lines
from queue_server.web.satisfaction import Satisfaction, said_of
from queue_server.web.texts import OUTCOMES, TICKET_STATES


class Term(NamedTuple):
    """One summand of the day's tickets."""

    label: str
    tickets: int


class Waits(NamedTuple):
    """How long people waited for their first call, as texts."""

    mean: str
    ninth: str
    """Nine out of ten waited no longer."""
    longest: str
    over: str
    """How many waited longer than the office's own limit."""


class DayPage(NamedTuple):
    """Everything on the page of one day."""

    report: DayReport
    day: str
    standing: str
    """Whether the figures are sealed, and since when; or until when they are counted."""
    sum: tuple[Term, ...]
    waits: Waits
    total: Satisfaction
    by_service: tuple[Line, ...]
    by_counter: tuple[Line, ...]
    sentence: str
    """The day in one sentence, to be copied into a message."""
    outcomes: tuple[tuple[str, str], ...]
    """How visits ended, a line for each service; empty when no officer noted any."""
    reasons: Reasons
    remarks: tuple[Remark, ...]
    supplement: str
    """What phones said after the seal; empty when nothing came."""
    opinions: str
    """What was pressed on kiosks for no visit; empty where no kiosk has rating buttons."""


def day_page(report: DayReport, settings: Settings, *, now_ms: UnixMs) -> DayPage:
    """Lay out a day's figures."""
    total, standing = said_of(report.total, settings), _standing(report, now_ms)
    return DayPage(
        report=report,
        day=date_of(report.day),
        standing=standing,
        sum=sum_of(report.states),
        waits=waits_of(report.waits_ms, limit_min=settings.rules.long_wait_min),
        total=total,
        by_service=service_lines(report.by_service, settings),
        by_counter=counter_lines(report.by_counter, settings),
        sentence=sentence_of(date_of(report.day), standing, total, is_sample=report.is_sample),
        outcomes=tuple(_outcomes(report, settings)),
        reasons=reasons_of(report.reasons, total.rated, settings.rating),
        remarks=remarks_of(report),
        supplement=supplement_words(report.supplement, settings),
        opinions=opinions_of(report.opinions, settings),
    )


def sentence_of(day: str, standing: str, total: Satisfaction, *, is_sample: bool) -> str:
    """Say a day in one sentence that is honest wherever it is pasted."""
    mark = "[DỮ LIỆU MẪU] " if is_sample else ""
    small = "; mẫu nhỏ, chưa kết luận về mục tiêu" if total.is_shaded else ""
    return f"{mark}Ngày {day}, {standing}: {total.headline}; {total.response}{small}."


def _outcomes(report: DayReport, settings: Settings) -> Iterator[tuple[str, str]]:
    names = {one.code: one.name for one in settings.service}
    if not any(outcome for ends in report.outcomes.values() for outcome in ends):
        return
    for code, ends in report.outcomes.items():
        told = [
            f"{words.lower()} {figure(ends[key])}"
            for key, (words, _) in OUTCOMES.items()
            if ends.get(key)
        ]
        if ends.get(""):
            told.append(f"không ghi {figure(ends[''])}")
        yield names.get(code, code), "; ".join(told)


def _standing(report: DayReport, now_ms: UnixMs) -> str:
    if not report.is_closed or report.closed_ms is None:
        return f"số liệu tạm tính đến {time_text(local(now_ms))}"
    moment = local(UnixMs(report.closed_ms))
    words = "chốt bù" if report.is_made_up else "chốt"
    day = "" if moment.date().isoformat() == report.day else f" ngày {date_text(moment)}"
    return f"số liệu {words} lúc {time_text(moment)}{day}"


def sum_of(counts: Mapping[str, int]) -> tuple[Term, ...]:
    """List the tickets by state, in the order of a ticket's life."""
    return tuple(Term(TICKET_STATES[state.value], counts.get(state.value, 0)) for state in State)


def waits_of(waits_ms: Sequence[int], *, limit_min: int) -> Waits:
    """Describe the waits of a day; `waits_ms` is sorted.

    >>> waits_of([60_000, 120_000, 960_000], limit_min=15).over
    '1/3 lượt (33,3%)'
    """
    count = len(waits_ms)
    if not count:
        return Waits(NOTHING, NOTHING, NOTHING, NOTHING)
    over = sum(one > limit_min * 60_000 for one in waits_ms)
    return Waits(
        mean=minutes_text(sum(waits_ms) // count),
        ninth=minutes_text(waits_ms[ninth_place(count)]),
        longest=minutes_text(waits_ms[-1]),
        over=f"{figure(over)}/{figure(count)} lượt ({percent(over, count)})" if over else NOTHING,
    )
