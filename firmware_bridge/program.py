"""Starting a bridge: its units, its file, its line, its loop."""

from __future__ import annotations

import threading
from itertools import groupby

from config.devices import BridgeSettings
from config.house import House
from config.unit_checks import UnitPlace, places_of
from firmware_bridge.service import Bridge
from firmware_bridge.units import UnitLine, units_of
from hardware.bench import Bench
from hardware.pick.speaker import open_speaker, speaker_wanted
from hardware.pick.units import counter_units, serial_line
from hardware.speaker.languages import words_of
from hardware.speaker.player import NoSpeaker, SpeakerThread
from mot_cua.checkup import Checkup, Look, nothing_found
from mot_cua.clock import Clock, boot_id, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.program import Inbox, run
from mot_cua.store import open_store


def run_bridge(house: House, name: str, look: Look = nothing_found) -> None:
    """Run one bridge of the office until it is told to stop; `look` checks its computer up.

    Raises:
        SettingsError: the office file has no bridge of this name.
    """
    mine = next((one for one in house.settings.bridge if one.id == name), None)
    if mine is None:
        known = ", ".join(one.id for one in house.settings.bridge)
        raise SettingsError(f"the office file has no bridge {name!r}; it has: {known}")
    clock, inbox, checkup = clock_from_environment(), Inbox(), Checkup(look)
    bench = Bench(house.bench(name))
    places = places_of(mine, (one.number for one in house.settings.counter))
    if mine.kind == "serial":
        lines = _lines(house, mine, places, clock, inbox)
        units = units_of(lines)
    else:
        lines, counters = [], [one.counter for one in places]
        units = counter_units(counters, bench=bench, clock=clock, post=inbox.post)
    speaker = _speaker(house, mine, inbox, bench)
    bridge = Bridge(
        device=DeviceId(name),
        units={CounterNo(number): unit for number, unit in units.items()},
        db=open_store(house.data / f"{name}.db"),
        bus=house.bus(DeviceId(name)),
        clock=clock,
        boot=boot_id(),
        post=inbox.post,
        speaker=speaker,
        outbox_limit=mine.outbox_limit,
        findings=checkup,
    )
    try:
        with checkup:
            run(
                bridge,
                inbox,
                clock=clock,
                stop=threading.Event(),
                is_healthy=lambda: (
                    all(one.is_alive for one in lines) and (speaker is None or speaker.is_alive)
                ),
            )
    finally:
        for line in lines:
            line.close()
        bench.close()


def _speaker(
    house: House, bridge: BridgeSettings, inbox: Inbox, bench: Bench
) -> SpeakerThread | NoSpeaker | None:
    if bridge.speaker.kind == "none":
        return None
    return open_speaker(
        speaker_wanted(bridge.speaker, house.data),
        office=words_of(house.settings),
        region=house.settings.office.voice,
        post=inbox.post,
        bench=bench,
    )


def _lines(
    house: House, bridge: BridgeSettings, places: list[UnitPlace], clock: Clock, inbox: Inbox
) -> list[UnitLine]:
    """Open the bridge's own line, and a cable for each unit that has one."""

    def path_of(place: UnitPlace) -> str:
        return place.path or bridge.path

    levels = [one.id for one in house.settings.rating.level]
    return [
        UnitLine(
            serial_line(path, bridge.baud),
            {one.counter: one.address for one in units},
            is_shared=bridge.is_shared_line and path == bridge.path,
            levels=levels,
            clock=clock,
            post=inbox.post,
            is_spoken=bridge.speaker.kind != "none",
        )
        for path, units in groupby(sorted(places, key=path_of), key=path_of)
    ]
