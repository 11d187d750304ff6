"""Every fault at every moment of a job: what is told is what the paper proves, and no more.

Each cell of the table below is one life of a printer. A ticket comes out clean; a fault strikes at
one byte of the second; it is repaired; a third ticket is printed. Three printers are tried: one on
a fast line with a large buffer, as on USB; a cheap mechanism with a small buffer on a slow line;
and a clone that cannot forget, and hears nothing while it is stopped.

    never "printed" unless the whole ticket was cut
    never "failed" if the whole ticket was cut
    the third ticket is whole, clean, and on a piece of its own
"""

from types import SimpleNamespace

import pytest
from paper_desk import Desk, shows

from hardware.printer.commands import job_of, raster
from hardware.printer.layout import strips
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.strips import Strip

FIRST = job_of(strips(SAMPLE, 384)[3:8])
"""The middle of a ticket: number, counters. Short, for there are many lives to live."""
JOB = job_of([*strips(SAMPLE, 384)[3:8], Strip(8, 24, b"\xaa" * 192, gap=20)])
NEXT = job_of(strips(FULLEST, 384)[5:10])

SLOW = {"baud": 115_200, "mm_per_s": 60, "buffer_bytes": 512}
PRINTERS = ("fast", "slow", "clone")


def desk_with(kind, **options):
    desk = Desk(**options, **(SLOW if kind == "slow" else {}))
    desk.paper.understands_forget = kind != "clone"
    desk.paper.is_deaf_when_stopped = kind == "clone"
    return desk


LARGEST = raster(max(strips(SAMPLE, 384)[3:8], key=lambda strip: len(strip.dots)))[:8]
"""The head of the largest bitmap."""
FEED = b"\x1b2\x1bd\x04"
KNIFE = b"\x1dV\x01"


def moments(kind):
    """Return each moment of a job as the count of bytes that the printer carried out before it."""
    desk = desk_with(kind)
    desk.print(FIRST)
    desk.print(JOB)
    # What was carried out between the two cuts, less the two requests behind the first.
    stream = desk.paper.cut[1].job[6:]
    begin, knife = stream.index(JOB[:64]), stream.rindex(KNIFE)
    header = stream.index(LARGEST)
    columns, rows = LARGEST[4], LARGEST[6]
    return {
        "before the job": 0,
        "first byte": begin + 1,
        "inside a bitmap's head": header + 5,
        "inside a bitmap's data": header + 8 + columns * rows // 2,
        "between strips": header + 8 + columns * rows,
        "before the cut": stream.rindex(FEED) + len(FEED),
        "between cut and confirmation": knife + len(KNIFE) + 1,
        "after": len(stream) + 1_000,
    }


MOMENTS = {kind: moments(kind) for kind in PRINTERS}


def unplug(desk, at):
    if at:
        desk.cable.unplugs_after = at
    else:
        desk.cable.is_plugged_in = False


def plug_in(desk):
    desk.cable.unplugs_after, desk.cable.is_plugged_in = None, True


def voice(**faults):
    """Make a fault of the printer's voice, which its repair takes back."""

    def strike(desk):
        for name, value in faults.items():
            setattr(desk.paper.voice, name, value)

    return strike


def well(desk):
    voice(is_mute=False, wrong_answers={}, silent_to=frozenset(), delay_ms=0)(desk)


NOISE = b"\x00\x12\x1a\x00\xff\x13"
"""Among it a confirmation, a status that all is well, and one that the printer is offline."""

FAULTS = {
    "paper end": (lambda desk: desk.paper.paper_out(), lambda desk: desk.paper.load_roll()),
    "near end": (lambda desk: desk.paper.paper_out(2_000), lambda desk: desk.paper.load_roll()),
    "cover": (lambda desk: desk.paper.open_cover(), lambda desk: desk.paper.close_cover()),
    "cutter jam": (lambda desk: desk.paper.jam_cutter(), lambda desk: desk.paper.clear_cutter()),
    "offline": (lambda desk: desk.paper.go_offline(), lambda desk: desk.paper.go_online()),
    "power loss": (lambda desk: desk.paper.power_off(), lambda desk: desk.paper.power_on()),
    "power loss, unnoticed": (
        lambda desk: desk.paper.power_off(),
        lambda desk: desk.paper.power_on(),
    ),
    "unplugged": (unplug, plug_in),
    "mute": (voice(is_mute=True), well),
    "mute in turn": (voice(silent_to=frozenset({0})), well),
    "only DLE EOT 1": (voice(silent_to=frozenset({0, 2, 3, 4})), well),
    "answers 0x60": (voice(wrong_answers=dict.fromkeys(range(5), 0x60)), well),
    "answers 0x0C": (voice(wrong_answers=dict.fromkeys(range(5), 0x0C)), well),
    "late answers": (voice(delay_ms=400), well),
    "noise": (lambda desk: desk.paper.voice.disturb(NOISE), well),
}


