"""What the hall board shows, as plain data, made of the last retained snapshots. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from mot_cua.messages import Call, OfficeState, QueueState


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
    """When whoever takes a number now may be called; empty while nothing honest can be said."""


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
    """The latest call, huge."""
    calls: tuple[BoardCall, ...]
    """The calls after it, latest first; at a counter or just gone."""
    services: tuple[ServiceLine, ...]
    headline: str
    """The public hài lòng sentence."""
    response: str
    """How many of the served have rated."""
    notices: tuple[str, ...]


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
                forecast=_brief(one.forecast),
            )
            for one in queue.services
            if (face := faces.get(one.service)) is not None
        )
    figure = state.figure if state is not None and has_numbers else None
    return BoardView(
        agency=agency,
        office=office,
        clock=clock,
        date=date,
        is_connected=has_numbers,
        is_open=state is not None and state.day is not None,
        is_sample=state is not None and state.is_sample,
        featured=calls[0] if calls else None,
        calls=calls[1:],
        services=services,
        headline=figure.headline if figure else "",
        response=f"{figure.rated}/{figure.served} lượt có đánh giá" if figure else "",
        notices=state.notices if state is not None else (),
    )


def _brief(forecast: str) -> str:
    """Take from a forecast what a row has room for, below a heading that says the rest.

    >>> [_brief(f"dự kiến gọi {when}") for when in ("sau 10–25 phút", "trong vòng 5 phút", "ngay")]
    ['10–25 phút', 'trong 5 phút', 'ngay']
    """
    when = forecast.removeprefix("dự kiến gọi ").removeprefix("sau ").removeprefix("khoảng ")
    return when.replace("trong vòng", "trong")


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
