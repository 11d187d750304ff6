"""What the office file may say of kiosks, boards, the broker and the server's own address."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.fields import (
    Baud,
    Code,
    CounterNumber,
    Id,
    Metres,
    Number,
    Percent,
    Pin,
    Pixels,
    Port,
    Remark,
    Section,
    Spoken,
)

PrinterKind = Literal["simulated", "usb", "serial", "network", "file"]
ScreenKind = Literal["pygame", "simulated", "none"]
SpeakerKind = Literal["alsa", "simulated", "none"]
Spokens = Annotated[
    tuple[Spoken, ...], Meta(min_length=1, description='a list of languages, like ["vi", "en"]')
]
Counters = Annotated[
    tuple[CounterNumber, ...], Meta(description="a list of counter numbers, like [1, 2]")
]


class PrinterSettings(Section, frozen=True, kw_only=True):
    """`[kiosk.printer]`."""

    kind: PrinterKind = "simulated"
    path: Remark = ""
    """Of `usb` (`/dev/usb/lp0`), `serial` (`/dev/serial0`) and `file`."""
    baud: Baud = 19200
    """Of `serial`: as the printer's self-test page says."""
    host: Remark = ""
    """Of `network`: the printer's address."""
    roll_mm: Literal[58, 80] = 80
    """Width of the paper."""


class ScreenSettings(Section, frozen=True, kw_only=True):
    """`[kiosk.screen]`: size in pixels."""

    kind: ScreenKind = "pygame"
    """`none`: the kiosk works by its physical buttons alone."""
    is_fullscreen: bool = True
    width: Pixels = 1080
    height: Pixels = 1920


class SpeakerSettings(Section, frozen=True, kw_only=True):
    """`[kiosk.speaker]`: reads the number out when there is no paper, and guides who asks."""

    kind: SpeakerKind = "none"
    """`alsa`: a sound card of this computer."""
    device: Remark = "default"
    """Of `alsa`: a name of `aplay -L`."""
    pack: Remark = ""
    """Folder of the voice, or of one voice for each language; empty: `voice` in the data folder."""
    volume_percent: Percent = 100
    """Of the recordings' own; the amplifier has a knob of its own."""


class HallSpeakerSettings(SpeakerSettings, frozen=True, kw_only=True):
    """`[board.speaker]`: announces calls in the hall."""

    languages: Spokens = ("vi",)
    """Each call is said in all of them, in this order; a voice may bring a language of its own."""


class ButtonSettings(Section, frozen=True, kw_only=True):
    """`[[kiosk.button]]`: the button of one service, in the order of the panel."""

    service: Code
    pin: Pin | None = None
    """GPIO of a physical button, which closes to ground; without it, on the screen only."""
    lamp_pin: Pin | None = None


class RatingPinSettings(Section, frozen=True, kw_only=True):
    """`[[kiosk.rating_pin]]`: a physical rating button on a kiosk."""

    level: Id
    pin: Pin


class KioskSettings(Section, frozen=True, kw_only=True):
    """`[[kiosk]]`."""

    id: Id
    """Also the name of its device at the broker."""
    first: Number = 1
    last: Number = 899
    """`first` to `last` are this kiosk's numbers in each service, every day."""
    printer: PrinterSettings = PrinterSettings()
    screen: ScreenSettings = ScreenSettings()
    speaker: SpeakerSettings = SpeakerSettings()
    button: tuple[ButtonSettings, ...] = ()
    """Without any, the screen has a button for each service."""
    rating_buttons: bool = False
    """Whether people may rate at this kiosk, on its screen or by the pins."""
    rating_pin: tuple[RatingPinSettings, ...] = ()


class BoardSettings(Section, frozen=True, kw_only=True):
    """`[[board]]`: a display in the hall; size in pixels."""

    id: Id
    kind: Literal["pygame", "simulated"] = "pygame"
    width: Pixels = 1920
    height: Pixels = 1080
    viewing_distance_m: Metres = 8.0
    """From the last row of seats; the size of the type follows from it."""
    speaker: HallSpeakerSettings = HallSpeakerSettings()


class BridgeSettings(Section, frozen=True, kw_only=True):
    """`[[bridge]]`: the computer that the rating panels and call boxes are plugged into."""

    id: Id
    kind: Literal["simulated", "serial"] = "simulated"
    counters: Counters = ()
    """Whose units are plugged in here; empty means all."""


class BrokerSettings(Section, frozen=True, kw_only=True):
    """`[broker]`. Passwords never stand in this file."""

    embedded: bool = True
    """Start our own broker; otherwise use one that runs at `host` already."""
    host: Remark = "127.0.0.1"
    """The embedded broker listens here; `0.0.0.0` lets devices on other computers in."""
    port: Port = 1883
    username: Remark = ""
    """Of a broker that is not embedded; empty means that each device uses its own id."""


class ServerSettings(Section, frozen=True, kw_only=True):
    """`[server]`: where the pages are."""

    host: Remark = "127.0.0.1"
    port: Port = 8080
