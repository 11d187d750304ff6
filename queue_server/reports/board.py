"""What is made public: today, the working day before, 30 days and the year so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec
from jinja2 import Environment, StrictUndefined, Template

from config.settings import Settings
from mot_cua.business_day import local
from mot_cua.ids import DayText, UnixMs
from mot_cua.vietnamese import date_of, date_text, figure, time_text
from queue_server.core.periods import current
from queue_server.journal.report import RatedGroup
from queue_server.reports.heard import Heard
from queue_server.web.satisfaction import Satisfaction, said_of

Total = Callable[[str, str], RatedGroup]
"""Counts the ratings from one day to another, both included."""

RECENT_DAYS: Final = 30
PAGE, TABLE = "index.html", "hai-long.json"


class Span(NamedTuple):
    """Some days of which the figure is public."""

    id: str
    """`today`, `yesterday`, `recent` or `year`: for programs."""
    title: str
    dates: str
    first: DayText
    last: DayText
    said: Satisfaction


def earlier_spans(
    today: str, before: str | None, total: Total, settings: Settings
) -> tuple[Span, ...]:
    """Describe what stands beside today's figure; `before` is the working day before it."""
    first_of_year = current("year", today, cutoff=settings.report.cutoff).first
    recent = (date.fromisoformat(today) - timedelta(days=RECENT_DAYS - 1)).isoformat()
    wanted = [
        ("recent", f"{RECENT_DAYS} ngày qua", recent, today),
        ("year", "Từ đầu năm đến nay", first_of_year, today),
    ]
    if before is not None:
        is_yesterday = date.fromisoformat(today) - date.fromisoformat(before) == timedelta(days=1)
        title = "Hôm qua" if is_yesterday else "Ngày làm việc trước"
        wanted.insert(0, ("yesterday", title, before, before))
    return tuple(_span(one, total, settings) for one in wanted)


def spans(today: str, before: str | None, total: Total, settings: Settings) -> tuple[Span, ...]:
    """Describe all that is public, today first."""
    now = _span(("today", "Hôm nay", today, today), total, settings)
    return now, *earlier_spans(today, before, total, settings)


def _span(wanted: tuple[str, str, str, str], total: Total, settings: Settings) -> Span:
    name, title, first, last = wanted
    said = said_of(total(first, last), settings)
    dates = date_of(last) if first == last else f"{date_of(first)} – {date_of(last)}"
    return Span(name, title, dates, DayText(first), DayText(last), said)


# For the office's website


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One span, for programs; a share that may not be published is not here."""

    id: str
    title: str
    first: str
    last: str
    served: int
    rated: int
    levels: dict[str, int]
    headline: str
    response: str
    share: str | None
    interval: str | None
    is_small_sample: bool
    target_percent: int
    meets_target: bool | None
    """None while there are too few ratings to say so."""


class PublishedReason(msgspec.Struct, frozen=True, kw_only=True):
    """A month's commonest reason, and what the office changed."""

    month: str
    reasons: tuple[str, ...]
    given: int
    of: int
    done: str


class PublishedBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The file for programs."""

    office: str
    agency: str
    made_at: str
    """ISO 8601, in Hanoi's time."""
    is_sample: bool
    spans: tuple[Published, ...]
    heard: PublishedReason | None = None
    """None while too few have said why they were not satisfied."""


def board_files(
    made: Sequence[Span],
    settings: Settings,
    *,
    is_sample: bool,
    now_ms: UnixMs,
    heard: Heard | None = None,
) -> dict[str, bytes]:
    """Make the page and the file for programs; each stands alone, without a server."""
    moment = local(now_ms)
    table = PublishedBoard(
        office=settings.office.name,
        agency=settings.office.agency,
        made_at=moment.isoformat(timespec="seconds"),
        is_sample=is_sample,
        spans=tuple(_published(one) for one in made),
        heard=_published_reason(heard) if heard else None,
    )
    page = _template().render(
        office=settings.office,
        spans=made,
        heard=heard,
        is_sample=is_sample,
        made_at=f"{time_text(moment)} ngày {date_text(moment)}",
        table=TABLE,
        good=[one.label for one in settings.rating.level if one.counts_as_satisfied],
    )
    json = msgspec.json.format(msgspec.json.encode(table), indent=2)
    return {PAGE: page.encode(), TABLE: json + b"\n"}


def _published_reason(heard: Heard) -> PublishedReason:
    return PublishedReason(
        month=heard.month,
        reasons=heard.reasons,
        given=heard.given,
        of=heard.of,
        done=heard.done,
    )


def _published(span: Span) -> Published:
    said = span.said
    is_judged = bool(said.share) and not said.is_shaded
    return Published(
        id=span.id,
        title=span.title,
        first=span.first,
        last=span.last,
        served=said.served,
        rated=said.rated,
        levels={
            level.id: said.tally.levels.get(level.id, 0) for level in said.tally.settings.level
        },
        headline=said.headline,
        response=said.response,
        share=said.share or None,
        interval=said.interval or None,
        is_small_sample=said.is_shaded,
        target_percent=said.target,
        meets_target=said.tally.meets_target(said.target) if is_judged else None,
    )


@cache
def _template() -> Template:
    house = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    house.filters["figure"] = figure
    source = files("queue_server.reports") / "templates" / "board.html"
    return house.from_string(source.read_text(encoding="utf-8"))
