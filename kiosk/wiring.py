"""From the office file to what `hardware.pick` wants to know of buttons, lamps and scanner."""

from __future__ import annotations

from config.settings import KioskSettings, Settings
from hardware.debounce import Timing
from hardware.panel import Wired
from hardware.pick.hands import ButtonsWanted, ScannerWanted


def buttons_wanted(settings: Settings, name: str) -> ButtonsWanted:
    """Describe the buttons and lamps of the kiosk `name`."""
    place, mine = _kiosk(settings, name)
    buttons, key = mine.buttons, f"kiosk.{place}"
    return ButtonsWanted(
        kind=buttons.kind,
        key=f"{key}.buttons",
        services=tuple(one.code for one in settings.service),
        levels=tuple(one.id for one in settings.rating.level),
        wired=(*_services(mine, key), *_ratings(mine, key)),
        path=buttons.path,
        address=buttons.address,
        interrupt=buttons.interrupt,
        timing=Timing(
            stable_ms=buttons.stable_ms,
            lockout_ms=buttons.lockout_ms,
            palm_keys=buttons.palm_keys,
            holds_to_hear=buttons.hold_to_hear,
        ),
        breathes=buttons.lamps_breathe,
    )


def scanner_wanted(settings: Settings, name: str) -> ScannerWanted:
    """Describe the scanner of the kiosk `name`."""
    place, mine = _kiosk(settings, name)
    scanner = mine.scanner
    return ScannerWanted(
        kind=scanner.kind, key=f"kiosk.{place}.scanner", path=scanner.path, baud=scanner.baud
    )


def _kiosk(settings: Settings, name: str) -> tuple[int, KioskSettings]:
    """Return a kiosk and its place in the office file, by which errors name its keys."""
    return next((place, one) for place, one in enumerate(settings.kiosk) if one.id == name)


def _services(mine: KioskSettings, key: str) -> list[Wired]:
    return [
        Wired(
            name=f"service:{one.service}",
            pin=one.pin,
            pin_key=f"{key}.button.{place}.pin",
            lamp=one.lamp_pin,
            lamp_key=f"{key}.button.{place}.lamp_pin",
        )
        for place, one in enumerate(mine.button)
        if one.pin is not None
    ]


def _ratings(mine: KioskSettings, key: str) -> list[Wired]:
    return [
        Wired(f"rating:{one.level}", one.pin, f"{key}.rating_pin.{place}.pin")
        for place, one in enumerate(mine.rating_pin)
    ]
