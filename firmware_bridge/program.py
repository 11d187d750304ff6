"""Starting a bridge: its units, its file, its line, its loop."""

from __future__ import annotations

import threading

from config.house import House
from firmware_bridge.service import Bridge
from hardware import pick
from hardware.bench import Bench
from mot_cua.clock import boot_id, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.program import Inbox, run
from mot_cua.store import open_store


def run_bridge(house: House, name: str) -> None:
    """Run one bridge of the office until it is told to stop.

    Raises:
        SettingsError: the office file has no bridge of this name.
    """
    mine = next((one for one in house.settings.bridge if one.id == name), None)
    if mine is None:
        known = ", ".join(one.id for one in house.settings.bridge)
        raise SettingsError(f"the office file has no bridge {name!r}; it has: {known}")
    clock, inbox = clock_from_environment(), Inbox()
    bench = Bench(house.bench(name))
    counters = mine.counters or tuple(one.number for one in house.settings.counter)
    units = pick.counter_units(mine.kind, counters, bench=bench, clock=clock, post=inbox.post)
    bridge = Bridge(
        device=DeviceId(name),
        units={CounterNo(number): unit for number, unit in units.items()},
        db=open_store(house.data / f"{name}.db"),
        bus=house.bus(DeviceId(name)),
        clock=clock,
        boot=boot_id(),
        post=inbox.post,
    )
    try:
        run(bridge, inbox, clock=clock, stop=threading.Event())
    finally:
        bench.close()
