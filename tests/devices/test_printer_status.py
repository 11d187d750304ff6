"""What a printer's answers mean, and what they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.status import PrinterStatus, is_live_answer, paper_of_turn, status_of

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


def test_a_printer_that_says_all_is_well_has_no_problem():
    status = status_of(WELL)
    assert status.problem is None
    assert not status.is_stopped
    assert (status.paper, status.is_online) == ("ok", True)


@pytest.mark.parametrize(
    ("changed", "problem", "paper"),
    [
        ({4: 0x1E}, None, "near_end"),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, "paper_end", "end"),
        ({1: 0x1A, 2: 0x16}, "cover_open", "ok"),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, "cutter", "ok"),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, "error", "ok"),
        ({1: 0x1A}, "offline", "ok"),
        ({1: 0x1A, 2: 0x36, 4: 0x72}, "cover_open", "end"),
    ],
)
def test_each_fault_has_its_name(changed, problem, paper):
    status = status_of({**WELL, **changed})
    assert (status.problem, status.paper) == (problem, paper)
    assert status.is_stopped == (problem is not None)


def test_no_answer_is_unknown_and_never_adequate():
    status = status_of({})
    assert (status.paper, status.problem) == ("unknown", "silent")
    assert not status.is_stopped, "a silent printer may still print"
    assert PrinterStatus().problem == "disconnected"


@pytest.mark.parametrize("byte", [0x00, 0x0C, 0x60, 0x11, 0x13, 0x10, 0xFF])
def test_a_byte_without_the_fixed_bits_is_unknown(byte):
    assert status_of({**WELL, 1: byte}).problem == "silent"
    assert status_of({**WELL, 4: byte}).paper == "unknown"


def test_the_end_of_paper_is_believed_from_either_question():
    assert status_of({1: 0x1A, 2: 0x32}).paper == "end"


@pytest.mark.parametrize(
    ("byte", "paper"),
    [(0x00, "ok"), (0x03, "near_end"), (0x0C, "end"), (0x0F, "end"), (0x12, "unknown")],
)
def test_the_confirmation_tells_the_paper_too(byte, paper):
    assert paper_of_turn(byte) == paper


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 255)))
def test_no_answer_whatever_makes_paper_out_of_nothing(answers):
    status = status_of(answers)
    if status.paper in ("ok", "near_end"):
        assert is_live_answer(answers[1])
        assert is_live_answer(answers[4])
