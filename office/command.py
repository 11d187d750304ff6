"""The `mot-cua` command; each subcommand imports its program only when it is chosen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua import VERSION
from mot_cua.errors import MotCuaError
from mot_cua.program import run_main, set_up_logging
from office.backup import backup, restore
from office.devices import devices, enroll, join
from office.doctor import doctor
from office.people import users
from office.voice import voice

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DEFAULT_DATA = Path("/var/lib/mot-cua")


def house_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every program needs to know: the office, its data, its broker."""
    for option in (
        click.option(
            "--broker",
            metavar="HOST:PORT",
            help="A broker that runs already; without it, as in the file.",
        ),
        click.option(
            "--data",
            type=FOLDER,
            default=DEFAULT_DATA,
            show_default=True,
            help="Folder for the journal, the kiosk's numbers and the passwords.",
        ),
        click.option(
            "--office",
            "office_file",
            type=FILE,
            default=SAMPLE_OFFICE,
            show_default="the sample office",
            help="The office file (TOML).",
        ),
    ):
        command = option(command)
    return command


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
@click.option("--frame-ancestors", default="'self'", hidden=True)
def server(  # noqa: PLR0917 - click names them all
    office_file: Path,
    data: Path,
    broker: str | None,
    host: str | None,
    port: int | None,
    sample: bool,
    frame_ancestors: str,
) -> None:
    """Run the queue server and its pages."""
    from queue_server.program import run_server  # noqa: PLC0415

    house = open_house(office_file, data, broker=broker)
    run_server(
        house,
        # An address on the command line names a broker that runs already.
        has_broker=house.settings.broker.embedded and broker is None,
        host=host or house.settings.server.host,
        port=port or house.settings.server.port,
        is_sample=sample,
        frame_ancestors=frame_ancestors,
    )


def _device_command(name: str, summary: str, run: Callable[[House, str], None]) -> None:
    @commands.command(name, help=summary)
    @house_options
    @click.option("--id", "device", required=True, help="Its name in the office file.")
    def program(office_file: Path, data: Path, broker: str | None, device: str) -> None:
        run(open_house(office_file, data, broker=broker), device)


def _kiosk(house: House, device: str) -> None:
    from kiosk.program import run_kiosk  # noqa: PLC0415

    run_kiosk(house, device)


def _display(house: House, device: str) -> None:
    from display.program import run_board  # noqa: PLC0415

    run_board(house, device)


def _bridge(house: House, device: str) -> None:
    from firmware_bridge.program import run_bridge  # noqa: PLC0415

    run_bridge(house, device)


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
@click.option(
    "--replay",
    "replay_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="A public queue board's day (CSV: time,service,last_called,waiting,open_counters).",
)
@click.option(
    "--office", "office_file", type=FILE, default=None, help="The office file of that day."
)
@click.option("--day", default="2020-01-22", show_default=True, help="The date of that day.")
@click.option(
    "--speed",
    default="max",
    show_default=True,
    help="Times real time, for example 120, with real processes; max: one process, no waiting.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of what the board left out.")
@click.option("--data", type=FOLDER, default=None, help="Keep the office's files here.")
def simulate(**options: Any) -> None:
    """Replay a real office day through the programs, to the closing of the day and its report."""
    from office.simulate.program import run_simulation  # noqa: PLC0415

    run_simulation(**options)


@commands.command()
@house_options
def verify(office_file: Path, data: Path, broker: str | None) -> None:
    """Check the journal from its first event: chain, rules, seals, tables. Exit 1 if damaged."""
    from office.inspect import verify_journal  # noqa: PLC0415

    verify_journal(open_house(_office_of(office_file, data), data, broker=broker))


@commands.command()
@house_options
def rebuild(office_file: Path, data: Path, broker: str | None) -> None:
    """Throw the report tables away and make them again from the events."""
    from office.inspect import rebuild_tables  # noqa: PLC0415

    rebuild_tables(open_house(_office_of(office_file, data), data, broker=broker))


