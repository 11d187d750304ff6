"""Why a period's figure is what it is: change of mix, change of share, and what chance explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import figure, percent
from queue_server.core.comparison import (
    SIGNIFICANT,
    Account,
    Group,
    Share,
    account_for,
    differs,
    limits,
)
from queue_server.core.periods import Period
from queue_server.core.small_numbers import told_beside
from queue_server.journal.period_report import PeriodReport
from queue_server.journal.rated_groups import WAIT_BANDS_MIN
from queue_server.journal.report import RatedGroup
from queue_server.reports.differences import difference, share_of, signed
from queue_server.reports.reasons import Reasons, reasons_of

MOST_LINES: Final = 5
"""Of each table, so that the page prints on half a sheet."""


class Line(NamedTuple):
    """One group of visits: a service, an hour, a band of waits."""

    name: str
    now: str
    """`88,2% của 127`."""
    before: str
    part: str
    """Of all who were not satisfied: `31,0%`; beside the part of all ratings."""
    of_ratings: str
    by_mix: str
    by_share: str
    verdict: str
    stands_out: bool


class Cause(NamedTuple):
    """One way to divide the visits."""

    title: str
    sentence: str
    lines: tuple[Line, ...]
    left_out: int
    """Further groups, which matter less."""


class WhyPage(NamedTuple):
    """What may explain a period's figure."""

    period: Period
    other: Period
    headline: str
    change: str
    chance: str
    causes: tuple[Cause, ...]
    summary: tuple[str, ...]
    """What stands out, in sentences; says so when nothing does."""
    reasons: Reasons
    """What people said themselves."""
    reasons_before: Reasons


def why_page(
    report: PeriodReport, other: PeriodReport | None, than: Period, settings: Settings
) -> WhyPage:
    """Compare a period with another one, group by group."""
    now = share_of(report.total, settings)
    then = share_of(other.total, settings) if other else Share(0, 0)
    causes = tuple(_causes(report, other, settings))
    return WhyPage(
        period=report.period,
        other=than,
        headline=_headline(now, settings),
        change=_change(now, then, than, settings),
        chance=_chance(now, then, settings),
        causes=causes,
        summary=tuple(_summary(causes)),
        reasons=reasons_of(report.reasons, now.of, settings.rating),
        reasons_before=reasons_of(other.reasons if other else {}, then.of, settings.rating),
    )


def _headline(now: Share, settings: Settings) -> str:
    if now.of < settings.rating.shown_from:
        return f"Chưa đủ số liệu: {figure(now.of)} lượt đánh giá"
    bad = now.of - now.good
    return (
        f"Hài lòng {percent(now.good, now.of)} của {figure(now.of)} lượt đánh giá;"
        f" {figure(bad)} lượt chưa hài lòng; mục tiêu {settings.rating.target_percent}%"
    )


def _change(now: Share, then: Share, than: Period, settings: Settings) -> str:
    if min(now.of, then.of) < settings.rating.shown_from:
        return f"{than.title}: chưa đủ số liệu để so sánh"
    return f"So với {than.title} ({percent(then.good, then.of)}): {difference(now, then)}"


def _chance(now: Share, then: Share, settings: Settings) -> str:
    """Say what chance does to a figure of so many ratings."""
    if now.of < settings.rating.shown_from:
        return "Với số lượt ít như vậy, gần như mọi chênh lệch đều có thể do ngẫu nhiên."
    base = then if then.of >= settings.rating.shown_from else now
    low, high = limits(now.of, base.value)
    inside = low <= now.value <= high
    return (
        f"Nếu không có gì thay đổi, {figure(now.of)} lượt đánh giá vẫn cho tỷ lệ từ"
        f" {_floor(low)} đến {_floor(high)} do ngẫu nhiên (99,7% trường hợp);"
        f" kết quả kỳ này nằm {'trong' if inside else 'ngoài'} khoảng đó."
    )


def _floor(share: float) -> str:
    return percent(round(share * 10_000), 10_000)


# Causes


def _causes(
    report: PeriodReport, other: PeriodReport | None, settings: Settings
) -> Iterable[Cause]:
    names = {one.code: one.name for one in settings.service}
    yield _cause(
        "Theo lĩnh vực",
        _pairs(_keyed(report.by_service), _keyed(other.by_service) if other else {}, settings),
        names,
        settings,
    )
    yield _cause(
        "Theo thời gian chờ",
        _pairs(_keyed(report.by_wait), _keyed(other.by_wait) if other else {}, settings),
        _band_names(),
        settings,
    )
    yield _cause(
        "Theo giờ trong ngày",
        _pairs(_hours(report), _hours(other) if other else {}, settings),
        {str(hour): f"{hour}–{hour + 1} giờ" for hour in range(24)},
        settings,
    )


def _keyed(groups: Sequence[RatedGroup]) -> dict[str, list[RatedGroup]]:
    return {one.key: [one] for one in groups}


def _hours(report: PeriodReport) -> dict[str, list[RatedGroup]]:
    found: dict[str, list[RatedGroup]] = {}
    for (_, hour), group in report.by_hour.items():
        found.setdefault(str(hour), []).append(group)
    return found


def _pairs(
    now: Mapping[str, list[RatedGroup]], then: Mapping[str, list[RatedGroup]], settings: Settings
) -> list[Group]:
    keys = sorted({*now, *then}, key=lambda key: key.rjust(2))
    return [
        Group(key, _share(then.get(key, []), settings), _share(now.get(key, []), settings))
        for key in keys
    ]


