"""Which call is spoken in the hall next. Pure: state in, state and what to say out.

1. One after another, in the order in which the numbers began to wait for the voice. A number that
   is called again while it waits keeps its place, and is said once, as it was called last.
2. Each call is said and at once repeated, in the short form; the repeat falls away while more than
   two numbers wait.
3. Nothing is begun that is older than 45 seconds, and nothing for a number that has been taken
   back or has come to its counter. The board shows it; the voice only leads the eye there.

Source: the house rule for the hall, text before voice.

    heard    A  B        C
    said     A a B b     C c         a, b, c: the repeats
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from hardware.speaker.port import Saying
from hardware.speaker.sentences import SentenceName, Words
from mot_cua.ids import Ticks, UnixMs
from mot_cua.messages import Call

OLDEST_MS: Final = 45_000
MANY: Final = 2
"""With more numbers waiting than this, nothing is repeated."""


class Waiting(NamedTuple):
    """One call that the voice owes to the hall."""

    call: Call
    since: Ticks
    """When it was called, on this computer's clock."""

    def is_fresh(self, now: Ticks) -> bool:
        """Tell whether it may still be said."""
        return now - self.since <= OLDEST_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcements:
    """What was heard, and what of it is still to be said."""

    heard: int = 0
    """The highest announcement that was heard of; lower ones are not news."""
    waiting: tuple[Waiting, ...] = ()
    repeat: Waiting | None = None
    """The call that was, or is being, said for the first time."""
    sounding: str = ""
    """The id of what is being said; empty when nothing is."""


def hear(
    state: Announcements, called: Iterable[Call], *, now: Ticks, wall_ms: UnixMs | None = None
) -> Announcements:
    """Take in the numbers that are called now, from a snapshot of the queue.

    The first snapshot after the line was away needs `wall_ms`: its calls are as old as their time
    of day says. In later ones a call is new when it comes, whatever the two clocks think.
    """
    present = {call.label: call for call in called if not call.is_serving}
    kept = [
        _renewed(one, present[one.call.label], now)
        for one in state.waiting
        if one.call.label in present
    ]
    places = {one.call.label for one in kept}
    news = sorted(
        (
            call
            for label, call in present.items()
            if call.announcement > state.heard and label not in places
        ),
        key=lambda call: call.announcement,
    )
    aged = [(call, _age(call, wall_ms)) for call in news]
    fresh = [Waiting(call, Ticks(now - max(0, age))) for call, age in aged if abs(age) <= OLDEST_MS]
    repeat = state.repeat
    if repeat is not None and repeat.call not in present.values():
        repeat = None
    return replace(
        state,
        heard=max((state.heard, *(call.announcement for call in present.values()))),
        waiting=(*kept, *fresh),
        repeat=repeat,
    )


def _renewed(one: Waiting, call: Call, now: Ticks) -> Waiting:
    return Waiting(call, now) if call.announcement > one.call.announcement else one


def _age(call: Call, wall_ms: UnixMs | None) -> int:
    return 0 if wall_ms is None else wall_ms - call.called_ms


def next_saying(
    state: Announcements, *, now: Ticks, languages: Iterable[str] = ("vi",)
) -> tuple[Announcements, Saying | None]:
    """Return what to say now; None while something sounds, or when there is nothing to say."""
    if state.sounding:
        return state, None
    again = state.repeat
    if again is not None and len(state.waiting) <= MANY and again.is_fresh(now):
        saying = _saying(again.call, languages, is_repeat=True)
        return replace(state, repeat=None, sounding=saying.id), saying
    waiting = [one for one in state.waiting if one.is_fresh(now)]
    if not waiting:
        return replace(state, waiting=(), repeat=None), None
    first, *rest = waiting
    saying = _saying(first.call, languages, is_repeat=False)
    return replace(state, waiting=tuple(rest), repeat=first, sounding=saying.id), saying


def said(state: Announcements, saying_id: str) -> Announcements:
    """Take in that a saying has ended, spoken or not."""
    return replace(state, sounding="") if saying_id == state.sounding else state


def _saying(call: Call, languages: Iterable[str], *, is_repeat: bool) -> Saying:
    sentence = "call-short" if is_repeat else _sentence(call)
    words = tuple(
        Words(sentence, language, code=call.label, counter=call.counter) for language in languages
    )
    # Only the first opens with the chime: twice within seconds it tells nobody anything new.
    return Saying(f"{call.announcement}-{2 if is_repeat else 1}", words, has_chime=not is_repeat)


def _sentence(call: Call) -> SentenceName:
    if call.times > 1:
        return "recall"
    return "call-priority" if call.reason == "priority" else "call"
