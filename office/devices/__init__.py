"""`mot-cua enroll`, `join` and `devices`: who may speak in this office."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from config.house import SAMPLE_OFFICE, open_house
from mot_cua.clock import clock_from_environment
from mot_cua.enrolment import DOOR_PORT
from office.options import DATA, FILE, FOLDER

if TYPE_CHECKING:
    from office.devices.admission import Admission, Line

HANOI: Final = datetime.timezone(datetime.timedelta(hours=7))

office_option = click.option(
    "--office",
    "office_file",
    type=FILE,
    default=SAMPLE_OFFICE,
    show_default="the sample office",
    help="The office file (TOML).",
)
data_option = click.option(
    "--data", type=FOLDER, default=DATA, show_default=True, help="The data folder."
)
port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DOOR_PORT,
    show_default=True,
    help="Where the device knocks.",
)
minutes_option = click.option(
    "--minutes",
    type=click.FloatRange(0.01, 60),
    default=10,
    show_default=True,
    help="How long the code is worth something.",
)


@click.command()
@click.argument("device")
@office_option
@data_option
@port_option
@minutes_option
def enroll(device: str, office_file: Path, data: Path, port: int, minutes: float) -> None:
    """Let DEVICE in from another computer: show a code, and wait until it is typed there.

    Run it on the server's computer. The code is worth something once and for some minutes; on the
    device's computer, type the line that is shown. Ctrl-C closes the door.
    """
    _enroll(_admission(office_file, data), device, port=port, minutes=minutes)


@click.command()
@click.argument("server")
@click.argument("code")
@data_option
def join(server: str, code: str, data: Path) -> None:
    """Enrol this computer at SERVER with the CODE that `mot-cua enroll` shows there."""
    from office.devices.join import join as knock  # noqa: PLC0415

    told = knock(server, code, data)
    click.echo(
        f"This computer is now {told.device} ({told.role}) of {told.office}; its login lies in"
        f" {data / 'login'}.\nStart it:  sudo systemctl restart mot-cua.target"
    )


@click.group(invoke_without_command=True)
@office_option
@data_option
@click.pass_context
def devices(context: click.Context, office_file: Path, data: Path) -> None:
    """List who is let in; give a device another password; shut one out."""
    context.obj = _admission(office_file, data)
    if context.invoked_subcommand is None:
        for line in context.obj.lines():
            click.echo(_text_of(line))


@devices.command()
@click.argument("device")
@port_option
@minutes_option
@click.pass_obj
def rotate(admission: Admission, device: str, port: int, minutes: float) -> None:
    """Give DEVICE another password; the old one is worth nothing from then on.

    A device of this computer gets it at once and goes on by itself. One on another computer keeps
    the old one until it is enrolled again, with a code, as the first time.
    """
    line = next((one for one in admission.lines() if one.seat.device == device), None)
    if line is None or not line.is_here:
        _enroll(admission, device, port=port, minutes=minutes)
        return
    runs = admission.rotate_here(line.seat.device)
    click.echo(f"{device} has another password. {_when(runs)}")


@devices.command()
@click.argument("device")
@click.pass_obj
def revoke(admission: Admission, device: str) -> None:
    """Shut DEVICE out, at once: its line is cut, and its password is worth nothing.

    What it still has in its outbox stays there; numbers that it gives out from now on reach nobody.
    """
    from mot_cua.ids import DeviceId  # noqa: PLC0415

    runs = admission.revoke(DeviceId(device))
    click.echo(f"{device} is shut out. {_when(runs)}")


@devices.command()
@click.argument("folder", type=FOLDER)
@click.pass_obj
def mosquitto(admission: Admission, folder: Path) -> None:
    """Write passwords and permissions for a Mosquitto of your own into FOLDER."""
    from mot_cua.accounts import mosquitto_acl, mosquitto_passwords  # noqa: PLC0415
    from mot_cua.private import write_private  # noqa: PLC0415

    accounts = admission.accounts()
    office = admission.house.settings.office.id
    write_private(folder / "passwords", mosquitto_passwords(accounts))
    write_private(folder / "acl", mosquitto_acl(office, accounts))
    click.echo(
        f"{folder}: passwords and acl of {len(accounts)} devices. Let mosquitto.conf name them"
        " (allow_anonymous false, password_file, acl_file), and send Mosquitto a SIGHUP."
    )


def _admission(office_file: Path, data: Path) -> Admission:
    from office.devices.admission import Admission  # noqa: PLC0415

    return Admission(open_house(office_file, data), clock_from_environment())


def _enroll(admission: Admission, device: str, *, port: int, minutes: float) -> None:
    from mot_cua.enrolment import new_code  # noqa: PLC0415
    from office.devices.door import Door  # noqa: PLC0415
    from queue_server.program import server_files  # noqa: PLC0415

    seat = admission.seat(device)
    admission.require_network()
    door = Door(server_files(admission.house), port=port)
    try:
        code, place = new_code(), admission.address()
        if door.port != DOOR_PORT:
            place = f"{place}:{door.port}"
        _show(device, f"sudo --user=mot-cua mot-cua join {place} {code}", minutes)
        address = door.wait(
            code, lambda: admission.enroll(seat), clock=clock_from_environment(), minutes=minutes
        )
    finally:
        door.close()
    click.echo(f"{device} is let in, at {address}. The code is used up.")


def _show(device: str, command: str, minutes: float) -> None:
    import io  # noqa: PLC0415

    import segno  # noqa: PLC0415

    drawing = io.StringIO()
    segno.make(command, error="m").terminal(out=drawing, compact=True)
    click.echo(
        f"\nWithin {minutes:g} minutes, type on the computer of {device}:\n\n"
        f"    {command}\n\n"
        f"or let its scanner read this at its prompt:\n\n{drawing.getvalue()}\n"
        "Waiting … (Ctrl-C closes the door)"
    )


def _text_of(line: Line) -> str:
    entry = line.entry
    if entry is None:
        state = "not let in yet: it is when the queue server starts, or by mot-cua enroll"
    else:
        moment = datetime.datetime.fromtimestamp(entry.at_ms // 1000, HANOI)
        state = f"{_CHANGES[entry.change]} {moment:%Y-%m-%d %H:%M} by {entry.by}"
        if entry.change in ("made", "rotated"):
            state += ", on this computer" if line.is_here else ", on another computer"
    return f"{line.seat.device:16}{line.seat.role:10}{state}"


_CHANGES: Final = {
    "made": "let in",
    "enrolled": "enrolled",
    "rotated": "another password",
    "revoked": "SHUT OUT",
}


def _when(runs: bool) -> str:
    return (
        "The broker knows it already."
        if runs
        else "The broker does not run; it will know when it starts."
    )