def _share(groups: Iterable[RatedGroup], settings: Settings) -> Share:
    return _sum(share_of(one, settings) for one in groups)


def _band_names() -> dict[str, str]:
    first, *_ = WAIT_BANDS_MIN
    names = [f"chờ đến {first} phút"]
    for low, high in pairwise(WAIT_BANDS_MIN):
        names.append(f"chờ trên {low} đến {high} phút")
    names.append(f"chờ trên {WAIT_BANDS_MIN[-1]} phút")
    return {str(place): name for place, name in enumerate(names)}


def _cause(
    title: str, pairs: Sequence[Group], all_names: Mapping[str, str], settings: Settings
) -> Cause:
    groups, names = _pooled(pairs, all_names, settings.rating.shown_from)
    accounts = {one.key: one for one in account_for(groups)}
    rated = [one for one in groups if one.now.of or one.before.of]
    whole = Share(sum(one.now.good for one in rated), sum(one.now.of for one in rated))

    def weight(one: Group) -> float:
        found = accounts.get(one.key)
        # Without another period: by how many more were unsatisfied than the mean would have it.
        excess = one.now.good - one.now.of * whole.value
        return found.effect if found else excess

    ordered = sorted(rated, key=weight)
    lines = [
        _line(names.get(one.key, one.key), one, accounts.get(one.key), whole, len(rated))
        for one in ordered
    ]
    return Cause(
        title=title,
        sentence=_sentence(list(accounts.values())),
        lines=tuple(lines[:MOST_LINES]),
        left_out=max(0, len(lines) - MOST_LINES),
    )


def _pooled(
    groups: Sequence[Group], names: Mapping[str, str], floor: int
) -> tuple[list[Group], dict[str, str]]:
    """Put the groups that are small in either period into one, and name it."""
    now = [(one.key, one.now.of) for one in groups]
    how = told_beside(now, [(one.key, one.before.of) for one in groups], floor)
    small = [one for one in groups if one.key in how.together]
    kept = [one for one in groups if one.key in how.alone]
    if not small:
        return kept, dict(names)
    key = "+".join(how.together)
    members = " · ".join(names.get(one, one) for one in how.together)
    name = f"Gộp các nhóm ít đánh giá (dưới {figure(floor)} lượt): {members}"
    pool = Group(key, _sum(one.before for one in small), _sum(one.now for one in small))
    return [*kept, pool], {**names, key: name}


def _sum(shares: Iterable[Share]) -> Share:
    ones = list(shares)
    return Share(sum(one.good for one in ones), sum(one.of for one in ones))


def _sentence(accounts: Sequence[Account]) -> str:
    if not accounts:
        return "Không có kỳ so sánh; chỉ xem cơ cấu trong kỳ."
    mix, share = sum(one.by_mix for one in accounts), sum(one.by_share for one in accounts)
    return (
        f"Thay đổi {signed(mix + share)} điểm = {signed(mix)} do cơ cấu lượt thay đổi"
        f" và {signed(share)} do tỷ lệ của từng nhóm thay đổi."
    )


def _line(name: str, group: Group, account: Account | None, whole: Share, among: int) -> Line:
    bad, all_bad = group.now.of - group.now.good, whole.of - whole.good
    verdict, stands_out = _verdict(group, account, whole, among)
    return Line(
        name=name,
        now=_of(group.now),
        before=_of(group.before),
        part=percent(bad, all_bad) if all_bad else "–",
        of_ratings=percent(group.now.of, whole.of) if whole.of else "–",
        by_mix=signed(account.by_mix) if account else "–",
        by_share=signed(account.by_share) if account else "–",
        verdict=verdict,
        stands_out=stands_out,
    )


def _verdict(group: Group, account: Account | None, whole: Share, among: int) -> tuple[str, bool]:
    """Look at a group beside itself before, and beside the rest of the period."""
    rest = Share(whole.good - group.now.good, whole.of - group.now.of)
    changed = account is not None and account.p_value < SIGNIFICANT / among
    worse_now = group.now.of > 0 and group.now.value < rest.value
    if changed and account is not None:
        word = "giảm" if account.by_share < 0 else "tăng"
        return f"{word} rõ, ngoài mức ngẫu nhiên", True
    if worse_now and differs(group.now, rest, among=among):
        return "thấp hơn các nhóm khác", True
    return "trong mức ngẫu nhiên", False


def _of(share: Share) -> str:
    """Write a share; one of few ratings, which are all that there were, as counts."""
    if share.of < 10:
        return f"{figure(share.good)}/{figure(share.of)} lượt"
    return f"{percent(share.good, share.of)} của {figure(share.of)}"


def _summary(causes: Sequence[Cause]) -> Iterable[str]:
    found = [
        f"{cause.title}: {line.name} – {line.now}, {line.verdict};"
        f" {line.of_ratings} số lượt đánh giá nhưng {line.part} số lượt chưa hài lòng."
        for cause in causes
        for line in cause.lines
        if line.stands_out
    ]
    yield from found or [
        "Không nhóm nào nổi bật hơn mức ngẫu nhiên: không có căn cứ để quy cho một lĩnh vực,"
        " một giờ hay thời gian chờ."
    ]
