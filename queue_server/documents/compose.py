"""From the figures of a day, or of a month's days, to what their documents say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from config.settings import Settings
from mot_cua.business_day import local
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import date_of, date_prose, figure, percent, time_text
from queue_server.core.figures import NOTHING, Tally
from queue_server.core.ticket import State
from queue_server.documents.content import (
    Fact,
    Form,
    Group,
    LevelCount,
    Poster,
    ReasonCount,
    ReportDocument,
)
from queue_server.journal.report import DayReport
from queue_server.reports.reasons import Reasons
from queue_server.reports.remarks import Remark
from queue_server.web.day_figures import DayPage, day_page
from queue_server.web.satisfaction import Satisfaction, describe

SUBJECT: Final = "Kết quả đánh giá mức độ hài lòng của tổ chức, cá nhân"

KIOSK_OPINIONS: Final = "ý kiến tại kiosk, không gắn lượt (không tính vào tỷ lệ)"

SUPPLEMENT: Final = "bổ sung sau khi chốt (không tính lại vào số liệu đã chốt)"

_ENDS: Final = (State.DONE, State.NO_SHOW, State.CANCELLED, State.EXPIRED)
"""Named even when nobody's visit ended so; the other states only while somebody is in them."""


def compose_day(report: DayReport, settings: Settings, *, now_ms: UnixMs) -> ReportDocument:
    """Say everything that the documents of a day say.

    A sealed day is dated by its seal and says the same whenever it is asked for; an open one is
    dated by `now_ms`.
    """
    page = day_page(report, settings, now_ms=now_ms)
    moment = local(now_ms if report.closed_ms is None else report.closed_ms)
    return ReportDocument(
        form=form_of(settings, f"ngày {page.day}", moment),
        day=report.day,
        last=report.day,
        when=f"ngày {page.day}",
        standing=page.standing,
        moment=time_text(moment) if moment.date().isoformat() == report.day else "",
        is_closed=report.is_closed,
        is_sample=report.is_sample,
        seal=report.head if report.is_closed else "",
        reception=_reception(page),
        waits=_waits(page, settings.rules.long_wait_min),
        remarks=(
            *remark_facts(page.remarks),
            *((count_of("cảnh báo cho lãnh đạo", report.alerts),) if report.alerts else ()),
            *said(KIOSK_OPINIONS, page.opinions),
            *said(SUPPLEMENT, page.supplement),
        ),
        services=tuple(group_of(line.key, line.name, line.said) for line in page.by_service),
        counters=tuple(group_of(line.key, line.name, line.said) for line in page.by_counter),
        total=group_of("", "Tổng cộng", page.total),
        headline=page.total.headline,
        response=page.total.response,
        verdict=page.total.verdict,
        notes=notes_of(
            [(one.name, one.said) for one in page.by_service],
            [one.said for one in page.by_counter],
            page.total,
            settings,
        ),
        shown_from=settings.rating.shown_from,
        voice=settings.office.voice,
        reasons=page.reasons.words,
        reason_counts=reason_counts(page.reasons),
    )


def compose_poster(
    days: Sequence[DayReport], settings: Settings, *, now_ms: UnixMs, month: str = ""
) -> Poster:
    """Say what hangs on the wall: of one day, or of all the days of `month`, `2026-11`.

    Raises:
        ValueError: no day at all.
    """
    if not days:
        raise ValueError("a poster needs at least one day")
    levels = Counter[str]()
    for one in days:
        levels.update(one.total.levels)
    served = sum(one.total.served for one in days)
    said = describe(Tally(dict(levels), served, settings.rating))
    last = max(days, key=lambda one: one.day)
    form = form_of(settings, f"ngày {date_of(last.day)}", local(now_ms))
    return Poster(
        agency=form.agency,
        issuer=form.issuer,
        period=f"Tháng {month[5:]}/{month[:4]}" if month else f"Ngày {date_of(last.day)}",
        standing=_month_standing(days)
        if month
        else day_page(last, settings, now_ms=now_ms).standing,
        is_sample=any(one.is_sample for one in days),
        is_closed=all(one.is_closed for one in days),
        total=group_of("", "Tổng cộng", said),
        headline=said.headline,
        response=said.response,
        verdict=said.verdict,
        best_label=settings.rating.level[0].label,
        note="Đánh giá tại chỗ, ngay sau khi được phục vụ. Tỷ lệ tính trên số lượt có đánh giá;"
        " lượt không đánh giá không được tính là hài lòng.",
    )


def _month_standing(days: Sequence[DayReport]) -> str:
    last = date_of(max(one.day for one in days))
    open_days = sum(not one.is_closed for one in days)
    rest = f", trong đó {figure(open_days)} ngày chưa chốt" if open_days else ""
    return f"số liệu của {figure(len(days))} ngày làm việc, đến hết ngày {last}{rest}"


