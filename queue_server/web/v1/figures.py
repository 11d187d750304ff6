"""The figures of a day or a period for other systems: as reports have them, or less.

1. Groups with few ratings are told together, as in every table (`core/small_numbers.py`).
2. Ratings are told of sealed days alone. Whoever asks every second would see each press otherwise.
3. A period whose days have one small one among them tells none: its days could be subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import Settings
from queue_server.core.figures import ninth_place
from queue_server.journal.period_report import PeriodReport
from queue_server.journal.report import DayReport, RatedGroup
from queue_server.web.pooling import Line, counter_lines, service_lines
from queue_server.web.satisfaction import Satisfaction, said_of
from queue_server.web.v1.answers import Figures, Group, Waits


def day_figures(report: DayReport, settings: Settings) -> Figures:
    """Say what a day was."""
    waits = report.waits_ms
    return Figures(
        name=report.day,
        first=report.day,
        last=report.day,
        is_sample=report.is_sample,
        is_sealed=report.is_closed,
        issued=report.issued,
        states=report.states,
        waits=Waits(
            called=len(waits),
            mean_ms=sum(waits) // len(waits) if waits else 0,
            ninth_ms=waits[ninth_place(len(waits))] if waits else 0,
            longest_ms=waits[-1] if waits else 0,
        ),
        total=_total(report.total, settings, is_told=report.is_closed),
        by_service=_groups(service_lines(report.by_service, settings), is_told=report.is_closed),
        by_counter=_groups(counter_lines(report.by_counter, settings), is_told=report.is_closed),
    )


def period_figures(report: PeriodReport, settings: Settings) -> Figures:
    """Say what a period was."""
    is_sealed = not report.open_days
    rated = [one.rated for one in report.by_day.values()]
    is_told = is_sealed and not _betrays_a_day(rated, settings.rating.shown_from)
    return Figures(
        name=report.period.name,
        first=report.period.first,
        last=report.period.last,
        is_sample=report.is_sample,
        is_sealed=is_sealed,
        issued=report.issued,
        states=report.states,
        waits=Waits(
            called=report.waits.called,
            mean_ms=report.waits.mean_ms,
            ninth_ms=report.waits.ninth_ms,
            longest_ms=report.waits.longest_ms,
        ),
        total=_total(report.total, settings, is_told=is_told),
        by_service=_groups(service_lines(report.by_service, settings), is_told=is_told),
        by_counter=_groups(counter_lines(report.by_counter, settings), is_told=is_told),
    )


def _betrays_a_day(rated: Iterable[int], floor: int) -> bool:
    """Whether the whole, less the days that are told, says how a few people rated on one day."""
    small = [count for count in rated if 0 < count < floor]
    return bool(small) and (len(small) == 1 or sum(small) < floor)


def _total(group: RatedGroup, settings: Settings, *, is_told: bool) -> Group:
    return _group("", settings.office.name, said_of(group, settings), is_told=is_told)


def _groups(lines: Iterable[Line], *, is_told: bool) -> tuple[Group, ...]:
    return tuple(_group(one.key, one.name, one.said, is_told=is_told) for one in lines)


def _group(key: str, name: str, said: Satisfaction, *, is_told: bool) -> Group:
    levels = {one.id: said.tally.levels.get(one.id, 0) for one in said.tally.settings.level}
    is_shown = is_told and (said.tally.is_published or not said.rated)
    return Group(
        key=key,
        name=name,
        served=said.served,
        rated=said.rated,
        levels=levels if is_shown else None,
        share=said.share if is_shown else "",
    )
