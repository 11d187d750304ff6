"""What people said beside the figure, as reports tell it: reasons, and opinions on kiosks.

1. Reasons are told for the whole office alone, never for a service or a counter.
2. With fewer ratings than the floor of shares, `rating.shown_from`, only how many gave a reason is
   told: beside three ratings a reason is somebody's voice.
3. None is a word, `Không có`, and never an empty place.

Source: Nghị định 61/2018/NĐ-CP, Điều 27 (confidentiality of those who rate).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from config.settings import RatingSettings, Settings
from mot_cua.vietnamese import date_of, figure, percent
from queue_server.core.figures import NOTHING
from queue_server.journal.supplements import Supplement


class ReasonLine(NamedTuple):
    """One reason, and how many gave it."""

    id: str
    label: str
    given: int
    share: str
    """Of all reasons that were given."""


class Reasons(NamedTuple):
    """The reasons of a day or a period."""

    given: int
    lines: tuple[ReasonLine, ...]
    """The most frequent first; empty where nobody gave one, or too few have rated."""
    words: str
    """All of it in one line, without a full stop."""


def reasons_of(counts: Mapping[str, int], rated: int, rating: RatingSettings) -> Reasons:
    """Say what may be said of reasons, `counts` by their ids, beside so many ratings.

    >>> rating = RatingSettings()
    >>> reasons_of({}, 40, rating).words
    'Không có'
    >>> reasons_of({"fees": 2}, 9, rating).words
    '2 lượt nêu lý do; dưới 10 lượt đánh giá nên không ghi riêng từng lý do'
    """
    given = sum(counts.values())
    if not given:
        return Reasons(0, (), NOTHING)
    if rated < rating.shown_from:
        least = figure(rating.shown_from)
        return Reasons(
            given,
            (),
            f"{figure(given)} lượt nêu lý do; dưới {least} lượt đánh giá nên không ghi riêng từng"
            " lý do",
        )
    lines = _lines(counts, given, rating)
    return Reasons(given, lines, "; ".join(f"{one.label}: {figure(one.given)}" for one in lines))


def _lines(counts: Mapping[str, int], given: int, rating: RatingSettings) -> tuple[ReasonLine, ...]:
    labels = {one.id: one.label for one in rating.reason}
    places = {name: place for place, name in enumerate(labels)}

    def order(name: str) -> tuple[int, int, str]:
        return -counts[name], places.get(name, len(places)), name

    return tuple(
        ReasonLine(one, labels.get(one, one), counts[one], percent(counts[one], given))
        for one in sorted(counts, key=order)
    )


def opinions_of(counts: Mapping[str, int], settings: Settings) -> str:
    """Say what was pressed on kiosks for no visit; empty where no kiosk has rating buttons.

    It is never part of the figure, so it has no share either.
    """
    if not counts and not any(one.rating_buttons for one in settings.kiosk):
        return ""
    labels = {one.id: one.label for one in settings.rating.level}
    told = [f"{label}: {figure(counts[key])}" for key, label in labels.items() if counts.get(key)]
    told += [f"{key}: {figure(counts[key])}" for key in counts if key not in labels]
    return "; ".join(told) or NOTHING


def supplement_words(supplement: Supplement, settings: Settings) -> str:
    """Say what phones added after the seal, on which days; empty when nothing came.

    >>> from config.house import SAMPLE_OFFICE
    >>> from config.reader import read_office
    >>> late = Supplement(days={"2026-11-23": 2}, levels={"satisfied": 2}, reasons={})
    >>> supplement_words(late, read_office(SAMPLE_OFFICE))
    '2 lượt đánh giá qua điện thoại (ngày 23/11/2026: 2) – Hài lòng: 2'
    """
    if not supplement.rated:
        return ""
    dated = "; ".join(
        f"ngày {date_of(day)}: {figure(count)}" for day, count in supplement.days.items()
    )
    labels = {one.id: one.label for one in settings.rating.level}
    order = [*labels, *(key for key in supplement.levels if key not in labels)]
    levels = "; ".join(
        f"{labels.get(key, key)}: {figure(supplement.levels[key])}"
        for key in order
        if supplement.levels.get(key)
    )
    return f"{figure(supplement.rated)} lượt đánh giá qua điện thoại ({dated}) – {levels}"
