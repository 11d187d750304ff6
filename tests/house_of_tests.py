"""The small office as a house: with a data folder, devices, and nobody's configuration file."""

from __future__ import annotations

from pathlib import Path

import msgspec
from small_office import SETTINGS, TIMETABLE

from config.house import House
from config.settings import BoardSettings, BridgeSettings, KioskSettings, Settings


def house_at(data: Path, settings: Settings = SETTINGS) -> House:
    for folder in ("bench", "broker"):
        (data / folder).mkdir(parents=True, exist_ok=True)
    complete = msgspec.structs.replace(
        settings,
        kiosk=settings.kiosk or (KioskSettings(id="kiosk-1"),),
        board=(BoardSettings(id="board-1"),),
        bridge=(BridgeSettings(id="bridge-1"),),
    )
    return House(complete, TIMETABLE, data, "127.0.0.1", 1883)
