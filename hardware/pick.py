"""Which driver stands behind a device of the office file; the only door to the simulated ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hardware.bench import Bench, Line
from hardware.inputs import CounterUnit, Lamp, Post
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


def buttons(bench: Bench, services: Iterable[str], *, post: Post) -> dict[str, Lamp]:
    """Make the service buttons on the bench; return the lamp of each."""
    from hardware.simulated.buttons import simulated_buttons  # noqa: PLC0415

    return simulated_buttons(bench, services, post=post)


def counter_units(
    kind: str, counters: Iterable[int], *, bench: Bench, clock: Clock, post: Post
) -> dict[int, CounterUnit]:
    """Open the counter units of one bridge.

    Raises:
        SettingsError: only simulated units exist so far.
    """
    if kind != "simulated":
        raise SettingsError(f"bridge.kind: {kind!r} is not supported yet; use 'simulated'")
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
