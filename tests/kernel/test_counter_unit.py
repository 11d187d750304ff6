"""A counter unit on its cable: its own firmware, the kernel's cdc_acm, and the bridge's line."""

import os
import tty
from pathlib import Path

import pytest
from firmware.pico import Pico
from kernel.far_ends import FILES
from kernel.modules import load, until
from kernel.usb import UsbDevice

from firmware_bridge.units import UnitLine
from hardware.inputs import KeyPressed, RatingTouched, UnitChanged
from hardware.serial_line import SerialLine
from mot_cua.clock import SystemClock

pytestmark = pytest.mark.kernel

CLOCK = SystemClock()
PROMISED_S = 5
"""So soon after the plug, the unit is met again."""


class Cabled:
    """A unit that lives from its cable."""

    def __init__(self, folder):
        load("cdc_acm")
        self._cable = UsbDevice(1, name="unit", function="acm")
        self.link = self._cable.link
        until(Path(self.link).exists, self.link)
        make_raw()
        self.pico = Pico(folder, FILES["acm"])

    def pull(self):
        self.pico.power_off()
        self._cable.pull()

    def plug(self):
        self._cable.plug()
        make_raw()
        self.pico.power_on()

    def close(self):
        self.pico.power_off()
        self._cable.close()


def make_raw():
    descriptor = os.open(FILES["acm"], os.O_RDWR | os.O_NOCTTY)
    tty.setraw(descriptor)
    os.close(descriptor)


class Bridge:
    """The thread of the unit's line, and what it posted."""

    def __init__(self, link):
        self.posted = []
        self._line = UnitLine(
            SerialLine(link, CLOCK),
            {3: 1},
            is_shared=False,
            levels=("satisfied", "neutral", "dissatisfied"),
            clock=CLOCK,
            post=self._post,
        )
        self.unit = self._line.units[3]

    def _post(self, item):
        self.posted.append(item)
        return True

    def is_told(self, state):
        changes = [one for one in list(self.posted) if isinstance(one, UnitChanged)]
        return bool(changes) and changes[-1].state == state

    @property
    def touched(self):
        """What citizens and officers pressed."""
        return [
            one.level if isinstance(one, RatingTouched) else one.action
            for one in list(self.posted)
            if isinstance(one, RatingTouched | KeyPressed)
        ]

    def close(self):
        self._line.close()


@pytest.fixture
def cabled(tmp_path):
    cabled = Cabled(tmp_path)
    yield cabled
    cabled.close()


@pytest.fixture
def bridge(cabled):
    bridge = Bridge(cabled.link)
    until(lambda: bridge.is_told("ready"), f"the unit {bridge.posted}")
    cabled.pico.rest()
    yield bridge
    bridge.close()


def test_a_number_and_a_rating_go_all_the_way(bridge, cabled):
    bridge.unit.show_number("1012")
    bridge.unit.invite("1012", "")
    until(lambda: cabled.pico.digits == "1012", "the number")
    for button in (0, 1, 2):
        cabled.pico.bounce(button)
    cabled.pico.press("next")
    until(lambda: len(bridge.touched) == 4, f"four presses {bridge.posted}")
    assert bridge.touched == ["satisfied", "neutral", "dissatisfied", "next"]


def test_a_unit_that_is_pulled_and_plugged_in_again_shows_its_number(bridge, cabled):
    bridge.unit.show_number("1012")
    until(lambda: cabled.pico.digits == "1012", "the number")
    cabled.pull()
    until(lambda: bridge.is_told("unplugged"), "the fault")
    bridge.unit.show_number("1013")
    cabled.plug()
    until(lambda: bridge.is_told("ready"), "the unit", within_s=PROMISED_S)
    until(lambda: cabled.pico.digits == "1013", "the number of now")
    cabled.pico.rest()
    cabled.pico.press("next")
    until(lambda: bridge.touched == ["next"], "the key")
