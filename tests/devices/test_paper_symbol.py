"""The sign of a service goes from its button to its paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.printer.layout import strips
from hardware.printer.sample import SAMPLE
from hardware.printer.symbols import symbol_strip
from hardware.strokes import SYMBOLS


@pytest.mark.parametrize("side", [46, 63])
def test_every_sign_is_drawn_and_no_two_are_alike(side: int) -> None:
    drawn = {name: symbol_strip(name, side) for name in SYMBOLS}
    assert len({one.dots for one in drawn.values()}) == len(SYMBOLS)
    for one in drawn.values():
        black = sum(byte.bit_count() for byte in one.dots)
        assert side * side * 0.08 < black < side * side * 0.6


@pytest.mark.parametrize("width", [384, 576])
def test_a_ticket_carries_the_sign_of_its_service_and_is_hardly_longer(width: int) -> None:
    plain = strips(SAMPLE, width)
    signed = strips(replace(SAMPLE, symbol="stamp"), width)
    assert len(signed) > len(plain)
    longer = sum(one.gap + one.height for one in signed) - sum(
        one.gap + one.height for one in plain
    )
    assert 0 < longer < 100
