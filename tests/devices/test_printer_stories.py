"""What becomes of a ticket when the printer has its day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageChops

from hardware.printer.commands import job_of
from hardware.printer.layout import strips
from hardware.printer.port import PrintResult
from hardware.printer.printer import DirectPrinter
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.status import PrinterStatus
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import MemoryTransport
from mot_cua.clock import ManualClock

JOB = job_of(strips(SAMPLE, 384))
OTHER = job_of(strips(FULLEST, 384))
TICKET_MM = 110


class Kiosk:
    """A printer at the end of a cable, and everything it told."""

    def __init__(self, *, starts_clean=True, **physics):
        self.paper = PaperPrinter(**physics)
        self.cable = MemoryTransport(self.paper, ManualClock())
        self.news = []
        self.printer = DirectPrinter(
            self.cable, self.news.append, clock=ManualClock(), starts_clean=starts_clean
        )

    def print(self, job=JOB, job_id="1012"):
        self.printer.submit(job_id, job)
        (result,) = [news for news in self.news if isinstance(news, PrintResult)][-1:]
        assert result.job_id == job_id
        return result

    @property
    def statuses(self):
        return [news for news in self.news if isinstance(news, PrinterStatus)]


@pytest.fixture
def kiosk():
    return Kiosk()


def clean(job, width=384):
    """Print a job on a printer that was never disturbed."""
    printer = PaperPrinter(width_dots=width)
    printer.accept(job)
    return printer.cut[0].image()


def shows(cut, job):
    """Tell whether a piece of paper shows this ticket and nothing else."""
    image, ticket = cut.image().convert("1"), clean(job).convert("1")
    return image.size == ticket.size and ImageChops.logical_xor(image, ticket).histogram()[255] == 0


def test_a_ticket_is_printed_confirmed_and_cut(kiosk):
    result = kiosk.print()
    assert (result.outcome, result.detail) == ("printed", "")
    assert result.status.paper == "ok"
    assert [shows(cut, JOB) for cut in kiosk.paper.cut] == [True]
    assert kiosk.statuses == [result.status], "a change of status is told once"
    kiosk.print(OTHER, "4012")
    assert len(kiosk.statuses) == 1
    assert shows(kiosk.paper.cut[1], OTHER)


def test_without_paper_nothing_is_sent(kiosk):
    kiosk.paper.paper_out()
    result = kiosk.print()
    assert result.outcome == "failed"
    assert result.detail == "simulated: nothing was sent: paper_end"
    assert kiosk.printer.status.problem == "paper_end"
    kiosk.paper.load_roll()
    assert kiosk.print().outcome == "printed"
    assert len(kiosk.paper.cut) == 1


@pytest.mark.parametrize(
    ("fault", "repair", "problem"),
    [("open_cover", "close_cover", "cover_open"), ("paper_out", "load_roll", "paper_end")],
)
def test_a_fault_and_its_repair_are_told(kiosk, fault, repair, problem):
    assert kiosk.printer.poll()
    getattr(kiosk.paper, fault)()
    kiosk.printer.poll()
    kiosk.printer.poll()
    getattr(kiosk.paper, repair)()
    kiosk.printer.poll()
    assert [status.problem for status in kiosk.statuses] == [None, problem, None]


def test_a_low_roll_is_told_while_it_still_prints():
    kiosk = Kiosk(roll_mm=3_050)
    assert kiosk.print().status.paper == "near_end"
    assert kiosk.printer.status.problem is None


def test_paper_that_ends_inside_a_ticket_is_a_failure_and_the_next_one_is_clean():
    kiosk = Kiosk(roll_mm=TICKET_MM / 2)
    result = kiosk.print()
    assert result.outcome == "failed"
    assert result.detail == "simulated: stopped before the cut: paper_end"
    assert kiosk.paper.cut == []
    kiosk.paper.load_roll()
    assert kiosk.print(OTHER, "4012").outcome == "printed"
    assert len(kiosk.paper.scraps) == 1
    assert shows(kiosk.paper.cut[-1], OTHER)


def test_a_clone_that_prints_its_buffer_after_all_still_gives_a_clean_next_ticket():
    kiosk = Kiosk(roll_mm=TICKET_MM / 2)
    kiosk.paper.understands_forget = False
    assert kiosk.print().outcome == "failed"
    kiosk.paper.load_roll()
    assert kiosk.print(OTHER, "4012").outcome == "printed"
    assert shows(kiosk.paper.cut[-1], OTHER)
    assert not any(shows(cut, JOB) for cut in kiosk.paper.cut), "half a ticket counts as none"


def test_a_jammed_knife_fails_the_ticket_until_somebody_clears_it(kiosk):
    kiosk.paper.jam_cutter()
    result = kiosk.print()
    assert (result.outcome, result.status.problem) == ("failed", "cutter")
    assert kiosk.print().detail == "simulated: nothing was sent: cutter"
    kiosk.paper.clear_cutter()
    assert kiosk.print(OTHER, "4012").outcome == "printed"
    assert shows(kiosk.paper.cut[-1], OTHER)


def test_an_open_cover_keeps_the_ticket_from_being_sent(kiosk):
    kiosk.paper.open_cover()
    assert kiosk.print().detail == "simulated: nothing was sent: cover_open"


def test_a_mute_printer_prints_and_nobody_claims_to_know(kiosk):
    kiosk.paper.voice.is_mute = True
    result = kiosk.print()
    assert result.outcome == "unconfirmed"
    assert result.detail == "simulated: all was sent, it confirms nothing"
    assert (result.status.paper, result.status.problem) == ("unknown", "silent")
    kiosk.print(OTHER, "4012")
    assert [shows(cut, job) for cut, job in zip(kiosk.paper.cut, (JOB, OTHER), strict=True)] == [
        True,
        True,
    ]


@pytest.mark.parametrize("answer", [0x60, 0xFF, 0x13])
def test_a_clone_with_wrong_answers_is_not_believed(kiosk, answer):
    kiosk.paper.voice.wrong_answers = dict.fromkeys(range(5), answer)
    result = kiosk.print()
    assert result.status.paper in ("unknown", "ok")
    assert result.status.problem in ("silent", None)
    assert len(kiosk.paper.cut) == 1


def test_noise_on_the_line_confirms_nothing(kiosk):
    kiosk.print()
    kiosk.paper.voice.is_mute = True
    kiosk.paper.voice.disturb(b"\x11\x13\xff\xf0")
    assert kiosk.print().outcome == "unconfirmed"


def test_a_printer_that_loses_power_inside_a_ticket(kiosk):
    kiosk.print()
    kiosk.paper.after(5_000, kiosk.paper.power_off)
    result = kiosk.print()
    assert result.outcome in ("failed", "unconfirmed")
    assert result.detail == "simulated: no printer there; check cable and power"
    assert kiosk.printer.status.problem == "disconnected"
    assert kiosk.print().outcome == "failed"
    kiosk.paper.power_on()
    assert kiosk.print(OTHER, "4012").outcome == "printed"
    assert shows(kiosk.paper.cut[-1], OTHER)


def test_power_lost_while_the_cover_is_open_empties_the_buffer(kiosk):
    kiosk.paper.open_cover()
    kiosk.paper.accept(JOB)
    kiosk.paper.power_off()
    kiosk.paper.power_on()
    kiosk.paper.close_cover()
    kiosk.paper.settle()
    assert kiosk.paper.cut == []


def test_the_buffer_of_an_open_printer_is_printed_when_it_is_closed(kiosk):
    kiosk.paper.open_cover()
    kiosk.paper.accept(JOB)
    assert kiosk.paper.cut == []
    kiosk.paper.close_cover()
    kiosk.paper.settle()
    assert [shows(cut, JOB) for cut in kiosk.paper.cut] == [True]


def test_a_full_buffer_takes_no_more():
    kiosk = Kiosk(buffer_bytes=1_000, roll_mm=20)
    result = kiosk.print()
    assert result.outcome == "failed"
    assert "bytes and then none for too long; check that it is not stopped" in result.detail


@given(mm=st.floats(0.5, TICKET_MM))
def test_wherever_the_roll_ends_no_ticket_is_lost_without_a_word(mm):
    kiosk = Kiosk(roll_mm=mm, near_end_mm=0)
    result = kiosk.print()
    assert (result.outcome == "printed") == (len(kiosk.paper.cut) == 1)


def test_the_knife_sits_behind_the_head():
    """What is not fed past the knife stays inside and begins the next paper."""
    printer = PaperPrinter()
    printer.accept(b"\x1b@HEAD\n\x1dV\x01")
    printer.accept(b"\x1b@\x1bd\x08\x1dV\x01")
    empty, with_text = (cut.image().convert("L").histogram()[0] for cut in printer.cut)
    assert (empty, with_text > 0) == (0, True)


def test_a_printer_in_kanji_mode_eats_letters_in_pairs():
    printer = PaperPrinter()
    printer.accept("\x1b@ÂÊ".encode("latin-1") + b"\n")
    one_block = printer.hanging.convert("L").histogram()[0]
    printer.accept("\x1c.ÂÊ".encode("latin-1") + b"\n")
    assert printer.hanging.convert("L").histogram()[0] == 3 * one_block


@pytest.mark.parametrize(
    ("ending", "lost", "outcome"),
    [
        (b"\x1bd\x04", 0, "printed"),
        (b"\x1bd\x04", 20, "failed"),
        (b"\x1bd\x04", 4, "unconfirmed"),
        (b"", 2_000, "unconfirmed"),
    ],
)
def test_a_printer_without_a_knife_proves_a_ticket_by_its_last_feed(kiosk, ending, lost, outcome):
    """The last feed brings the ticket out, to be torn off; without one nothing can be told."""
    job = b"\x1b@\x1c." + b"SO 1012\n" * 300 + ending + b"\x1dr\x01"
    kiosk.print()
    if lost:
        questions, between = 12, 3
        kiosk.cable.unplugs_after = questions + between + len(job) - lost
    assert kiosk.print(job).outcome == outcome
