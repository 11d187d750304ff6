"""What the office file may say of kiosks, boards, the broker and the server's own address."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from config.fields import (
    Baud,
    Code,
    CounterNumber,
    Debounce,
    I2cAddress,
    Id,
    Inches,
    Kept,
    Keys,
    Lockout,
    Metres,
    Number,
    Percent,
    Pixels,
    Port,
    PwmChannel,
    Remark,
    Section,
    Spoken,
    UnitAddress,
    Wire,
)
from mot_cua.hosts import is_loopback

OWN_AUTHORITY: Final = "office"
"""In place of a certificate's file: one of the office's own authority."""

PrinterKind = Literal["simulated", "usb", "serial", "network", "file"]
ScreenKind = Literal["pygame", "simulated", "none"]
ButtonsKind = Literal["simulated", "gpio", "line", "mcp23017", "keypad", "none"]
ScannerKind = Literal["simulated", "keypad", "serial", "none"]
SpeakerKind = Literal["alsa", "simulated", "none"]
Spokens = Annotated[
    tuple[Spoken, ...],
    Meta(min_length=1, description='a list of at least one language, like ["vi"]'),
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
    backlight: PwmChannel = ""
    """The PWM channel of its light, `pwmchip0:1`: low while no numbers are given out."""


class ButtonsSettings(Section, frozen=True, kw_only=True):
    """`[kiosk.buttons]`: what the pins of the buttons and lamps belong to."""

    kind: ButtonsKind = "simulated"
    """`gpio`: the header of a Raspberry Pi. `line`: a chip of any other board. `mcp23017`: an
    expander on I²C. `keypad`: keys on USB. `none`: the screen alone."""
    path: Remark = ""
    """Of `keypad` (`/dev/input/by-id/…`); of `line`, if not `/dev/gpiochip0`; of `mcp23017`, if not
    `/dev/i2c-1`."""
    address: I2cAddress = 0x20
    """Of `mcp23017`."""
    interrupt: Wire | None = None
    """Of `mcp23017`: the line of `/dev/gpiochip0` that INTA is wired to; without it, the chip is
    asked every 5 ms."""
    stable_ms: Debounce = 25
    """So long must a contact be closed to be a press; above 30, quick taps are lost."""
    lockout_ms: Lockout = 400
    """After a press, the same button is deaf for so long."""
    palm_keys: Keys = 2
    """So many buttons at once are a palm and no press; 0 counts each of them."""
    hold_to_hear: bool = False
    """Whether a press of a second asks what the button is, and prints nothing."""
    lamps_breathe: bool = False
    """Of `gpio`: whether lamps breathe until they are pressed."""


class ScannerSettings(Section, frozen=True, kw_only=True):
    """`[kiosk.scanner]`: reads papers that people bring back."""

    kind: ScannerKind = "simulated"
    """`keypad`: types like a keyboard, or is one, to type the number on. `serial`: has a port."""
    path: Remark = ""
    """Of `keypad` (`/dev/input/by-id/…`) and `serial` (`/dev/serial/by-id/…`)."""
    baud: Baud = 9600
    """Of `serial`."""


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
    pin: Wire | None = None
    """Of a physical button, which closes to ground; without it, on the screen only.

    A GPIO by its BCM number, a line by name or number, a pin of the expander from 0 to 15, a key of
    the keypad by its name, like `KP1`.
    """
    lamp_pin: Wire | None = None


class RatingPinSettings(Section, frozen=True, kw_only=True):
    """`[[kiosk.rating_pin]]`: a physical rating button on a kiosk."""

    level: Id
    pin: Wire


class KioskSettings(Section, frozen=True, kw_only=True):
    """`[[kiosk]]`."""

    id: Id
    """Also the name of its device at the broker."""
    first: Number = 1
    last: Number = 899
    """`first` to `last` are this kiosk's numbers in each service, every day."""
    second_place: Remark = ""
    """A folder, best on another disk, where the last numbers are kept once more: a card that
    forgets what it has confirmed then gives no number twice. Empty: in the data folder."""
    printer: PrinterSettings = PrinterSettings()
    screen: ScreenSettings = ScreenSettings()
    buttons: ButtonsSettings = ButtonsSettings()
    scanner: ScannerSettings = ScannerSettings()
    speaker: SpeakerSettings = SpeakerSettings()
    button: tuple[ButtonSettings, ...] = ()
    """Without any, the screen has a button for each service."""
    rating_buttons: bool = False
    """Whether people may rate at this kiosk, on its screen or by the pins."""
    rating_pin: tuple[RatingPinSettings, ...] = ()
    outbox_limit: Kept = 100_000
    """So many facts wait here while the server is away; after that, no number is given out."""


