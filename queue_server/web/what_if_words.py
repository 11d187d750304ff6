"""What a study found, in words for a leader: before, after, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mot_cua.vietnamese import minutes_text
from queue_server.core.forecast.roster import Shift
from queue_server.core.forecast.study import Group, StudyAnswer
from queue_server.core.forecast.what_if import Figure, Outcome


class Cell(NamedTuple):
    """One figure, and how unsure it is."""

    value: str
    margin: str


class Row(NamedTuple):
    """One figure before and after."""

    name: str
    before: Cell
    after: Cell
    change: Cell
    is_sure: bool


class Case(NamedTuple):
    """Some of the people, with a sentence about them."""

    said: str
    rows: tuple[Row, ...]


class RosterRow(NamedTuple):
    """Half hours in which the same counters should be open."""

    span: str
    counters: tuple[bool, ...]
    """For each counter of the office, in order."""
    how_many: int
    note: str


def clock(seconds: float) -> str:
    """Write a time of day.

    >>> clock(8.5 * 3600)
    '08:30'
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes(seconds: float) -> str:
    """Write a span without its sign.

    >>> minutes(-754.0), minutes(20.0)
    ('13 phút', 'dưới 1 phút')
    """
    return minutes_text(round(abs(seconds) * 1000))


def percents(share: float) -> str:
    """Write a share; whole hundredths are as exact as a simulation is.

    >>> percents(0.254)
    '25%'
    """
    return f"{round(100 * share)}%"


def points(share: float) -> str:
    """Write the difference of two shares without its sign.

    >>> points(-0.62)
    '62 điểm %'
    """
    return f"{round(100 * abs(share))} điểm %"


def case_of(group: Group) -> Case:
    """Put a group into words."""
    old, new, change = group.before, group.after, group.change
    return Case(
        change_text(change.mean_s),
        (
            _waits("Chờ trung bình", old.mean_s, new.mean_s, change.mean_s),
            _waits("9 trong 10 người chờ không quá", old.p90_s, new.p90_s, change.p90_s),
            _share(old.long_share, new.long_share, change.long_share),
        ),
    )


def change_text(change: Figure) -> str:
    """Say how the mean wait changes, with the range in which the truth lies.

    >>> change_text(Figure(-360.0, 120.0))
    'Chờ trung bình giảm khoảng 6 phút (từ 4 phút đến 8 phút).'
    >>> change_text(Figure(-60.0, 120.0))
    'Không thấy khác biệt rõ rệt: thay đổi nhỏ hơn mức dao động giữa các ngày.'
    """
    if not change.is_sure:
        return "Không thấy khác biệt rõ rệt: thay đổi nhỏ hơn mức dao động giữa các ngày."
    which = "giảm" if change.mean < 0 else "tăng"
    least, most = abs(change.mean) - change.margin, abs(change.mean) + change.margin
    return (
        f"Chờ trung bình {which} khoảng {minutes(change.mean)}"
        f" (từ {minutes(least)} đến {minutes(most)})."
    )


def _waits(name: str, old: Figure, new: Figure, change: Figure) -> Row:
    return Row(
        name, _cell(old, minutes), _cell(new, minutes), _change(change, minutes), change.is_sure
    )


def _share(old: Figure, new: Figure, change: Figure) -> Row:
    name = "Số người chờ quá 15 phút"
    return Row(
        name, _cell(old, percents), _cell(new, percents), _change(change, points), change.is_sure
    )


def _cell(figure: Figure, written: Callable[[float], str]) -> Cell:
    return Cell(written(figure.mean), f"± {written(figure.margin)}")


def _change(change: Figure, written: Callable[[float], str]) -> Cell:
    which, cell = "giảm" if change.mean < 0 else "tăng", _cell(change, written)
    return cell._replace(value=f"{which} {cell.value}")


def outcome_text(outcome: Outcome) -> str:
    """Say in one line how long people wait."""
    return (
        f"chờ trung bình {minutes(outcome.mean_s.mean)} (± {minutes(outcome.mean_s.margin)}),"
        f" {percents(outcome.long_share.mean)} chờ quá 15 phút"
    )


def _lack(shift: Shift, services: Mapping[str, str]) -> str:
    """Say for which services there are not counters enough."""
    names = ", ".join(services.get(one, one) for one in shift.lacking)
    return f"chưa đủ quầy cho: {names}" if names else ""


def roster_rows(
    answer: StudyAnswer, counters: Sequence[int], services: Mapping[str, str]
) -> tuple[RosterRow, ...]:
    """Write the roster, half hours that are alike in one row; `services` are their names."""
    rows: list[tuple[Shift, float]] = []
    for one in answer.roster:
        if rows and _is_alike(rows[-1][0], one) and rows[-1][1] == one.begins_s:
            rows[-1] = (rows[-1][0], one.ends_s)
        else:
            rows.append((one, one.ends_s))
    return tuple(
        RosterRow(
            f"{clock(shift.begins_s)}–{clock(ends)}",
            tuple(number in shift.counters for number in counters),
            len(shift.counters),
            _lack(shift, services),
        )
        for shift, ends in rows
    )


def _is_alike(one: Shift, other: Shift) -> bool:
    return (one.counters, one.lacking) == (other.counters, other.lacking)
