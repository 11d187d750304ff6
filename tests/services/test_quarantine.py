"""A device that floods the broker is out for a minute, is told of, and comes back by itself."""

from __future__ import annotations

import logging

import pytest

from mot_cua.bus.quota import Quota
from mot_cua.clock import ManualClock
from mot_cua.ids import DeviceId
from queue_server.quarantine import FLOOD, KEPT_OUT_MS, Quarantine

FACTS = "motcua/v1/duc-thuong/device/kiosk-2/facts"
MAD = DeviceId("kiosk-2")


class Watch:
    """A quarantine, and what it did."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.quota = Quota(self.clock, rate=10, burst=0)
        self.out: list[set[DeviceId]] = []
        self.told: list[DeviceId] = []
        self.quarantine = Quarantine(
            self.quota,
            shut_out=lambda devices: self.out.append(set(devices)),
            tell=self.told.append,
            clock=self.clock,
        )

    def hear(self, topic: str, count: int) -> None:
        for _ in range(count):
            self.quota.allows(topic)
        self.quarantine.look()


def test_who_floods_is_out_for_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch()
    with caplog.at_level(logging.ERROR):
        watch.hear(FACTS, FLOOD)
    assert watch.out == [{MAD}]
    assert watch.told == [MAD]
    assert (
        "kiosk-2 floods the broker and is kept out for 60 s. If it does so again, restart it; if"
        " that does not help: mot-cua devices revoke kiosk-2"
    ) in caplog.text
    watch.clock.advance(KEPT_OUT_MS - 1)
    watch.hear(FACTS, FLOOD)
    assert watch.out == [{MAD}], "what was under way is not counted against it"
    watch.clock.advance(1)
    watch.hear(FACTS, 0)
    assert watch.out == [{MAD}, set()]
    watch.hear(FACTS, FLOOD)
    assert watch.out[-1] == {MAD}
    assert watch.told == [MAD, MAD]


def test_a_few_too_many_are_dropped_and_forgiven() -> None:
    watch = Watch()
    for _ in range(5):
        watch.hear(FACTS, FLOOD - 1)
    watch.hear("motcua/v1/duc-thuong/counter/3/request", FLOOD)
    assert watch.out == []
    assert watch.told == []