def strike(desk, fault, at):
    """Let the fault come when `at` bytes of the job have been carried out; 0 is before it."""
    begin, _ = FAULTS[fault]
    if fault == "unplugged":
        begin(desk, at)
    elif at:
        desk.paper.after(at, lambda: begin(desk))
    else:
        begin(desk)
        desk.paper.settle()


EXPECTED = {
    #                        nothing yet, inside, before the cut, after the cut, after the answer
    "paper end":             "failed failed failed unconfirmed printed",
    "near end":              "printed printed printed printed printed",
    "cover":                 "failed failed failed unconfirmed printed",
    "cutter jam":            "failed failed failed printed printed",
    "offline":               "failed failed failed unconfirmed printed",
    "power loss":            "failed failed failed unconfirmed printed",
    "power loss, unnoticed": "failed failed failed unconfirmed printed",
    "unplugged":             "failed failed failed unconfirmed printed",
    "mute":                  "unconfirmed unconfirmed unconfirmed unconfirmed printed",
    "mute in turn":          "unconfirmed unconfirmed unconfirmed unconfirmed printed",
    "only DLE EOT 1":        "unconfirmed unconfirmed unconfirmed unconfirmed printed",
    "answers 0x60":          "printed printed printed printed printed",
    "answers 0x0C":          "printed printed printed printed printed",
    "late answers":          "printed printed printed printed printed",
    "noise":                 "printed printed printed printed printed",
}  # fmt: skip
CANNOT_TELL_OF_ITS_KNIFE = {
    ("clone", "cutter jam"): "unconfirmed unconfirmed unconfirmed printed printed"
}
"""It hears nothing while it is stopped, and the knife has been sent."""
PHASES = {
    "before the job": 0,
    "first byte": 1,
    "inside a bitmap's head": 1,
    "inside a bitmap's data": 1,
    "between strips": 1,
    "before the cut": 2,
    "between cut and confirmation": 3,
    "after": 4,
}


def life(kind, fault, moment):
    """Live through one cell of the table; return what was told, and what came out by then."""
    desk = desk_with(kind, notices_power=fault != "power loss, unnoticed")
    assert desk.print(FIRST).outcome == "printed"
    if moment != "after":
        strike(desk, fault, MOMENTS[kind][moment])
    told = desk.print(JOB)
    is_whole = any(shows(cut, JOB) for cut in desk.paper.cut)
    if moment == "after":
        strike(desk, fault, 0)
        desk.wait()
    FAULTS[fault][1](desk)
    desk.wait()
    return SimpleNamespace(desk=desk, told=told, is_whole=is_whole, last=desk.print(NEXT, "4012"))


@pytest.mark.parametrize("moment", PHASES)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", PRINTERS)
def test_what_is_told_is_what_the_paper_proves(kind, fault, moment):
    lived = life(kind, fault, moment)
    expected = CANNOT_TELL_OF_ITS_KNIFE.get((kind, fault), EXPECTED[fault])
    assert lived.told.outcome == expected.split()[PHASES[moment]], lived.told.detail
    if lived.told.outcome == "printed":
        assert lived.is_whole
    if lived.told.outcome == "failed":
        assert not lived.is_whole
    assert lived.last.outcome == "printed", lived.last.detail
    assert shows(lived.desk.paper.cut[-1], NEXT)


@pytest.mark.parametrize("fault", ["paper end", "cover", "offline", "power loss", "unplugged"])
def test_what_failed_does_not_come_out_later_when_the_printer_can_forget(fault):
    lived = life("fast", fault, "inside a bitmap's data")
    assert lived.told.outcome == "failed"
    assert not any(shows(cut, JOB) for cut in lived.desk.paper.cut)
