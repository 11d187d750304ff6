"""What questions cost and which answers are believed, on a clock that counts each millisecond."""

import pytest
from paper_desk import Desk, shows

from hardware.printer.commands import CONFIRM, job_of
from hardware.printer.layout import strips
from hardware.printer.port import PrintResult
from hardware.printer.printer import DirectPrinter
from hardware.printer.sample import SAMPLE
from hardware.simulated.printer_lines import MemoryTransport

JOB = job_of(strips(SAMPLE, 384))
SHORT = job_of(strips(SAMPLE, 384)[3:8])


def spent_ms(desk, act):
    begun = desk.clock.monotonic_ms()
    act()
    return desk.clock.monotonic_ms() - begun


@pytest.mark.parametrize("baud", [9_600, 19_200, 38_400, 115_200])
def test_from_the_press_to_the_cut_the_line_is_never_idle_for_long(baud):
    """Ten bits a byte, five in a hundred and 30 ms: for the questions, and for the answers."""
    desk = Desk(baud=baud)
    desk.print(SHORT)
    limit_ms = len(JOB) * 10_000 / baud
    assert limit_ms <= spent_ms(desk, lambda: desk.print(JOB)) <= limit_ms * 1.05 + 30


@pytest.mark.parametrize("delay_ms", [0, 200, 400])
def test_a_confirmation_does_not_delay_the_next_ticket(delay_ms):
    """Not even when answers take longer than most and one is still on its way."""
    desk = Desk(baud=115_200)
    desk.paper.voice.delay_ms = delay_ms
    desk.print(SHORT)
    desk.print(SHORT)
    questions_and_requests = 4 + 3
    limit_ms = len(JOB) * 10_000 / 115_200 + questions_and_requests * (delay_ms + 4) + 10
    assert spent_ms(desk, lambda: desk.print(JOB)) <= limit_ms


def test_a_mute_printer_costs_a_quarter_of_a_second_before_a_ticket():
    desk = Desk()
    desk.paper.voice.is_mute = True
    desk.print(SHORT)
    desk.printer.poll()
    sent = []
    begun = desk.clock.monotonic_ms()
    desk.paper.after(len(b"\x10\x04\x01") + 1, lambda: sent.append(desk.clock.monotonic_ms()))
    desk.print(SHORT)
    assert sent[0] - begun <= 260


def test_a_mute_printer_is_waited_for_only_while_nobody_else_waits():
    desk = Desk()
    desk.paper.voice.is_mute = True
    desk.print(SHORT)
    assert spent_ms(desk, lambda: desk.print(SHORT)) >= 3_000
    desk.is_wanted = True
    assert spent_ms(desk, lambda: desk.print(SHORT)) <= 700


def test_a_clone_that_knows_one_question_is_soon_asked_no_other():
    desk = Desk()
    desk.paper.voice.silent_to = frozenset({2, 3, 4})
    for _ in range(7):  # each of the three is given a second chance
        desk.printer.poll()
    assert spent_ms(desk, desk.printer.poll) <= 10
    assert (desk.printer.status.is_answered, desk.printer.status.paper) == (True, "unknown")
    assert desk.print(SHORT).outcome == "printed"


def test_a_clone_that_confirms_nothing_costs_no_blank_paper_and_no_second_waking():
    desk = Desk()
    desk.paper.voice.silent_to = frozenset({0})
    results = [desk.print(SHORT) for _ in range(3)]
    assert [result.outcome for result in results] == ["unconfirmed"] * 3
    assert results[2].detail == "simulated: all was sent, it confirms nothing"
    assert [shows(cut, SHORT) for cut in desk.paper.cut] == [True] * 3
    assert spent_ms(desk, lambda: desk.print(SHORT)) <= 3_210


def test_a_clone_that_confirms_nothing_and_stops_proves_nothing_and_the_next_ticket_is_clean():
    desk = Desk()
    desk.paper.voice.silent_to = frozenset({0})
    desk.print(SHORT)
    desk.paper.after(1_000, desk.paper.open_cover)
    result = desk.print(SHORT)
    assert (result.outcome, result.status.problem) == ("unconfirmed", "cover_open")
    assert result.detail == "simulated: all was sent, it stopped: cover_open"
    desk.paper.close_cover()
    desk.print(JOB)
    assert shows(desk.paper.cut[-1], JOB)


