"""A ticket printer on the technician's table: find it, try each way of printing, keep the good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import click

from config.settings import KioskSettings, Settings
from hardware.printer.commands import store_job
from hardware.printer.dialogue import Dialogue
from hardware.printer.layout import WIDTHS, TicketPaper, strips
from hardware.printer.port import PrintResult
from hardware.printer.profile import profile_path, save_profile
from hardware.printer.questions import Deadlines
from hardware.printer.self_test import pages, profile_of
from hardware.printer.status import PrinterStatus
from hardware.printer.transport import (
    NetworkTransport,
    SerialTransport,
    Transport,
    UsbTransport,
)
from kiosk.paper import Wait, paper_of
from kiosk.series import Issued
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import DeviceError, MotCuaError, SettingsError
from mot_cua.ids import DayText, RequestId, ServiceCode, TicketId, new_token

PLACES: Final = (
    ("usb", "/dev/usb", "lp*"),
    ("serial", "/dev/serial/by-id", "*"),
    ("serial", "/dev/serial/by-path", "*"),
)
RAW_PORT: Final = 9100
"""Where printers on a network take jobs."""
_CURES: Final = {
    "disconnected": "check its cable and its power",
    "silent": "it does not answer: unknown, not well; check that it is switched on, the speed"
    " (--baud, as its own self-test page says), and the wires both ways",
    "cover_open": "close the cover",
    "paper_end": "load paper",
    "cutter": "free the knife and switch it off and on",
    "error": "switch it off and on",
    "offline": "press its feed or online button",
}


class Found(NamedTuple):
    """A place where a printer may be."""

    kind: str
    where: str


def find_printers(root: Path = Path("/")) -> Iterator[Found]:
    """Look where the kernel puts printers and serial adapters; `root` is for other file trees."""
    seen = set[Path]()
    for kind, folder, pattern in PLACES:
        for path in sorted((root / folder.lstrip("/")).glob(pattern)):
            # One adapter has a name by its number and another by its socket.
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield Found(kind, str(path))


def list_printers(found: list[Found]) -> None:
    """Print them, or what to check when there are none."""
    if not found:
        click.echo(
            "No printer found: nothing in /dev/usb/lp* or /dev/serial/. Check cable and power;\n"
            "for USB try  sudo modprobe usblp ;  a network printer is named with  --device ADDRESS"
        )
    for one in found:
        click.echo(f"{one.kind:8}{one.where}")


def transport_to(device: str, baud: int, clock: Clock) -> Transport:
    """Choose the line by the name of the device: a USB printer, a serial port, or an address.

    Raises:
        SettingsError: what stands behind the colon of an address is no number.
    """
    if "/usb/lp" in device:
        return UsbTransport(device, clock)
    if device.startswith("/"):
        return SerialTransport(device, clock, baud=baud)
    host, _, port = device.partition(":")
    if port and not port.isdigit():
        raise SettingsError(
            f"--device {device}: expected a path, HOST or HOST:PORT, for example 192.0.2.9:9100"
        )
    return NetworkTransport(host, clock, port=int(port or RAW_PORT))


def examine(
    settings: Settings,
    kiosk: KioskSettings,
    data: Path,
    *,
    device: str,
    baud: int,
    has_cutter: bool,
    right: str | None,
) -> None:
    """Print the self-test of a kiosk's printer, ask what came out right, and keep the answer.

    Raises:
        DeviceError: the printer cannot be reached, or stopped.
        MotCuaError: no page came out right.
    """
    width, clock = WIDTHS[kiosk.printer.roll_mm], SystemClock()
    transport = transport_to(device, baud, clock)
    transport.open()
    try:
        dialogue = Dialogue(transport, clock, Deadlines())
        say_status(device, dialogue.ask_status())
        slips = [strips(one, width) for one in papers_of(settings)]
        storing, graphics = store_job(slips, width)
        click.echo(f"Storing {len(graphics)} pictures in the printer ({len(storing):,} bytes) ...")
        say_result("D", dialogue.print_job("store", storing))
        for page in pages(papers_of(settings)[0], width, graphics=graphics, has_cutter=has_cutter):
            click.echo(f"Page {page.letter}: {page.title}")
            say_result(page.letter, dialogue.print_job(page.letter, page.job))
    finally:
        transport.close()
    profile = profile_of(
        _letters(right) if right is not None else _ask(), graphics=graphics, has_cutter=has_cutter
    )
    if profile is None:
        raise MotCuaError(
            f"{device}: neither page A nor page E came out right; check the width of the paper"
            " (roll_mm), the speed, and whether the printer speaks ESC/POS. Nothing was saved"
        )
    path = profile_path(data, kiosk.id)
    save_profile(path, profile)
    click.echo(f"Saved in {path}; the kiosk uses it from its next start.")


def papers_of(settings: Settings) -> list[TicketPaper]:
    """Make one test ticket for each service, with what the office's tickets say."""
    return [
        paper_of(
            settings,
            Issued(
                ticket=TicketId("self-test"),
                request=RequestId("self-test"),
                day=DayText("2026-01-01"),
                service=ServiceCode(one.code),
                number=12,
                label="1012",
                ticket_class="normal",
                token=new_token(),
                issued_ms=SystemClock().wall_ms(),
                print="pending",
            ),
            wait=Wait(3),
            is_clock_trusted=True,
        )
        for one in settings.service
    ]


def say_status(device: str, status: PrinterStatus) -> None:
    """Print what the printer says of itself.

    Raises:
        DeviceError: it says that it will not print.
    """
    problem = status.problem
    if problem is None:
        click.echo(f"{device}: ready, paper {status.paper.replace('_', ' ')}.")
    elif status.is_stopped or problem == "disconnected":
        raise DeviceError(f"{device}: {problem.replace('_', ' ')}: {_CURES[problem]}")
    else:
        click.echo(f"{device}: {_CURES[problem]}. Trying to print all the same.")


def say_result(letter: str, result: PrintResult) -> None:
    """Print what became of a page.

    Raises:
        DeviceError: it did not come out.
    """
    if result.outcome == "failed":
        raise DeviceError(f"page {letter} did not come out: {result.detail}")
    if result.outcome == "unconfirmed":
        click.echo("  the printer did not confirm it; look yourself")


def _letters(text: str) -> str:
    return "".join(one for one in text.upper() if one in "ABCDE")


def _ask() -> str:
    click.echo(
        "Look at the pages. Right means: every accent is there, nothing is cut off or shifted,"
        " and a phone reads the code."
    )
    answer: str = click.prompt("Which came out right? Their letters, for example ABC", default="A")
    return _letters(answer)
