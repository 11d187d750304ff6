"""The bench's own chip does what a chip does; all about buttons rests on it."""

import pytest
from kernel.simulated_chip import Finger
from periphery import GPIO

pytestmark = pytest.mark.kernel


def test_every_edge_of_a_bouncing_press_arrives(chip):
    line = GPIO(chip.path, 17, "in", edge="both", bias="pull_up")
    Finger(chip).press(17, held_ms=30, bounces=3)
    edges = []
    while line.poll(1):
        edges.append(line.read_event().edge)
    line.close()
    assert edges == ["falling", "rising"] * 3 + ["falling"] + ["rising", "falling"] * 3 + ["rising"]


def test_a_lamp_shines_when_it_is_driven(chip):
    lamp = GPIO(chip.path, 5, "low")
    assert not chip.is_high(5)
    lamp.write(True)
    assert chip.is_high(5)
    lamp.close()