def test_a_printer_that_finds_its_voice_is_believed_again():
    desk = Desk()
    desk.paper.voice.is_mute = True
    assert desk.print(SHORT).outcome == "unconfirmed"
    desk.paper.voice.is_mute = False
    assert desk.print(SHORT).outcome == "printed"


@pytest.mark.parametrize("at", range(0, 3_000, 250))
def test_a_single_byte_of_noise_neither_confirms_nor_condemns(at):
    """0x00 says that all is printed, 0x1A that the printer is offline."""
    for noise in (b"\x00", b"\x1a"):
        desk = Desk(mm_per_s=60)
        desk.print(SHORT)
        desk.paper.after(at + 1, lambda desk=desk, noise=noise: desk.paper.voice.disturb(noise))
        desk.paper.jam_cutter()
        assert desk.print(SHORT).outcome == "failed"
        desk.paper.clear_cutter()
        assert desk.print(JOB).outcome == "printed"
        assert shows(desk.paper.cut[-1], JOB)


def test_a_printer_that_dies_behind_the_dots_and_leaves_a_zero_on_the_line_confirms_nothing():
    """A serial line reads a zero when the power at its other end goes."""
    desk = Desk(notices_power=False, has_flow_control=False)
    desk.print(SHORT)

    def die():
        desk.paper.power_off()
        desk.paper.voice.disturb(b"\x00")

    desk.paper.after(1_500, die)
    result = desk.print(SHORT)
    assert result.outcome == "unconfirmed"
    assert result.detail.startswith("simulated: all was sent, no answer within ")


def test_answers_to_requests_of_a_program_that_died_confirm_nothing_of_ours():
    desk = Desk(mm_per_s=60, starts_clean=False)
    desk.paper.accept(SHORT + CONFIRM * 5)
    desk.paper.jam_cutter()
    desk.print(SHORT)
    results = [news for news in desk.news if isinstance(news, PrintResult)]
    assert results[-1].outcome != "printed"


@pytest.mark.parametrize("delay_ms", range(240, 1_000, 40))
@pytest.mark.parametrize(
    ("fault", "problem"),
    [("open_cover", "cover_open"), ("go_offline", "offline"), ("paper_out", "paper_end")],
)
def test_a_late_answer_is_never_taken_for_the_answer_to_another_question(delay_ms, fault, problem):
    desk = Desk()
    desk.paper.voice.delay_ms = delay_ms
    getattr(desk.paper, fault)()
    told = []
    for _ in range(8):
        desk.printer.poll()
        told.append(desk.printer.status)
    assert {status.problem for status in told[:5]} <= {"silent", problem}
    assert {status.problem for status in told[5:]} == {problem}
    assert not any(status.has_error or status.is_cutter_jammed for status in told)


class OnABadLine(MemoryTransport):
    """Flips a bit, once, in an answer that says that all is well: now the printer seems offline."""

    is_flipping = False

    def read(self, *, within_ms):
        said = super().read(within_ms=within_ms)
        if said == b"\x12" and self.is_flipping:
            self.is_flipping = False
            return b"\x1a"
        return said


def test_one_flipped_bit_in_a_status_fails_no_ticket():
    desk = Desk(mm_per_s=60)
    line = OnABadLine(desk.paper, desk.clock, pass_ms=desk.clock.advance)
    printer = DirectPrinter(line, desk.news.append, clock=desk.clock, starts_clean=True)
    for _ in range(2):
        line.is_flipping = True
        printer.submit("1012", SHORT)  # asked before, and while it prints, for it is slow
        desk.paper.after(600, lambda: setattr(line, "is_flipping", True))
    assert not line.is_flipping
    results = [news for news in desk.news if isinstance(news, PrintResult)]
    assert [result.outcome for result in results] == ["printed", "printed"]
