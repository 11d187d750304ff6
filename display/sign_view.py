"""What the screen above one counter shows, made of the counter's last retained snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from display.view import MARKS, ServiceFace
from mot_cua.messages import CounterState

Mood = Literal["called", "serving", "free", "paused", "closed", "away"]


class SignView(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a counter's screen.

    called   the number is awaited
    serving  its citizen is here
    free     nobody is called
    paused   `reason` says why, if the officer has said so
    closed   nobody works here now
    away     the server is not heard: no number is shown, because it would be an old one
    """

    mood: Mood
    counter: int
    name: str
    faces: tuple[ServiceFace, ...]
    """The services of this counter, with the signs that they have everywhere."""
    label: str = ""
    mark: str = ""
    """Why the number came earlier, or how often it was called."""
    reason: str = ""


def sign_view(
    counter: int,
    name: str,
    *,
    services: tuple[str, ...],
    faces: Mapping[str, ServiceFace],
    state: CounterState | None,
) -> SignView:
    """Make the picture; without a state there is nothing to show but the counter itself."""
    shown = SignView(
        mood=_mood(state),
        counter=counter,
        name=name,
        faces=tuple(faces[code] for code in services if code in faces),
        reason=state.reason if state is not None and state.state == "paused" else "",
    )
    if state is None or state.call is None:
        return shown
    call = state.call
    again = f"Gọi lần {call.times}" if call.times > 1 and not call.is_serving else ""
    face = faces.get(call.service)
    return msgspec.structs.replace(
        shown,
        faces=(face,) if face else shown.faces,
        label=call.label,
        mark="  ·  ".join(one for one in (MARKS[call.reason], again) if one),
    )


def _mood(state: CounterState | None) -> Mood:
    if state is None:
        return "away"
    if state.call is not None:
        return "serving" if state.call.is_serving else "called"
    return "free" if state.state == "open" else state.state
