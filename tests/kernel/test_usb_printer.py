"""A printer on USB: our transport and thread, the kernel's usblp, and at the far end paper."""

import os
from pathlib import Path

import pytest
from kernel.desk import CLOCK, OTHER, TICKET, Desk, picture
from kernel.far_ends import PrinterOnUsb
from kernel.modules import load, until
from kernel.usb import UsbDevice

from hardware.printer.transport import UsbTransport
from hardware.simulated.printer import PaperPrinter
from mot_cua.errors import DeviceError

pytestmark = pytest.mark.kernel

PATH = "/dev/usb/lp0"
PROMISED_S = 5
"""So soon after the plug, the printer works again."""


@pytest.fixture
def cable():
    load("usblp")
    device = UsbDevice(0, name="printer", function="printer")
    until(Path(PATH).exists, PATH)
    yield device
    device.close()


@pytest.fixture
def paper(request):
    return PaperPrinter(**getattr(request, "param", {}))


@pytest.fixture
def printer(paper, cable):
    printer = PrinterOnUsb(paper, cable)
    yield printer
    printer.close()


@pytest.fixture
def desk(printer):
    desk = Desk(UsbTransport(PATH, CLOCK))
    yield desk
    desk.close()


def test_a_ticket_is_printed_confirmed_and_cut(desk, paper):
    result = desk.print(TICKET)
    assert (result.outcome, result.detail, result.status.paper) == ("printed", "", "ok")
    assert [one.png for one in paper.cut] == [picture(TICKET)]


def test_paper_that_ends_and_comes_back_is_told_without_a_ticket(desk, paper):
    desk.hears(None)
    paper.paper_out()
    desk.hears("paper_end")
    paper.load_roll()
    desk.hears(None)


def test_a_printer_that_takes_nothing_more_is_noticed_and_leaves_no_half_ticket(desk, paper):
    desk.hears(None)
    paper.power_off()  # its USB chip lives from the cable
    desk.hears("silent")
    result = desk.print(TICKET * 12)
    assert result.outcome == "failed"
    assert "bytes and then none for too long; check that it is plugged in" in result.detail
    paper.power_on()
    desk.hears(None)
    assert desk.print(OTHER).outcome == "printed"
    assert paper.cut[-1].png == picture(OTHER)


def test_a_cable_that_is_pulled_and_plugged_in_again(desk, paper, printer):
    assert desk.print(TICKET).outcome == "printed"
    printer.pull()
    desk.hears("disconnected")
    assert desk.print(TICKET).outcome == "failed"
    printer.plug()
    desk.hears(None, within_s=PROMISED_S)
    assert desk.print(OTHER).outcome == "printed"
    assert [one.png for one in paper.cut] == [picture(TICKET), picture(OTHER)]


@pytest.mark.parametrize("paper", [{"baud": 19_200, "clock": CLOCK}], indirect=True, ids=["slow"])
def test_a_cable_that_is_pulled_in_the_middle_of_a_ticket(desk, paper, printer):
    desk.hears(None)
    whole = paper._roll.left_mm
    desk.printer.submit("1012", TICKET)
    until(lambda: paper._roll.left_mm < whole - 20, "two centimetres of the ticket")
    printer.pull()
    result = desk.result()
    assert result.outcome == "failed", "the kernel had all of it, but not yet the knife"
    assert result.detail.startswith(f"{PATH}: ")
    printer.plug()
    desk.hears(None)
    assert desk.print(OTHER).outcome == "printed"
    assert paper.cut[-1].png == picture(OTHER)
    assert picture(TICKET) not in [one.png for one in paper.cut]


def test_a_second_program_cannot_open_the_printer(cable):
    ours = UsbTransport(PATH, CLOCK)
    ours.open()
    with pytest.raises(DeviceError) as refused:
        UsbTransport(PATH, CLOCK).open()
    assert str(refused.value) == (
        f"{PATH}: cannot open the printer: [Errno 16] Device or resource busy: '{PATH}'; check"
        " that it is plugged in and that no other program holds it"
    )
    ours.close()
    os.close(os.open(PATH, os.O_RDWR))
