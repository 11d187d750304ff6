"""What is plugged in: printer, buttons, scanner, screen, loudspeaker, counter units."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from config.settings import BoardSettings, BridgeSettings, KioskSettings
from hardware.pick.speaker import SpeakerSection, speaker_wanted
from mot_cua.messages import Finding
from office.doctor.findings import Site

PATIENCE: Final = 3.0
RAW_PORT: Final = 9100
_BUTTONS: Final = {"gpio": "/dev/gpiochip0", "line": "/dev/gpiochip0", "mcp23017": "/dev/i2c-1"}


def check_kiosks(site: Site) -> Iterator[Finding]:
    """Look at what the kiosks of this computer have."""
    for one in site.house.settings.kiosk:
        if one.id in site.devices:
            yield from _printer(site, one)
            yield from _buttons(site, one)
            yield from _scanner(site, one)
            yield from _screen(site, one.id, one.screen.kind)
            yield from _sound(site, one.id, one.speaker)


def check_boards(site: Site) -> Iterator[Finding]:
    """Look at what the boards of this computer have."""
    for one in site.house.settings.board:
        if one.id in site.devices:
            yield from _board(site, one)


def check_bridges(site: Site) -> Iterator[Finding]:
    """Look at the cables of this computer's bridges."""
    for one in site.house.settings.bridge:
        if one.id in site.devices:
            yield from _units(site, one)
            yield from _sound(site, one.id, one.speaker)


def _board(site: Site, board: BoardSettings) -> Iterator[Finding]:
    if board.kind == "segments":
        yield _file(site, f"{board.id} digits", board.path, "switch SPI on: sudo raspi-config")
        return
    yield from _screen(site, board.id, board.kind)
    yield from _sound(site, board.id, board.speaker)


def _printer(site: Site, kiosk: KioskSettings) -> Iterator[Finding]:
    part, wanted = f"{kiosk.id} printer", kiosk.printer
    if wanted.kind == "simulated":
        yield _simulated(part)
    elif wanted.kind == "network":
        yield _reached(part, wanted.host)
    else:
        cure = "check its cable and power, and what it is called: mot-cua doctor printer --list"
        yield _file(site, part, wanted.path, cure)


def _buttons(site: Site, kiosk: KioskSettings) -> Iterator[Finding]:
    part, wanted = f"{kiosk.id} buttons", kiosk.buttons
    if wanted.kind == "simulated":
        yield _simulated(part)
    elif wanted.kind != "none":
        cures = {
            "keypad": "plug it in, and see what it is called: ls /dev/mot-cua /dev/input/by-id",
            "mcp23017": "switch I²C on: sudo raspi-config",
        }
        path = wanted.path or _BUTTONS.get(wanted.kind, "")
        yield _file(site, part, path, cures.get(wanted.kind, "is this a computer with pins?"))


def _scanner(site: Site, kiosk: KioskSettings) -> Iterator[Finding]:
    part, wanted = f"{kiosk.id} scanner", kiosk.scanner
    if wanted.kind == "simulated":
        yield _simulated(part)
    elif wanted.kind != "none":
        cure = "plug it in, and see what it is called: ls /dev/mot-cua"
        yield _file(site, part, wanted.path, cure)


def _units(site: Site, bridge: BridgeSettings) -> Iterator[Finding]:
    part = f"{bridge.id} units"
    if bridge.kind == "simulated":
        yield _simulated(part)
        return
    cure = "plug the cable in, and see what it is called: ls /dev/mot-cua"
    for path in dict.fromkeys([bridge.path, *(one.path for one in bridge.unit)]):
        if path:
            yield _file(site, part, path, cure)


def _screen(site: Site, device: str, kind: str) -> Iterator[Finding]:
    part = f"{device} screen"
    if kind == "none":
        return
    if kind == "simulated":
        yield _simulated(part)
        return
    plugs = sorted(site.place("/sys/class/drm").glob("card*-*/status"))
    lit = [
        one.parent.name for one in plugs if one.read_text(encoding="ascii").strip() == "connected"
    ]
    if lit:
        yield Finding(part, "ok", f"plugged into {', '.join(lit)}")
    elif plugs:
        yield Finding(
            part, "bad", "no screen is plugged in", "plug it in and switch it on, then restart"
        )
    else:
        yield Finding(
            part,
            "bad",
            "this computer has no graphics that the kernel knows",
            "on a Pi: dtoverlay=vc4-kms-v3d in /boot/firmware/config.txt",
        )


def _sound(site: Site, device: str, section: SpeakerSection) -> Iterator[Finding]:
    part = f"{device} sound"
    if section.kind == "none":
        return
    if section.kind == "simulated":
        yield _simulated(part)
        return
    wanted = speaker_wanted(section, site.house.data)
    cards = site.place("/proc/asound/cards")
    if not cards.exists() or "no soundcards" in cards.read_text(encoding="utf-8"):
        yield Finding(part, "bad", "there is no sound card", "plug it in; aplay -l lists them")
    elif shutil.which("aplay") is None:
        yield Finding(part, "bad", "aplay is missing", "sudo apt-get install alsa-utils")
    elif not Path(wanted.pack).is_dir():
        yield Finding(
            part, "look", f"there is no voice in {wanted.pack}", "make one: mot-cua voice --help"
        )
    else:
        yield Finding(part, "ok", f"a sound card, and a voice in {wanted.pack}")


def _file(site: Site, part: str, path: str, cure: str) -> Finding:
    place = site.place(path)
    if not path or not place.exists():
        return Finding(part, "bad", f"{path or 'its path'} is not there", cure)
    if not os.access(place, os.R_OK | os.W_OK):
        return Finding(
            part,
            "bad",
            f"{path} cannot be opened by this user",
            f"try as the programs do: sudo --user=mot-cua mot-cua doctor; else: ls -l {path}",
        )
    return Finding(part, "ok", f"{path} is there")


def _reached(part: str, host: str) -> Finding:
    try:
        socket.create_connection((host, RAW_PORT), timeout=PATIENCE).close()
    except OSError as problem:
        return Finding(
            part,
            "bad",
            f"{host}:{RAW_PORT} does not answer ({problem.strerror or problem})",
            "check its power and network cable; its own self-test page shows its address",
        )
    return Finding(part, "ok", f"{host}:{RAW_PORT} answers")


def _simulated(part: str) -> Finding:
    return Finding(
        part, "look", "simulated", "write its real kind into the office file, if it has arrived"
    )
