"""From the figures of a period to what its documents say."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import Settings
from mot_cua.business_day import local
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import date_of, figure
from queue_server.core.periods import Period, period_of
from queue_server.core.ticket import State
from queue_server.documents.compose import (
    KIOSK_OPINIONS,
    count_of,
    dossiers_of,
    form_of,
    group_of,
    notes_of,
    reason_counts,
    remark_facts,
    said,
)
from queue_server.documents.content import Fact, Poster, ReportDocument
from queue_server.journal.period_report import Remedy
from queue_server.registers.in_period import Counted, InPeriod
from queue_server.reports.period_page import PeriodPage


def compose_period(page: PeriodPage, settings: Settings, *, now_ms: UnixMs) -> ReportDocument:
    """Say everything that the documents of a period say; they are dated by `now_ms`."""
    report, period = page.report, page.report.period
    when = _when(period)
    services = [(one.name, one.said) for one in page.by_service]
    return ReportDocument(
        form=form_of(settings, when, local(now_ms)),
        day=period.name,
        last=period.last,
        when=when,
        standing=f"{page.dates}; {page.standing}",
        moment="",
        is_closed=not report.open_days,
        is_sample=report.is_sample,
        seal="",
        reception=tuple(_reception(page)),
        waits=_waits(page, settings.rules.long_wait_min),
        remarks=(*remark_facts(page.remarks), *said(KIOSK_OPINIONS, page.opinions)),
        services=tuple(group_of(one.key, one.name, one.said) for one in page.by_service),
        counters=tuple(group_of(one.key, one.name, one.said) for one in page.by_counter),
        total=group_of("", "Tổng cộng", page.total),
        headline=page.total.headline,
        response=page.total.response,
        verdict=page.total.verdict,
        notes=notes_of(services, [one.said for one in page.by_counter], page.total, settings),
        shown_from=settings.rating.shown_from,
        voice=settings.office.voice,
        reasons=page.reasons.words,
        reason_counts=reason_counts(page.reasons),
        chart=page.trend,
        comparisons=tuple(_comparisons(page)),
        petitions=_counted(page.registers.petitions),
        apologies=_counted(page.registers.apologies),
        supplied=tuple(supplied_words(page.registers)),
        measures=tuple(_measure(one, settings) for one in (*page.remedies, *page.earlier)),
    )


def compose_period_poster(page: PeriodPage, settings: Settings, *, now_ms: UnixMs) -> Poster:
    """Say what hangs on the wall."""
    form = form_of(settings, _when(page.report.period), local(now_ms))
    return Poster(
        agency=form.agency,
        issuer=form.issuer,
        period=page.title,
        standing=page.standing,
        is_sample=page.report.is_sample,
        is_closed=not page.report.open_days,
        total=group_of("", "Tổng cộng", page.total),
        headline=page.total.headline,
        response=page.total.response,
        verdict=page.total.verdict,
        best_label=settings.rating.level[0].label,
        note="Đánh giá tại chỗ, ngay sau khi được phục vụ. Tỷ lệ tính trên số lượt có đánh giá;"
        " lượt không đánh giá không được tính là hài lòng.",
    )


def _when(period: Period) -> str:
    """Begin with a small letter: it stands inside a sentence."""
    return period.title[:1].lower() + period.title[1:]


def _reception(page: PeriodPage) -> Iterable[Fact]:
    ends = (State.DONE, State.NO_SHOW, State.CANCELLED, State.EXPIRED)
    yield count_of("Tổng số lượt lấy số", page.report.issued)
    for state, term in zip(State, page.sum, strict=True):
        if state in ends or term.tickets:
            yield count_of(*term)
    yield Fact(label="đối chiếu", value=page.reconciled)


def _waits(page: PeriodPage, limit_min: int) -> tuple[Fact, ...]:
    waits = page.waits
    return (
        count_of("Lượt ưu tiên", page.report.priority),
        *dossiers_of(page.total),
        Fact(label="chờ trung bình", value=waits.mean),
        Fact(label="9/10 số lượt chờ không quá", value=waits.ninth),
        Fact(label="chờ lâu nhất", value=waits.longest),
        Fact(label=f"chờ quá {figure(limit_min)} phút", value=waits.over),
    )


def _comparisons(page: PeriodPage) -> Iterable[str]:
    for one in page.comparisons:
        share = f"{one.said.share} của {figure(one.said.rated)} lượt" if one.said.share else "*"
        yield f"So với {_when(one.period)} ({one.what}, {share}): {one.words}"
    yield page.trend_words.rstrip(".")


def _counted(lines: tuple[Counted, ...]) -> tuple[Fact, ...]:
    return tuple(count_of(one.label, one.number) for one in lines)


def supplied_words(registers: InPeriod) -> Iterable[str]:
    """Say the figures of other systems with their source, and the ranks."""
    for one in registers.supplied:
        figures = "; ".join(f"{label.lower()}: {value}" for label, value in one.figures)
        yield f"{one.title} – {figures} (nguồn: {one.source})"
    yield from registers.ranks


def _measure(remedy: Remedy, settings: Settings) -> str:
    title = period_of(remedy.period, cutoff=settings.report.cutoff).title
    effect = remedy.effect or "chưa ghi"
    return (
        f"{title}. Nguyên nhân: {remedy.cause}. Biện pháp: {remedy.action}. Người thực hiện:"
        f" {remedy.owner}, hạn {date_of(remedy.due)}. Hiệu quả: {effect}."
    )
