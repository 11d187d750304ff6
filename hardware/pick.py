"""Which driver stands behind a device of the office file; the only door to the simulated ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from hardware.attendant import Attendant
from hardware.bench import Bench, Line
from hardware.debounce import Timing
from hardware.inputs import CounterUnit, Lamp, Post
from hardware.keypad import Keypad, KeypadContacts, KeypadText
from hardware.panel import Contacts, Panel, PanelLamp, Wired
from hardware.printer.layout import WIDTHS
from hardware.printer.port import Printer
from hardware.printer.printer import PrinterThread
from hardware.printer.transport import (
    FileTransport,
    NetworkTransport,
    SerialTransport,
    Transport,
    UsbTransport,
)
from hardware.scanner import Scanner, SerialText
from hardware.serial_line import SerialLine
from hardware.speaker.aplay import Aplay
from hardware.speaker.languages import OfficeWords
from hardware.speaker.player import NoSpeaker, Output, SpeakerThread
from hardware.speaker.port import Post as SpeakerPost
from hardware.speaker.port import Speaker
from hardware.speaker.voice import load_voice
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import Region


class PrinterWanted(NamedTuple):
    """A printer as the office file describes it."""

    kind: str
    path: str = ""
    host: str = ""
    baud: int = 115_200
    roll_mm: int = 80

    @property
    def dots(self) -> int:
        """How many dots its head has."""
        return WIDTHS[self.roll_mm]


def printer(wanted: PrinterWanted, *, post: Post, bench: Bench | None) -> Printer:
    """Open the printer; paper and wire follow the real clock, however fast office time runs.

    Raises:
        SettingsError: `kind` is none of simulated, usb, serial, network, file.
    """
    clock = SystemClock()
    # A real printer may hold half a ticket of a process that died; a simulated one begins whole.
    is_new = wanted.kind == "simulated"
    return PrinterThread(_transport(wanted, clock, bench), post, clock=clock, starts_clean=is_new)


def _transport(wanted: PrinterWanted, clock: Clock, bench: Bench | None) -> Transport:
    match wanted.kind:
        case "simulated":
            return _simulated(wanted, clock, bench)
        case "usb":
            return UsbTransport(wanted.path, clock)
        case "serial":
            return SerialTransport(wanted.path, clock, baud=wanted.baud)
        case "network":
            return NetworkTransport(wanted.host, clock)
        case "file":
            return FileTransport(wanted.path, clock)
        case _:
            raise SettingsError(f"kiosk.printer.kind: {wanted.kind!r} is no kind of printer")


def _simulated(wanted: PrinterWanted, clock: Clock, bench: Bench | None) -> Transport:
    from hardware.simulated.printer import CutPaper, PaperPrinter  # noqa: PLC0415
    from hardware.simulated.printer_lines import MemoryTransport  # noqa: PLC0415

    paper = PaperPrinter(width_dots=wanted.dots)
    if bench is not None:

        def on_cut(cut: CutPaper) -> None:
            bench.show("paper", is_kept=False, number=cut.number, png=cut.png)

        paper = PaperPrinter(width_dots=wanted.dots, on_cut=on_cut)
        faults = {
            "out": paper.paper_out,
            "load": paper.load_roll,
            "open": paper.open_cover,
            "close": paper.close_cover,
        }

        def order(line: Line) -> None:
            faults[line["do"]]()

        bench.on("printer", order)
    return MemoryTransport(paper, clock)


class ButtonsWanted(NamedTuple):
    """The buttons and lamps of a kiosk as the office file describes them."""

    kind: str
    key: str = "kiosk.0.buttons"
    """The table in the office file, which errors name."""
    services: tuple[str, ...] = ()
    """All services: each has a lamp on the workbench."""
    levels: tuple[str, ...] = ()
    """All levels of rating, as buttons of the workbench."""
    wired: tuple[Wired, ...] = ()
    """Where those buttons are wired that are wired."""
    path: str = ""
    address: int = 0x20
    interrupt: int | str | None = None
    timing: Timing = Timing()
    breathes: bool = False


class ScannerWanted(NamedTuple):
    """A scanner as the office file describes it."""

    kind: str
    key: str = "kiosk.0.scanner"
    path: str = ""
    baud: int = 9600


class Hands(NamedTuple):
    """Everything that people press and hold before a kiosk."""

    lamps: dict[str, Lamp]
    attendants: tuple[Attendant, ...]

    def close(self) -> None:
        """End the threads, which put the lamps out."""
        for one in self.attendants:
            one.close()


def hands(
    buttons: ButtonsWanted, scanner: ScannerWanted, *, bench: Bench, clock: Clock, post: Post
) -> Hands:
    """Open buttons and scanner; `clock` is the office's.

    What cannot be opened is posted as a `HandsFault`, and tried again for as long as it takes.

    Raises:
        SettingsError: a kind is none of those of the office file.
    """
    lamps, panel = _panel(buttons, bench=bench, clock=clock, post=post)
    reader = _scanner(scanner, bench=bench, post=post)
    attendants = [Attendant(panel, clock=panel.clock, post=post)] if panel is not None else []
    attendants += [Attendant(reader, clock=SystemClock(), post=post)] if reader is not None else []
    return Hands(lamps, tuple(attendants))


def _panel(
    wanted: ButtonsWanted, *, bench: Bench, clock: Clock, post: Post
) -> tuple[dict[str, Lamp], Panel | None]:
    if wanted.kind == "none":
        return {}, None
    if wanted.kind == "simulated":
        return _simulated_panel(wanted, bench=bench, clock=clock, post=post)
    # Contacts and fingers follow the real clock, however fast office time runs.
    real, timing = SystemClock(), wanted.timing
    if wanted.kind == "keypad":  # debounces its keys itself, and nobody's palm covers two
        timing = timing._replace(stable_ms=0, palm_keys=0)
    panel = Panel(
        _contacts(wanted, real),
        clock=real,
        post=post,
        timing=timing,
        stamp=clock.monotonic_ms,
    )
    wired = (one for one in wanted.wired if one.lamp is not None)
    lamps = {one.name.partition(":")[2]: PanelLamp(panel, one.name) for one in wired}
    return dict(lamps), panel


def _contacts(wanted: ButtonsWanted, clock: Clock) -> Contacts:
    """Choose the driver; each is imported when it is wanted, for its library is slow or absent."""
    match wanted.kind:
        case "gpio":
            from hardware.gpio import GpioContacts  # noqa: PLC0415

            key = f"{wanted.key}.kind"
            return GpioContacts(wanted.wired, key=key, clock=clock, breathes=wanted.breathes)
        case "line":
            from hardware.lines import CHIP, LineContacts  # noqa: PLC0415

            return LineContacts(wanted.wired, chip=wanted.path or CHIP, clock=clock)
        case "mcp23017":
            from hardware.expander import BUS, ExpanderContacts  # noqa: PLC0415

            return ExpanderContacts(
                wanted.wired,
                key=wanted.key,
                clock=clock,
                bus=wanted.path or BUS,
                address=wanted.address,
                interrupt=wanted.interrupt,
            )
        case "keypad":
            keypad = Keypad(wanted.path, key=f"{wanted.key}.path")
            return KeypadContacts(wanted.wired, keypad=keypad, clock=clock)
        case _:
            raise SettingsError(f"{wanted.key}.kind: {wanted.kind!r} is no kind of buttons")


def _simulated_panel(
    wanted: ButtonsWanted, *, bench: Bench, clock: Clock, post: Post
) -> tuple[dict[str, Lamp], Panel]:
    from hardware.simulated import buttons  # noqa: PLC0415

    names = [f"service:{one}" for one in wanted.services]
    names += [f"rating:{one}" for one in wanted.levels]
    contacts = buttons.SimulatedContacts(names, clock=clock, chance=random.Random(1))  # noqa: S311
    buttons.put_on_bench(bench, contacts, clock=clock, post=post)
    lamps = buttons.simulated_lamps(bench, wanted.services)
    return lamps, Panel(contacts, clock=clock, post=post, timing=wanted.timing)


def _scanner(wanted: ScannerWanted, *, bench: Bench, post: Post) -> Scanner | None:
    clock, key = SystemClock(), f"{wanted.key}.path"
    match wanted.kind:
        case "none":
            return None
        case "simulated":
            from hardware.simulated.buttons import put_scanner_on_bench  # noqa: PLC0415

            put_scanner_on_bench(bench, post=post)
            return None
        case "keypad":
            source = KeypadText(Keypad(wanted.path, key=key))
            return Scanner(source, clock=clock, post=post, is_typed=True)
        case "serial":
            port = SerialText(wanted.path, key=key, baud=wanted.baud)
            return Scanner(port, clock=clock, post=post)
        case _:
            raise SettingsError(f"{wanted.key}.kind: {wanted.kind!r} is no kind of scanner")


def serial_line(path: str, baud: int) -> SerialLine:
    """Make the port that counter units hang on; their line follows the real clock."""
    return SerialLine(path, SystemClock(), baud=baud)


def counter_units(
    counters: Iterable[int], *, bench: Bench, clock: Clock, post: Post
) -> dict[int, CounterUnit]:
    """Make the counter units of one bridge on its bench."""
    from hardware.simulated.unit import SimulatedUnits  # noqa: PLC0415

    units = SimulatedUnits(bench, clock=clock, post=post)
    return {counter: units.unit(counter) for counter in counters}


class SpeakerWanted(NamedTuple):
    """A loudspeaker as the office file describes it."""

    kind: str
    pack: Path
    """The folder of the voice, or of one voice for each language."""
    device: str = "default"
    volume_percent: int = 100


class SpeakerSection(Protocol):
    """The table of a loudspeaker in the office file."""

    @property
    def kind(self) -> str: ...
    @property
    def pack(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def volume_percent(self) -> int: ...


def speaker_wanted(section: SpeakerSection, data: Path) -> SpeakerWanted:
    """Take a loudspeaker from the office file; by default its voice is in the data folder."""
    return SpeakerWanted(
        kind=section.kind,
        pack=Path(section.pack) if section.pack else data / "voice",
        device=section.device,
        volume_percent=section.volume_percent,
    )


def speaker(
    wanted: SpeakerWanted,
    *,
    office: OfficeWords,
    region: Region,
    post: SpeakerPost,
    bench: Bench | None,
) -> Speaker:
    """Open the loudspeaker; without a voice that can be used, it only chimes, and says why.

    Raises:
        SettingsError: `kind` is none of alsa, simulated, none.
    """
    if wanted.kind == "none" or (wanted.kind == "simulated" and bench is None):
        return NoSpeaker(post)
    output = _sound_output(wanted, bench)
    voice = load_voice(wanted.pack, office, region)
    return SpeakerThread(output, post, voice=voice, volume_percent=wanted.volume_percent)


def _sound_output(wanted: SpeakerWanted, bench: Bench | None) -> Output:
    if wanted.kind == "alsa":
        return Aplay(wanted.device)
    if wanted.kind != "simulated" or bench is None:
        raise SettingsError(f"speaker.kind: {wanted.kind!r} is no kind of loudspeaker")
    from hardware.simulated.speaker import BenchSpeaker  # noqa: PLC0415

    # As with paper, what takes time in the hall takes the same time here.
    return BenchSpeaker(bench, SystemClock())
