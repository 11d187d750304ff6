"""The names and groups that systemd/udev.rules.d gives, when something is plugged in and pulled."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from kernel.modules import load, until
from kernel.usb import UsbDevice

pytestmark = pytest.mark.kernel

RULES = Path(__file__).parent.parent.parent / "systemd/udev.rules.d/99-mot-cua.rules"
NAMES = Path("/dev/mot-cua")


def reload():
    """Have udev read its rules anew; in the guest, whose root is not its first, it would not."""
    environment = {**os.environ, "SYSTEMD_IGNORE_CHROOT": "1"}
    subprocess.run(["udevadm", "control", "--reload"], check=True, env=environment)


@pytest.fixture(autouse=True)
def rules():
    place = Path("/run/udev/rules.d")
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(RULES, place)
    reload()
    yield
    (place / RULES.name).unlink()
    reload()


def plugged(name, function):
    device = UsbDevice(0, name=name, function=function)
    yield device
    device.close()


@pytest.fixture
def printer():
    load("usblp")
    yield from plugged("printer", "printer")


@pytest.fixture
def panel():
    load("cdc_acm")
    yield from plugged("panel", "acm")


def named(name):
    """Return a name of ours that is there, or nothing."""
    return next(NAMES.glob(name), None)


def test_a_usb_printer_has_our_name_as_long_as_it_is_plugged_in(printer):
    for _ in range(2):
        until(lambda: named("printer"), "/dev/mot-cua/printer")
        until(lambda: named("printer-*usb*"), "its name by its socket")
        port = named("printer").resolve()
        assert port.name.startswith("lp")
        assert (port.group(), port.stat().st_mode & 0o777) == ("lp", 0o660)
        printer.pull()
        until(lambda: not named("printer*"), "no printer")
        printer.plug()


def test_a_serial_adapter_has_a_name_by_its_socket(panel):
    until(lambda: named("serial-*usb*"), "/dev/mot-cua/serial-…")
    name = named("serial-*").name
    port = named("serial-*").resolve()
    assert (port.group(), port.stat().st_mode & 0o777) == ("dialout", 0o660)
    panel.pull()
    until(lambda: not named("serial-*"), "no adapter")
    panel.plug()
    until(lambda: named(name), "the same name in the same socket")