def document_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add one option for each kind of document; each names its file."""
    for option in (
        click.option("--pdf", type=FILE, help="The report as a document of state, A4."),
        click.option("--docx", type=FILE, help="The same, with fields for people to fill in."),
        click.option("--xlsx", type=FILE, help="The counts as a workbook."),
        click.option("--csv", type=FILE, help="The counts for programs (UTF-8, semicolons)."),
        click.option("--bulletin", type=FILE, help="What is read on the loudspeakers (text)."),
        click.option("--poster", type=FILE, help="The result for the wall (PDF)."),
    ):
        command = option(command)
    return command


@commands.command()
@house_options
@document_options
@click.option("--day", default=None, help="YYYY-MM-DD; without it, the last day.")
@click.option("--month", default=None, help="YYYY-MM: a poster of the month instead of the day.")
@click.option(
    "--period",
    default=None,
    help="Instead of a day: a week 2026-W47, a month 2026-11, a quarter 2026-Q4, half a year"
    " 2026-H1, the first months 2026-9M, a year 2026, or days 2026-01-15..2026-02-10.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "a3"]),
    default="a4",
    show_default=True,
    help="The poster's.",
)
def report(  # noqa: PLR0917 - click names them all
    office_file: Path,
    data: Path,
    broker: str | None,
    day: str | None,
    month: str | None,
    period: str | None,
    paper: Literal["a4", "a3"],
    **kinds: Path | None,
) -> None:
    """Print the figures of a day or a longer period, or write them as documents."""
    house = open_house(_office_of(office_file, data), data, broker=broker)
    files = {kind: path for kind, path in kinds.items() if path}
    if period and (day or month):
        raise click.UsageError("--period stands alone; leave --day and --month out")
    if month and "poster" not in files:
        raise click.UsageError("--month is for a poster; add --poster FILE")
    if period:
        from office.periods import report_period  # noqa: PLC0415

        report_period(house, files, period, size=paper)
        return
    if not files:
        from office.inspect import print_report  # noqa: PLC0415

        print_report(house, day)
        return
    from office.documents import write_documents  # noqa: PLC0415

    write_documents(house, files, day=day, month=month, size=paper)


@commands.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--back", is_flag=True, help="Go back to the version before this one.")
@click.option("--older", is_flag=True, help="Take a release that is older than what is installed.")
@click.option(
    "--office", type=FILE, default=Path("/etc/mot-cua/office.toml"), show_default=True,
    help="The office file that is in force.",
)  # fmt: skip
@click.option("--data", type=FOLDER, default=DEFAULT_DATA, show_default=True, help="The data.")
@click.option(
    "--signers", type=FILE, default=Path("/etc/mot-cua/signers"), show_default=True,
    help="Whose releases this computer takes.",
)  # fmt: skip
def update(  # noqa: PLR0917 - click names them all
    folder: Path | None, back: bool, older: bool, office: Path, data: Path, signers: Path
) -> None:
    """Install the release in FOLDER, and go back by itself if it does not come up well.

    It is checked and rehearsed first; the programs stop for some seconds. docs/updates.md has more.
    """
    from office.update.computer import Computer  # noqa: PLC0415
    from office.update.program import go_back  # noqa: PLC0415
    from office.update.program import update as bring  # noqa: PLC0415

    if back == (folder is not None):
        raise click.UsageError("name the FOLDER of a release, or say --back")
    if folder is None:
        go_back(Computer(), click.echo)
        return
    bring(
        folder, Computer(), signers=signers, office=office, data=data, is_older_ok=older,
        say=click.echo,
    )  # fmt: skip


@commands.command()
@house_options
@click.option("--period", required=True, help="As for a report: 2026-11, 2026-Q4, 2026, …")
@click.option("--to", "path", type=FILE, required=True, help="The archive (ZIP).")
def export(office_file: Path, data: Path, broker: str | None, period: str, path: Path) -> None:
    """Write the events of a period for an inspection, with the means to check them alone."""
    from office.export import export_period  # noqa: PLC0415

    export_period(open_house(_office_of(office_file, data), data, broker=broker), period, path)


@commands.command()
@house_options
@click.option("--to", "folder", type=FOLDER, required=True, help="Folder for the files.")
def publish(office_file: Path, data: Path, broker: str | None, folder: Path) -> None:
    """Write the public board (today, yesterday, 30 days, the year) for the office's website."""
    from office.publish import publish as publish_to  # noqa: PLC0415

    publish_to(open_house(_office_of(office_file, data), data, broker=broker), folder)


commands.add_command(devices)
commands.add_command(backup)
commands.add_command(restore)
commands.add_command(doctor)
commands.add_command(enroll)
commands.add_command(join)
commands.add_command(users)
commands.add_command(voice)


def _office_of(office_file: Path, data: Path) -> Path:
    """Prefer the office file that a demo or a simulation has left with its data."""
    left = data / "office.toml"
    return left if office_file == SAMPLE_OFFICE and left.exists() else office_file


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
