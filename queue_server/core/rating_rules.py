"""When a visit may be rated, and which press counts.

Source: the confidentiality and the daily use of ratings follow Nghị định 61/2018/NĐ-CP, Điều 27 and
29, and what replaced it; the seconds are the office's own (`[rating]` in the office file).
"""

from __future__ import annotations

from typing import NamedTuple

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, Ticks
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import BY_PHONE, RatingState, Window
from queue_server.core.situation import SECOND, Situation

NOT_INVITED = "not-invited"
UNKNOWN_LEVEL = "unknown-level"
WRONG_COUNTER = "wrong-counter"
TOO_EARLY = "too-early"
TOO_LATE = "too-late"


class Opening(NamedTuple):
    """When the window of a finished leg opens and closes."""

    opens: Ticks
    closes: Ticks


def make_room(now: Situation, counter: CounterNo) -> list[e.Event]:
    """Shorten the open windows of a counter, because its next service begins.

    No window gets less than `rating.window_least_s`, however quick the officer is.
    """
    return [
        e.WindowShortened(leg=window.leg, closes=closes)
        for window in now.office.open_windows(counter)
        if (closes := _least(now, window)) < window.closes
    ]


def _least(now: Situation, window: Window) -> Ticks:
    least = window.opens + now.settings.rating.window_least_s * SECOND
    return Ticks(max(now.now.ticks, least))


def opening(now: Situation, counter: CounterNo) -> Opening:
    """Say when a window for a leg that finishes now opens: the panel can name one number only."""
    free_from = [_busy_until(now, window) for window in now.office.open_windows(counter)]
    opens = max([now.now.ticks, *free_from])
    return Opening(Ticks(opens), Ticks(opens + now.settings.rating.window_s * SECOND))


def _busy_until(now: Situation, window: Window) -> int:
    if window.state is RatingState.GIVEN:
        return window.due(correction_ms=now.settings.rating.correction_s * SECOND)
    return min(window.closes, _least(now, window))


def press(now: Situation, command: c.PressRating) -> list[e.Event]:
    """Count a press, take it as a correction, or keep it as stray. Never refused."""
    reason = _stray_reason(now, command)
    if reason:
        return [
            e.PressWasStray(
                counter=command.counter,
                level=command.level,
                channel=command.channel,
                reason=reason,
            )
        ]
    assert command.leg is not None
    window = now.office.windows[command.leg]
    if window.state is RatingState.GIVEN and window.level == command.level:
        return []
    return [
        e.RatingGiven(
            leg=command.leg,
            level=command.level,
            channel=command.channel,
            pressed=command.pressed,
            is_correction=window.state is RatingState.GIVEN,
        )
    ]


def _stray_reason(now: Situation, command: c.PressRating) -> str:
    window = now.office.windows.get(command.leg) if command.leg else None
    if window is None:
        return NOT_INVITED
    if command.level not in {one.id for one in now.settings.rating.level}:
        return UNKNOWN_LEVEL
    if window.counter != command.counter:
        return WRONG_COUNTER
    if command.pressed < window.opens:
        return TOO_EARLY
    correction = now.settings.rating.correction_s * SECOND
    is_over = not window.is_open or command.pressed >= window.due(correction_ms=correction)
    if is_over or window.is_elsewhere:
        return TOO_LATE
    return ""


def rate_by_phone(now: Situation, command: c.RateByPhone) -> list[e.Event]:
    """Count a rating that was given on a phone, while the leg is unrated.

    The buttons at the counter invite for a minute, because they stand before the next citizen
    then; a phone is with its owner, and may rate after that too, until the next working day is
    sealed. What comes after the seal of its own day is a supplement. One leg has one rating: what
    was given first counts. A phone's press is refused and never stray: its page can say why.
    """
    today, past = now.office.windows, now.office.past
    window = today.get(command.leg) or past.windows.get(command.leg)
    if window is None or window.ticket != command.ticket:
        raise Refused("not-finished", f"leg {command.leg} is not finished; nothing to rate")
    levels = [one.id for one in now.settings.rating.level]
    if command.level not in levels:
        raise Refused(
            "unknown-level", f"there is no level {command.level}; there are: {', '.join(levels)}"
        )
    if window.state is RatingState.VOID:
        raise Refused("rating-void", f"the rating of {window.label} was lost and stays void")
    if not window.is_unrated and not _may_correct_by_phone(now, window):
        raise Refused("rated-already", f"this visit of {window.label} was rated; the first counts")
    if window.level == command.level:
        return []
    is_correction = not window.is_unrated
    if command.leg not in today:
        assert past.day is not None
        return [
            e.RatingCameLate(
                day=past.day,
                leg=window.leg,
                level=command.level,
                channel=BY_PHONE,
                is_correction=is_correction,
            )
        ]
    return [
        e.RatingGiven(
            leg=window.leg,
            level=command.level,
            channel=BY_PHONE,
            pressed=now.now.ticks,
            is_correction=is_correction,
        )
    ]


def _may_correct_by_phone(now: Situation, window: Window) -> bool:
    correction = now.settings.rating.correction_s * SECOND
    return (
        window.channel == BY_PHONE
        and not window.why
        and window.state is RatingState.GIVEN
        and now.now.ticks < window.due(correction_ms=correction)
    )


def due_ratings(now: Situation) -> list[e.Event]:
    """Close the windows whose time is over, and make presses final that nobody corrected."""
    correction = now.settings.rating.correction_s * SECOND
    return [
        _end(window)
        for window in now.office.open_windows()
        if now.now.ticks >= window.due(correction_ms=correction)
    ]


def end_all(now: Situation) -> list[e.Event]:
    """End every open window, as closing time does."""
    return [_end(window) for window in now.office.open_windows()]


def void_after_power_cut(now: Situation) -> list[e.Event]:
    """A panel that went dark invited nobody: what was expected is void, what was given counts."""
    return [
        _end(window)
        if window.state is RatingState.GIVEN
        else e.RatingVoided(leg=window.leg, reason="power-cut")
        for window in now.office.open_windows()
    ]


def _end(window: Window) -> e.Event:
    if window.state is RatingState.GIVEN:
        return e.RatingBecameFinal(leg=window.leg, level=window.level)
    return e.RatingExpired(leg=window.leg)
