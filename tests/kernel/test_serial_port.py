"""A printer on a USB serial port: the kernel's cdc_acm, and udev's link that outlives the plug."""

import grp
import subprocess
from pathlib import Path

import pytest
from kernel.desk import CLOCK, OTHER, TICKET, Desk, picture
from kernel.far_ends import PrinterOnUsb
from kernel.modules import load, until
from kernel.usb import UsbDevice

from hardware.printer.transport import SerialTransport
from hardware.simulated.printer import PaperPrinter
from mot_cua.errors import DeviceError

pytestmark = pytest.mark.kernel

PROMISED_S = 5
"""So soon after the plug, the printer works again."""


@pytest.fixture
def cable():
    load("cdc_acm")
    device = UsbDevice(1, name="serial", function="acm")
    until(Path(device.link).exists, device.link)
    yield device
    device.close()


@pytest.fixture
def paper():
    return PaperPrinter()


@pytest.fixture
def printer(paper, cable):
    printer = PrinterOnUsb(paper, cable)
    yield printer
    printer.close()


@pytest.fixture
def desk(cable, printer):
    desk = Desk(SerialTransport(cable.link, CLOCK))
    yield desk
    desk.close()


def test_a_ticket_is_printed_by_the_name_that_udev_gives(desk, paper):
    result = desk.print(TICKET)
    assert (result.outcome, result.detail) == ("printed", "")
    assert [one.png for one in paper.cut] == [picture(TICKET)]


def test_a_cable_that_is_pulled_and_plugged_in_again(desk, paper, printer, cable):
    assert desk.print(TICKET).outcome == "printed"
    printer.pull()
    desk.hears("disconnected")
    until(lambda: not Path(cable.link).is_symlink(), f"{cable.link} to go")
    printer.plug()
    desk.hears(None, within_s=PROMISED_S)
    assert desk.print(OTHER).outcome == "printed"
    assert [one.png for one in paper.cut] == [picture(TICKET), picture(OTHER)]


def test_a_second_program_of_ours_cannot_open_the_port(cable):
    ours = SerialTransport(cable.link, CLOCK)
    ours.open()
    with pytest.raises(DeviceError, match="check cable, power and that no other program holds"):
        SerialTransport(cable.link, CLOCK).open()
    ours.close()


def test_a_program_that_asks_for_nothing_is_kept_out_as_well(cable):
    """Only root may open a port in spite of TIOCEXCL."""
    ours = SerialTransport(cable.link, CLOCK)
    ours.open()
    refused = opened_by_a_stranger(cable.link)
    ours.close()
    assert "Device or resource busy" in refused
    assert opened_by_a_stranger(cable.link) == ""


def opened_by_a_stranger(port):
    group = grp.getgrnam("dialout").gr_gid
    done = subprocess.run(
        ["sh", "-c", f"exec 3<>{port}"],
        user="nobody",
        group=group,
        extra_groups=[],
        check=False,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return done.stderr
