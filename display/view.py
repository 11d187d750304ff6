"""What the hall board shows, as plain data, made of the last retained snapshots. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from display.pauses import Pause
from mot_cua.messages import Call, OfficeState, QueueState, ServiceState


class BoardCall(msgspec.Struct, frozen=True, kw_only=True):
    """One pair: a number and its counter."""

    label: str
    counter: int
    service: str
    colour: str
    mark: str
    """Why it came earlier, in words: `Ưu tiên`, `Chuyển quầy`, `Quay lại`; empty otherwise."""
    times: int
    is_serving: bool
    is_fresh: bool
    """Called so lately that the eye must be led to it."""


class ServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One service with its people waiting."""

    name: str
    symbol: str
    colour: str
    waiting: int
    counters: tuple[int, ...]
    """The counters open for it; empty means that nobody serves it now."""
    forecast: str = ""
    """How long somebody waits who comes now, in few words; empty when nothing can be said."""


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of the hall board."""

    agency: str
    office: str
    clock: str
    date: str
    is_connected: bool
    """False shows "đang kết nối" instead of old numbers."""
    is_open: bool
    """False when no business day is open."""
    is_sample: bool
    featured: BoardCall | None
    """The latest call, huge; None when there is none, or when it gives way to something else."""
    calls: tuple[BoardCall, ...]
    """The other calls, latest first; at a counter or just gone."""
    services: tuple[ServiceLine, ...]
    headline: str
    """The public hài lòng sentence."""
    response: str
    """How many of the served have rated."""
    notices: tuple[str, ...]
    pause: Pause | None = None
    """The counters do not work at this moment, and will again today."""
    posting: Posting | None = None
    """What the large card shows while it is quiet."""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """One posted procedure, as much of it as is read from a seat."""

    name: str
    service: str
    symbol: str
    colour: str
    facts: tuple[tuple[str, str], ...]
    """(what, how much): time, fee, charge."""


class ServiceFace(msgspec.Struct, frozen=True, kw_only=True):
    """How the office file presents a service."""

    name: str
    symbol: str
    colour: str


MARKS = {
    "priority": "Ưu tiên",
    "transferred": "Chuyển quầy",
    "returned": "Quay lại",
    "chosen": "Mời riêng",
    "": "",
}
FRESH_MS = 20_000
QUIET_MS = 120_000
"""So long after the last call the large card is free, unless that number is still awaited."""
POSTING_MS = 20_000
"""How long one procedure is shown: long enough to read it twice."""


def board_view(
    *,
    agency: str,
    office: str,
    faces: Mapping[str, ServiceFace],
    clock: str,
    date: str,
    now_ms: int,
    is_connected: bool,
    state: OfficeState | None,
    queue: QueueState | None,
    pause: Pause | None = None,
    postings: Sequence[Posting] = (),
) -> BoardView:
    """Make the picture; without a connection, or before the first snapshot, it has no numbers."""
    has_numbers = is_connected and state is not None and queue is not None
    calls: tuple[BoardCall, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    if has_numbers and queue is not None:
        calls = tuple(_call(one, faces, now_ms) for one in queue.recent)
        services = tuple(
            ServiceLine(
                name=face.name,
                symbol=face.symbol,
                colour=face.colour,
                waiting=one.waiting,
                counters=one.open_counters,
                forecast=brief(one),
            )
            for one in queue.services
            if (face := faces.get(one.service)) is not None
        )
    is_quiet = queue is not None and _is_quiet(queue, now_ms)
    posting = postings[now_ms // POSTING_MS % len(postings)] if postings and is_quiet else None
    # In a pause the large card says when calling goes on, unless somebody is called all the same.
    has_lead = bool(calls) and (calls[0].is_fresh or not (pause or posting))
    figure = state.figure if state is not None and has_numbers else None
    return BoardView(
        agency=agency,
        office=office,
        clock=clock,
        date=date,
        is_connected=has_numbers,
        is_open=state is not None and state.day is not None,
        is_sample=state is not None and state.is_sample,
        featured=calls[0] if has_lead else None,
        calls=calls[1:] if has_lead else calls,
        services=services,
        headline=figure.headline if figure else "",
        response=f"{figure.rated}/{figure.served} lượt có đánh giá" if figure else "",
        notices=state.notices if state is not None else (),
        pause=pause if has_numbers else None,
        posting=posting if has_numbers and not pause else None,
    )


def _is_quiet(queue: QueueState, now_ms: int) -> bool:
    """Tell whether nobody looks for a number that was called."""
    if not queue.recent:
        return True
    last = queue.recent[0]
    is_awaited = any(one.label == last.label and not one.is_serving for one in queue.called)
    return not is_awaited and now_ms - last.called_ms >= QUIET_MS


def brief(state: ServiceState) -> str:
    """Take from a forecast what fits below a figure; nothing while counters wait for people.

    >>> waiting = ServiceState(service="HT", waiting=3, open_counters=(1,))
    >>> brief(msgspec.structs.replace(waiting, forecast="dự kiến gọi sau 10–25 phút"))
    '10–25 phút'
    >>> brief(msgspec.structs.replace(waiting, forecast="dự kiến gọi trong vòng 5 phút"))
    'dưới 5 phút'
    >>> brief(ServiceState(service="HT", waiting=0, forecast="chưa có quầy mở"))
    'chưa có quầy mở'
    """
    if not state.waiting and state.open_counters:
        return ""
    words = state.forecast.removeprefix("dự kiến gọi ")
    for long, short in (("sau ", ""), ("khoảng ", ""), ("trong vòng ", "dưới ")):
        if words.startswith(long):
            return short + words.removeprefix(long)
    return words


def _call(call: Call, faces: Mapping[str, ServiceFace], now_ms: int) -> BoardCall:
    face = faces.get(call.service)
    return BoardCall(
        label=call.label,
        counter=call.counter,
        service=face.name if face else call.service,
        colour=face.colour if face else "#1f4e79",
        mark=MARKS[call.reason],
        times=call.times,
        is_serving=call.is_serving,
        is_fresh=0 <= now_ms - call.called_ms < FRESH_MS,
    )
