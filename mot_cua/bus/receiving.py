"""What every bus does with bytes from outside: decode, or drop, count and log once per kind."""

from __future__ import annotations

import logging
from collections import Counter

from mot_cua.bus.port import Arrived
from mot_cua.errors import BadMessage
from mot_cua.messages import decode
from mot_cua.topics import Place, place_of

log = logging.getLogger(__name__)


def receive(
    office: str, topic: str, payload: bytes, dropped: Counter[str], *, is_old: bool = False
) -> Arrived | None:
    """Decode what arrived; None, after counting it in `dropped`, when it is not ours.

    `is_old` says that the broker had kept it. Only states are kept: an order or a press that
    somebody had the broker keep would be heard again at every start, and is not ours either.
    """
    kind = "topic"
    try:
        place = place_of(office, topic)
        kind = place.route.message.__name__
        _refuse_kept(place, is_old)
        return Arrived(decode(place.route.message, payload), place.device, place.counter)
    except BadMessage as problem:
        dropped[kind] += 1
        if dropped[kind] == 1:
            log.warning(
                "dropped a message on %s: %s; more of this kind are only counted",
                topic[:200],
                problem,
            )
        return None


def _refuse_kept(place: Place, is_old: bool) -> None:
    if is_old and not place.route.is_retained:
        raise BadMessage("the broker had kept it, and only states are kept")
