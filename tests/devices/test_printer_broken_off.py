"""Wherever a job breaks off, the next ticket is clean: compared dot by dot, for each length of it.

Run with `--hypothesis-profile=deep`, every length of a whole ticket is tried, some 10 000 lives.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_desk import Desk, shows

from hardware.printer.commands import job_of, raster
from hardware.printer.layout import strips
from hardware.printer.printer import DirectPrinter
from hardware.printer.sample import FULLEST, SAMPLE

JOB = job_of(strips(SAMPLE, 384))
NEXT = job_of(strips(FULLEST, 384)[5:10])
IS_DEEP = settings.default.max_examples > len(JOB)

pytestmark = pytest.mark.timeout(3_600 if IS_DEEP else 120)

DOTS = [at for strip in strips(SAMPLE, 384) if (at := JOB.find(raster(strip))) >= 0]
SEAMS = sorted({at + near for at in DOTS for near in (-1, 0, 1, 2, 5, 8)} | {*range(14)})
"""Where commands begin: inside their heads and operands, and before and behind them."""
ENDS = [*range(len(JOB) - 14, len(JOB))]


def pull_the_cable(length):
    """The line is lost after so many bytes of the job, and comes back."""
    desk = Desk()
    desk.print(NEXT[:-6])  # in order, so that only the four questions stand before the job
    desk.cable.unplugs_after = length + len(b"\x10\x04\x01") * 4
    told = desk.print(JOB)
    desk.cable.unplugs_after, desk.cable.is_plugged_in = None, True
    return desk, told.outcome


def kill_the_program(length):
    """The program dies after so many bytes of the job; another one takes the printer over."""
    desk = Desk()
    desk.paper.accept(JOB[:length])
    desk.printer = DirectPrinter(desk.cable, desk.news.append, clock=desk.clock)
    return desk, None


def take_the_power(length):
    """A serial printer loses its power, and what is sent meanwhile; the line notices nothing."""
    desk = Desk(notices_power=False, has_flow_control=False)
    desk.print(NEXT)
    if length:
        desk.paper.after(length + 12, desk.paper.power_off)
    else:
        desk.paper.power_off()
    told = desk.print(JOB)
    desk.paper.power_on()
    return desk, told.outcome


WAYS = [pull_the_cable, kill_the_program, take_the_power]


def the_next_ticket_is_clean(way, length):
    desk, outcome = way(length)
    is_whole = any(shows(cut, JOB) for cut in desk.paper.cut)
    assert outcome != "printed"
    assert outcome != "failed" or not is_whole
    assert desk.print(NEXT, "4012").outcome == "printed"
    assert shows(desk.paper.cut[-1], NEXT)


@pytest.mark.parametrize("way", WAYS)
@given(length=st.integers(0, len(JOB) - 1))
def test_wherever_a_job_breaks_off_the_next_ticket_is_clean(way, length):
    the_next_ticket_is_clean(way, length)


@pytest.mark.parametrize("way", WAYS)
def test_so_it_is_at_every_seam_between_two_commands(way):
    # Waiting for a silent printer takes its time, also on this clock.
    some = [*SEAMS, *ENDS][:: 4 if way is take_the_power else 1]
    for length in range(len(JOB)) if IS_DEEP else some:
        the_next_ticket_is_clean(way, length)


def test_the_seams_are_where_the_bitmaps_begin():
    assert len(DOTS) == len(strips(SAMPLE, 384))
    assert all(JOB[at : at + 3] == b"\x1dv0" for at in DOTS)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_power_that_blinks_on_a_serial_line_spoils_one_ticket_and_no_more(part):
    """The rest of a bitmap prints as letters, and may even be confirmed: nobody can know here."""
    desk = Desk(notices_power=False, has_flow_control=False, baud=115_200)
    desk.print(NEXT)
    blink = int(len(NEXT) * part)
    desk.paper.after(blink, lambda: (desk.paper.power_off(), desk.paper.power_on()))
    desk.print(NEXT)
    assert not shows(desk.paper.cut[-1], NEXT)
    assert desk.print(NEXT).outcome == "printed"
    assert shows(desk.paper.cut[-1], NEXT)
