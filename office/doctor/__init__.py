"""`mot-cua doctor`: one device, with a technician beside it."""

from __future__ import annotations

import click


@click.group()
def doctor() -> None:
    """Set up one device and try it out, with a technician beside it."""


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
