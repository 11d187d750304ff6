"""The `mot-cua` command; each subcommand imports its program only when it is chosen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua import VERSION
from mot_cua.errors import MotCuaError
from mot_cua.program import run_main, set_up_logging
from office.backup import backup, restore
from office.clock import clock
from office.devices import devices, enroll, join
from office.doctor import doctor
from office.options import FILE, FOLDER, house_options, office_of
from office.people import users
from office.reports import export, publish, report
from office.retain import retain
from office.simulate.command import simulate
from office.token import token
from office.update.command import update
from office.voice import voice


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with:  mot-cua demo     Read on in docs/overview.md",
)
@click.version_option(VERSION, prog_name="mot-cua")
def commands() -> None:
    """Queue tickets, calling and satisfaction ratings for a Vietnamese public-service office."""


@commands.command()
@click.argument("file", type=FILE, default=SAMPLE_OFFICE)
def check(file: Path) -> None:
    """Check an office FILE and name every mistake in it."""
    from config.procedures import read_procedures  # noqa: PLC0415
    from config.reader import read_office  # noqa: PLC0415

    settings = read_office(file)
    if settings.office.procedures:
        codes = [one.code for one in settings.service]
        read_procedures(file.parent / settings.office.procedures, codes)
    click.echo(
        f"{file}: {settings.office.name}; {len(settings.service)} services,"
        f" {len(settings.counter)} counters, {len(settings.kiosk)} kiosks. No mistakes."
    )


@commands.command()
@house_options
@click.option("--host", default=None, help="Address to listen on, if not as in the file.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port of the pages.")
@click.option("--sample", is_flag=True, help="Mark the days as sample data.")
@click.option("--trial", is_flag=True, help="Let a new office begin with days for trying.")
@click.option("--frame-ancestors", default="'self'", hidden=True)
def server(  # noqa: PLR0917 - click names them all
    office_file: Path,
    data: Path,
    broker: str | None,
    host: str | None,
    port: int | None,
    sample: bool,
    trial: bool,
    frame_ancestors: str,
) -> None:
    """Run the queue server and its pages."""
    from office.doctor.checkup import looking_at  # noqa: PLC0415
    from queue_server.program import run_server  # noqa: PLC0415

    house = open_house(office_file, data, broker=broker)
    run_server(
        house,
        # An address on the command line names a broker that runs already.
        has_broker=house.settings.broker.embedded and broker is None,
        host=host or house.settings.server.host,
        port=port or house.settings.server.port,
        is_sample=sample,
        begins_on_trial=trial,
        frame_ancestors=frame_ancestors,
        look=looking_at(house),
    )


def _device_command(name: str, summary: str, run: Callable[[House, str], None]) -> None:
    @commands.command(name, help=summary)
    @house_options
    @click.option("--id", "device", required=True, help="Its name in the office file.")
    def program(office_file: Path, data: Path, broker: str | None, device: str) -> None:
        run(open_house(office_file, data, broker=broker), device)


def _kiosk(house: House, device: str) -> None:
    from kiosk.program import run_kiosk  # noqa: PLC0415
    from office.doctor.checkup import looking_at  # noqa: PLC0415

    run_kiosk(house, device, looking_at(house, device))


def _display(house: House, device: str) -> None:
    from display.program import run_board  # noqa: PLC0415
    from office.doctor.checkup import looking_at  # noqa: PLC0415

    run_board(house, device, looking_at(house, device))


def _bridge(house: House, device: str) -> None:
    from firmware_bridge.program import run_bridge  # noqa: PLC0415
    from office.doctor.checkup import looking_at  # noqa: PLC0415

    run_bridge(house, device, looking_at(house, device))


_device_command("kiosk", "Run a kiosk: numbers, paper, screen.", _kiosk)
_device_command("display", "Run a hall board.", _display)
_device_command("bridge", "Run a bridge to the counter units.", _bridge)


def _hand_list(house: House, device: str) -> None:
    from office.hand_list import order_hand_list  # noqa: PLC0415

    order_hand_list(house, device)
    click.echo(f"{device} prints who waits, one slip for each service.")


_device_command(
    "hand-list",
    "Have a kiosk print who waits, for calling by hand while the server is down.\n\n"
    "Give each slip to the counters that it names. When the server is back, officers enter what"
    " they have called on the page 'Phiếu và gọi tay' of their counter.",
    _hand_list,
)


@commands.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Of the page."
)
@click.option(
    "--data",
    type=FOLDER,
    default=Path("data/demo"),
    show_default=True,
    help="Folder of the demo's office; remove it to remove everything.",
)
@click.option(
    "--office",
    "office_file",
    type=FILE,
    default=SAMPLE_OFFICE,
    show_default="the sample office",
    help="The office file (TOML).",
)
@click.option(
    "--fresh", is_flag=True, help="Begin with an empty office: no sample day, no history."
)
def demo(port: int, data: Path, office_file: Path, fresh: bool) -> None:
    """Run a whole office on this machine, with simulated devices, and show it in a browser.

    Ctrl-C stops everything; the next start finds the same tickets.
    """
    from office.demo.program import run_demo  # noqa: PLC0415

    run_demo(office_file=office_file, data=data, port=port, is_fresh=fresh)


@commands.command()
@house_options
def verify(office_file: Path, data: Path, broker: str | None) -> None:
    """Check the journal from its first event: chain, rules, seals, tables. Exit 1 if damaged."""
    from office.inspect import verify_journal  # noqa: PLC0415

    verify_journal(open_house(office_of(office_file, data), data, broker=broker))


@commands.command()
@house_options
def rebuild(office_file: Path, data: Path, broker: str | None) -> None:
    """Throw the report tables away and make them again from the events."""
    from office.inspect import rebuild_tables  # noqa: PLC0415

    rebuild_tables(open_house(office_of(office_file, data), data, broker=broker))


for one in (
    backup,
    clock,
    devices,
    doctor,
    enroll,
    export,
    join,
    publish,
    report,
    restore,
    retain,
    simulate,
    token,
    update,
    users,
    voice,
):
    commands.add_command(one)


def main() -> None:
    """Run the command; a mistake that a person can mend is one sentence and an exit code."""

    def run() -> None:
        set_up_logging(sys.argv[1] if len(sys.argv) > 1 else "mot-cua")
        try:
            commands(standalone_mode=False)
        except click.ClickException as problem:
            problem.show()
            sys.exit(problem.exit_code)
        except click.Abort:
            raise MotCuaError("stopped") from None

    run_main(run)