def form_of(settings: Settings, when: str, moment: datetime) -> Form:
    """Say what stands around the figures of a day or a period."""
    office, report = settings.office, settings.report
    rules = (settings.rules.basis,) if settings.rules.basis else ()
    place = f"{office.place}, " if office.place else ""
    prose = date_prose(moment)
    return Form(
        agency=report.agency or office.agency,
        issuer=report.issuer or office.name,
        symbol=report.symbol,
        place_and_date=place + prose if place else prose[0].upper() + prose[1:],
        subject=f"{SUBJECT} {when}",
        basis=(*report.basis, *rules),
        recipients=report.recipients,
        preparer=report.preparer,
        signer=report.signer,
        signer_name=report.signer_name,
    )


def group_of(key: str, name: str, said: Satisfaction) -> Group:
    """Say what may be said of one group."""
    levels = said.tally.settings.level
    return Group(
        key=key,
        name=name,
        served=said.served,
        dossiers=said.dossiers,
        rated=said.rated,
        unrated=said.unrated,
        response=percent(said.rated, said.served) if said.served else "",
        share=said.share,
        best_share=said.bars[0].share,
        is_shaded=said.is_shaded,
        target=said.target,
        levels=tuple(
            LevelCount(
                id=level.id,
                label=bar.label,
                tone=bar.tone,
                is_satisfied=bar.is_satisfied,
                given=bar.given,
                share=bar.share,
                width=bar.width,
            )
            for level, bar in zip(levels, said.bars, strict=True)
        ),
    )


def count_of(label: str, count: int) -> Fact:
    """Write a count; nothing is a word."""
    return Fact(label=label, value=figure(count) if count else NOTHING, count=count)


def dossiers_of(total: Satisfaction) -> tuple[Fact, ...]:
    """Say how many hồ sơ the visits brought, if a family brought several with one number."""
    if total.dossiers <= total.served:
        return ()
    return (count_of("hồ sơ trong các lượt đã phục vụ", total.dossiers),)


def reason_counts(reasons: Reasons) -> tuple[ReasonCount, ...]:
    """List the reasons that may be told one by one."""
    return tuple(ReasonCount(id=one.id, label=one.label, given=one.given) for one in reasons.lines)


def _reception(page: DayPage) -> tuple[Fact, ...]:
    terms = dict(zip(State, page.sum, strict=True))
    named = [*_ENDS, *(state for state in State if state not in _ENDS and terms[state].tickets)]
    return (
        count_of("Tổng số lượt lấy số", page.report.issued),
        *(count_of(*terms[state]) for state in named),
    )


def _waits(page: DayPage, limit_min: int) -> tuple[Fact, ...]:
    waits = page.waits
    return (
        count_of("Lượt ưu tiên", page.report.priority),
        *dossiers_of(page.total),
        Fact(label="chờ trung bình", value=waits.mean),
        Fact(label="9/10 số lượt chờ không quá", value=waits.ninth),
        Fact(label="chờ lâu nhất", value=waits.longest),
        Fact(label=f"chờ quá {figure(limit_min)} phút", value=waits.over),
    )


def remark_facts(remarks: Iterable[Remark]) -> tuple[Fact, ...]:
    """Write remarks; on most days the paper has no room for what is rare and was not."""
    return tuple(
        Fact(label=one.prose, value=one.value, count=one.number)
        for one in remarks
        if one.number != 0 or not one.is_rare
    )


def said(label: str, words: str) -> tuple[Fact, ...]:
    """Tell something that most reports have no line for."""
    return (Fact(label=label, value=words),) if words else ()


def notes_of(
    services: Sequence[tuple[str, Satisfaction]],
    counters: Sequence[Satisfaction],
    total: Satisfaction,
    settings: Settings,
) -> tuple[str, ...]:
    """Say how to read the table."""
    rating = settings.rating
    good = " + ".join(f"“{one.label}”" for one in rating.level if one.counts_as_satisfied)
    groups = [*(said for _, said in services), *counters]
    notes = [
        f"Tỷ lệ hài lòng = ({good}) : số lượt đánh giá; mục tiêu {rating.target_percent}%."
        " Lượt không đánh giá không được tính là hài lòng."
    ]
    if any(not one.share for one in groups):
        least = figure(rating.shown_from)
        notes.append(f"* Dưới {least} lượt đánh giá: không công bố tỷ lệ riêng.")
    if any(one.is_shaded for one in groups) or total.is_shaded:
        notes.append(f"† Mẫu nhỏ, dưới {figure(rating.shaded_below)} lượt đánh giá.")
    own = [
        f"{name}: {said.target}%" for name, said in services if said.target != rating.target_percent
    ]
    if own:
        notes.append(f"Mục tiêu riêng – {'; '.join(own)}.")
    return tuple(notes)