class BoardSettings(Section, frozen=True, kw_only=True):
    """`[[board]]`: a display in the hall or above one counter; size in pixels."""

    id: Id
    kind: Literal["pygame", "simulated", "segments"] = "pygame"
    """`segments`: digits of a MAX7219 on SPI, which show the number at `counter`."""
    counter: CounterNumber | None = None
    """Of `segments`; a screen with it stands above this counter and shows its number alone."""
    path: Remark = "/dev/spidev0.0"
    """Of `segments`."""
    width: Pixels = 1920
    height: Pixels = 1080
    panel_in: Inches = 43.0
    """Across the panel, from corner to corner."""
    viewing_distance_m: Metres = 8.0
    """From the last row of seats; the size of the type follows from it."""
    speaker: HallSpeakerSettings = HallSpeakerSettings()


class UnitSettings(Section, frozen=True, kw_only=True):
    """`[[bridge.unit]]`: one counter's unit, where it differs from the others."""

    counter: CounterNumber
    address: UnitAddress | None = None
    """As flashed; without it, the number of the counter."""
    path: Remark = ""
    """Of a unit on a USB cable of its own; without it, the unit hangs on the bridge's line."""


class BridgeSettings(Section, frozen=True, kw_only=True):
    """`[[bridge]]`: the computer that the rating panels and call boxes are plugged into."""

    id: Id
    kind: Literal["simulated", "serial"] = "simulated"
    counters: Counters = ()
    """Whose units are plugged in here; empty means all."""
    path: Remark = ""
    """Of `serial`: the port, best by a name that survives unplugging, `/dev/serial/by-id/…`."""
    baud: Baud = 115_200
    is_shared_line: bool = False
    """Whether several units hang on this one port (RS-485)."""
    unit: tuple[UnitSettings, ...] = ()
    speaker: SpeakerSettings = SpeakerSettings()
    """Of a bridge that stands at a counter: invites to rate, and says what a button is."""
    outbox_limit: Kept = 100_000
    """So many presses wait here while the server is away; after that, the units keep theirs."""


class BrokerSettings(Section, frozen=True, kw_only=True):
    """`[broker]`. Passwords never stand in this file."""

    embedded: bool = True
    """Start our own broker; otherwise use one that runs at `host` already."""
    host: Remark = "127.0.0.1"
    """Where devices find the broker. With an address of the network the embedded broker listens on
    all of them, and speaks TLS to everybody; with `127.0.0.1` it serves this computer alone."""
    port: Port = 1883
    """By custom 1883, and 8883 where TLS is spoken."""
    is_plain: bool = False
    """Of a broker that is not embedded: speak to it over the network without TLS. Whoever can plug
    into that network can read the passwords."""
    username: Remark = ""
    """Of a broker that is not embedded; empty means that each device uses its own id."""


class ServerSettings(Section, frozen=True, kw_only=True):
    """`[server]`: where the pages are."""

    host: Remark = "127.0.0.1"
    port: Port = 8080
    metrics_to: tuple[Remark, ...] = ("127.0.0.1", "::1")
    """Addresses of the computers that may read `/metrics` (Prometheus)."""
    certificate: Remark = ""
    """Serve the pages with TLS: a file (PEM), or `office` for the office's own authority. Empty:
    the office's own as soon as `host` is an address of the network."""
    key: Remark = ""
    """The certificate's key (PEM)."""
    proxies: tuple[Remark, ...] = ()
    """Addresses of reverse proxies, whose `X-Forwarded-…` is believed; nobody else's is."""
    is_plain: bool = False
    """Let passwords cross the network in the clear. For one that nobody else can plug into."""

    @property
    def has_tls(self) -> bool:
        """Whether the pages speak TLS: on the network always, unless a proxy does it for them."""
        is_inside = is_loopback(self.host) or bool(self.proxies)
        return bool(self.certificate) or not (is_inside or self.is_plain)

    @property
    def is_of_the_office(self) -> bool:
        """Whether their certificate is made by the office's own authority."""
        return self.has_tls and self.certificate in ("", OWN_AUTHORITY)
