"""What the registers say about a period: what was kept, counted, and figures as supplied.

Nothing of it is computed from tickets, and figures of other systems are never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from config.settings import Settings
from queue_server.core.periods import Period, period_of
from queue_server.core.registers.entries import Entries
from queue_server.core.registers.fields import Values
from queue_server.core.registers.register import Register
from queue_server.core.registers.tables import (
    APOLOGIES,
    INDICATORS,
    PETITIONS,
    RANKS,
)
from queue_server.registers.wording import shown


class Counted(NamedTuple):
    """A line of the report: what, and how many."""

    label: str
    number: int


class Supplied(NamedTuple):
    """Figures of another system for one period, with their source."""

    title: str
    figures: tuple[tuple[str, str], ...]
    """Label and value, as people write them; what was not supplied is not here."""
    source: str


class InPeriod(NamedTuple):
    """What the registers say about one period."""

    petitions: tuple[Counted, ...]
    apologies: tuple[Counted, ...]
    supplied: tuple[Supplied, ...]
    ranks: tuple[str, ...]


def in_period(entries: Entries, period: Period, settings: Settings, *, upto: str) -> InPeriod:
    """Count a period; what is open is counted as it was on `upto`, the last day of it so far."""
    return InPeriod(
        petitions=tuple(_petitions(list(_of(PETITIONS, entries)), period, upto)),
        apologies=tuple(_apologies(list(_of(APOLOGIES, entries)), period, upto)),
        supplied=tuple(_supplied(_of(INDICATORS, entries), period, settings)),
        ranks=tuple(_ranks(_of(RANKS, entries), int(period.last[:4]))),
    )


def _of(register: Register, entries: Entries) -> Iterator[Values]:
    for one in entries.values():
        if one.place.register == register.name and not one.is_struck:
            yield one.values


def _within(values: Values, field: str, period: Period) -> bool:
    return period.first <= values.get(field, "") <= period.last


def _is_open_on(values: Values, begun: str, day: str) -> bool:
    ended = values.get("ended_on")
    return values[begun] <= day and (not ended or ended > day)


def _petitions(kept: list[Values], period: Period, upto: str) -> Iterator[Counted]:
    ended = [one for one in kept if _within(one, "ended_on", period)]
    waiting = [one for one in kept if _is_open_on(one, "received_on", upto)]
    yield Counted(
        "Phản ánh, kiến nghị tiếp nhận", sum(_within(one, "received_on", period) for one in kept)
    )
    yield Counted("đã xử lý", len(ended))
    yield Counted("xử lý đúng hạn", sum(one["ended_on"] <= one["due"] for one in ended))
    yield Counted("đang xử lý cuối kỳ", len(waiting))
    yield Counted("quá hạn cuối kỳ", sum(one["due"] < upto for one in waiting))


def _apologies(kept: list[Values], period: Period, upto: str) -> Iterator[Counted]:
    told = [one for one in kept if _within(one, "apologised_on", period)]
    waiting = [one for one in kept if _is_open_on(one, "apologised_on", upto)]
    yield Counted("Hồ sơ quá hạn đã xin lỗi, hẹn lại", len(told))
    late = sum(one["apologised_on"] >= one["due"] for one in told)
    yield Counted("xin lỗi muộn", late)
    yield Counted("hồ sơ hẹn lại đã trả", sum(_within(one, "ended_on", period) for one in kept))
    yield Counted("hồ sơ hẹn lại chưa trả", len(waiting))
    yield Counted("quá ngày hẹn lại", sum(one["new_due"] < upto for one in waiting))


def _supplied(kept: Iterable[Values], period: Period, settings: Settings) -> Iterator[Supplied]:
    """Give the figures for the period itself; without any, those for the parts that lie in it."""
    named = [(period_of(one["period"], cutoff=settings.report.cutoff), one) for one in kept]
    own = [(other, one) for other, one in named if other.name == period.name]
    parts = [
        (other, one)
        for other, one in named
        if period.first <= other.first and other.last <= period.last
    ]
    for other, one in sorted(own or parts, key=lambda pair: (pair[0].first, pair[0].last)):
        figures = [
            (field.label.removesuffix(" (%)"), shown(field, one[field.name], settings))
            for field in INDICATORS.own
            if field.kind in ("count", "share") and one.get(field.name)
        ]
        yield Supplied(other.title, tuple(figures), one["source"])


def _ranks(kept: Iterable[Values], year: int) -> Iterator[str]:
    """Give the newest rank of each index that was known in a year."""
    newest: dict[str, Values] = {}
    for one in sorted(kept, key=lambda one: int(one["ranked_year"])):
        if int(one["ranked_year"]) <= year:
            newest[one["index"]] = one
    for index in sorted(newest):
        one = newest[index]
        rank = f"{one['rank']}/{one['of']}"
        yield f"{index} năm {one['ranked_year']}: {rank} (nguồn: {one['source']})"
