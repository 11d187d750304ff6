"""`mot-cua doctor`: this computer at a glance; or one device, with a technician beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.house import SAMPLE_OFFICE, open_house
from config.reader import read_office
from config.settings import KioskSettings, Settings
from mot_cua.errors import SettingsError
from office.options import DATA, FILE, FOLDER

if TYPE_CHECKING:
    from office.doctor.printer import Found


@click.group(invoke_without_command=True)
@click.option("--device", "names", multiple=True, help="A device of this computer; else it looks.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@click.option("--office", "office_file", type=FILE, default=SAMPLE_OFFICE, help="The office file.")
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data folder.")
@click.pass_context
def doctor(
    context: click.Context, names: tuple[str, ...], as_json: bool, office_file: Path, data: Path
) -> None:
    """Look at this computer: one line for each thing, with the remedy. Exit 1 if one is bad.

    Nothing is printed, moved or changed. With a subcommand: set up one device and try it out, with
    a technician beside it.
    """
    if context.invoked_subcommand is not None:
        return
    from office.doctor.checkup import check_up  # noqa: PLC0415

    if check_up(open_house(office_file, data), names, as_json=as_json):
        raise SystemExit(1)


@doctor.command("printer")
@click.option("--list", "is_list", is_flag=True, help="Only list the printers that are found.")
@click.option("--device", help="/dev/usb/lp0, a serial port, or HOST[:PORT]; else it asks.")
@click.option("--baud", type=int, help="Of a serial port; default: as in the office file.")
@click.option("--kiosk", help="Whose printer it is; default: the first kiosk of the office file.")
@click.option("--no-cutter", is_flag=True, help="The paper is torn off: there is no knife.")
@click.option("--right", metavar="LETTERS", help="The pages that came out right; else it asks.")
@click.option("--office", "office_file", type=FILE, default=SAMPLE_OFFICE, help="The office file.")
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data folder.")
def printer_command(  # noqa: PLR0917 - click names them all
    is_list: bool,
    device: str | None,
    baud: int | None,
    kiosk: str | None,
    no_cutter: bool,
    right: str | None,
    office_file: Path,
    data: Path,
) -> None:
    """Find a ticket printer, print its self-test, and keep what came out right.

    Five pages come out, A to E, each with another way of printing. Every printer knows A; B, C and
    D are faster. What you saw to be right is kept in the data folder, and the kiosk uses it from
    then on. Stop the kiosk first: a printer has one owner.
    """
    from office.doctor.printer import examine, find_printers, list_printers  # noqa: PLC0415

    found = list(find_printers())
    if is_list:
        list_printers(found)
        return
    settings = read_office(office_file)
    mine = _kiosk_of(settings, kiosk)
    examine(
        settings,
        mine,
        data,
        device=device or mine.printer.path or mine.printer.host or _chosen(found),
        baud=baud or mine.printer.baud,
        has_cutter=not no_cutter,
        right=right,
    )


def _kiosk_of(settings: Settings, name: str | None) -> KioskSettings:
    for one in settings.kiosk:
        if name in (None, one.id):
            return one
    known = ", ".join(one.id for one in settings.kiosk) or "none"
    raise SettingsError(f"--kiosk {name}: the office file has no such kiosk; it has: {known}")


def _chosen(found: list[Found]) -> str:
    if not found:
        raise SettingsError(
            "no printer found in /dev/usb or /dev/serial; check cable and power, or name it with"
            " --device (a path, or the address of a network printer)"
        )
    if len(found) == 1:
        return found[0].where
    for place, one in enumerate(found, 1):
        click.echo(f"{place}  {one.kind:8}{one.where}")
    place = click.prompt("Which one?", type=click.IntRange(1, len(found)), default=1)
    return found[place - 1].where


@doctor.command("unit")
@click.option("--port", required=True, help="Of its cable, for example /dev/ttyACM0.")
@click.option(
    "--address",
    type=click.IntRange(1, 30),
    default=1,
    show_default=True,
    help="The number of its counter.",
)
@click.option("--shared", is_flag=True, help="It hangs on an RS-485 line, with others or alone.")
@click.option("--flash", is_flag=True, help="Write its program first; the port is then its USB.")
def unit_command(port: str, address: int, shared: bool, flash: bool) -> None:
    """Flash a counter unit, and try its lamps, digits, buzzer, buttons and keys."""
    from office.doctor.unit import examine, flash_unit  # noqa: PLC0415

    if flash:
        flash_unit(port, address, is_shared=shared)
    if not (flash and shared):
        examine(port, address, is_shared=shared)
