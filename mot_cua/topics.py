"""The table of topics: which message travels where, retained or not, from whom to whom.

`docs/protocol.md` is printed from this table, and the broker's permissions are made from it.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from mot_cua.errors import BadMessage
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.messages import (
    CalendarState,
    CounterRequest,
    CounterState,
    DeviceCommand,
    DeviceStatus,
    Facts,
    FactsStored,
    LineState,
    Message,
    OfficeState,
    QueueState,
    RatingWindow,
    VisitsState,
)

ROOT: Final = "motcua/v1"

Party = Literal["server", "kiosk", "display", "bridge", "unit"]
DEVICES: Final[tuple[Party, ...]] = ("kiosk", "display", "bridge", "unit")


SERVER_PRESENCE: Final = "device/server/status"
"""The one status that every device hears; without the server its numbers are old."""


class Route(NamedTuple):
    """One row of the table."""

    message: type[Message]
    path: str
    """Below `motcua/v1/<office>/`; `{device}` and `{counter}` stand for one level each."""
    is_retained: bool
    senders: tuple[Party, ...]
    receivers: tuple[Party, ...]


ROUTES: Final = (
    Route(DeviceStatus, "device/{device}/status", True, (*DEVICES, "server"), ("server",)),
    Route(Facts, "device/{device}/facts", False, ("kiosk", "bridge", "unit"), ("server",)),
    Route(FactsStored, "device/{device}/ack", True, ("server",), ("kiosk", "bridge", "unit")),
    Route(DeviceCommand, "device/{device}/command", False, ("server",), DEVICES),
    Route(OfficeState, "state/office", True, ("server",), DEVICES),
    Route(CalendarState, "state/calendar", True, ("server",), ("kiosk", "display")),
    Route(QueueState, "state/queue", True, ("server",), ("kiosk", "display", "bridge")),
    Route(VisitsState, "state/visits", True, ("server",), ("kiosk",)),
    Route(LineState, "state/line", True, ("server",), ("kiosk",)),
    Route(
        CounterState, "state/counter/{counter}", True, ("server",), ("display", "bridge", "unit")
    ),
    Route(RatingWindow, "counter/{counter}/window", True, ("server",), ("bridge", "unit")),
    Route(CounterRequest, "counter/{counter}/request", False, ("bridge", "unit"), ("server",)),
)

_BY_MESSAGE: Final = {route.message: route for route in ROUTES}
_LEVEL: Final = r"[a-z0-9-]{1,64}"
_PATTERNS: Final = tuple(
    (
        re.compile(
            route.path.replace("{device}", f"(?P<device>{_LEVEL})").replace(
                "{counter}", r"(?P<counter>[0-9]{1,3})"
            )
        ),
        route,
    )
    for route in ROUTES
)


class Place(NamedTuple):
    """What a topic says about a message: its row, and whom it is from or for."""

    route: Route
    device: DeviceId | None
    counter: CounterNo | None


def route_of(message: type[Message]) -> Route:
    """Return the row of a message. Raises KeyError for one that never travels by itself."""
    return _BY_MESSAGE[message]


def topic_of(
    office: str,
    message: type[Message],
    *,
    device: DeviceId | None = None,
    counter: CounterNo | None = None,
) -> str:
    """Name the topic of a message; a missing device or counter becomes the wildcard `+`.

    >>> topic_of("duc-thuong", Facts, device=DeviceId("kiosk-1"))
    'motcua/v1/duc-thuong/device/kiosk-1/facts'
    >>> topic_of("duc-thuong", RatingWindow)
    'motcua/v1/duc-thuong/counter/+/window'
    """
    path = route_of(message).path.format(
        device=device or "+", counter="+" if counter is None else counter
    )
    return f"{ROOT}/{office}/{path}"


def place_of(office: str, topic: str) -> Place:
    """Read a topic back.

    Raises:
        BadMessage: the topic belongs to another office, another version, or no row of the table.
    """
    root = f"{ROOT}/{office}/"
    if not topic.startswith(root):
        raise BadMessage(f"topic {topic!r} is not of this office ({root}…)")
    path = topic[len(root) :]
    for pattern, route in _PATTERNS:
        found = pattern.fullmatch(path)
        if found:
            named = found.groupdict()
            counter = named.get("counter")
            device = named.get("device")
            return Place(
                route,
                DeviceId(device) if device else None,
                CounterNo(int(counter)) if counter else None,
            )
    raise BadMessage(f"topic {topic!r} is in no row of the table of topics")
