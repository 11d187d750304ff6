"""The same stories on the printer at hand: `pytest --printer=/dev/usb/lp0`, or a simulated one.

Without the option a simulated printer stands at the end of a pseudo-terminal, and its person does
at once what is asked. With it, paper is used, about a metre, and a person in a terminal is asked to
open the cover and to look at the paper. Without a terminal those stories are left out, loudly.
"""

import sys
from contextlib import contextmanager

import pytest
from paper_desk import Obedient

from hardware.printer.commands import emergency_text, job_of
from hardware.printer.layout import strips
from hardware.printer.port import PrintResult
from hardware.printer.printer import DirectPrinter
from hardware.printer.questions import Deadlines
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.transport import NetworkTransport, SerialTransport, UsbTransport
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PtyPrinter
from mot_cua.clock import SystemClock

TICKET = job_of(strips(SAMPLE, 384))
"""For 58 mm; on wider paper it stands in the middle."""
SHORT = [emergency_text(SAMPLE), emergency_text(FULLEST)]
CLOCK = SystemClock()
NOBODY = "NOT TESTED: nobody at the printer – run in a terminal with: pytest -s --printer=..."

pytestmark = pytest.mark.timeout(600)


def line_to(device):
    """Choose the way of talking from what the device is called."""
    if device.startswith("/dev/usb/"):
        return UsbTransport(device, CLOCK)
    path, _, baud = device.partition("@")
    if path.startswith("/"):
        return SerialTransport(path, CLOCK, baud=int(baud or 115_200))
    host, _, port = device.partition(":")
    return NetworkTransport(host, CLOCK, port=int(port or 9100))


class SomebodyInATerminal:
    """A person who is asked."""

    def __init__(self, capture):
        self._capture = capture

    def please(self, request):
        self._ask(f"{request}, then press Enter.")

    def sees(self, claim, pieces):
        del pieces
        return self._ask(f"Do you see: {claim}? [y/n]").lower().startswith("y")

    def _ask(self, text):
        with self._terminal() as is_there:
            if not is_there:
                pytest.skip(NOBODY)
            sys.stdout.write(f"\n>>> {text} ")
            sys.stdout.flush()
            return sys.stdin.readline().strip()

    @contextmanager
    def _terminal(self):
        self._capture.suspend(in_=True)
        try:
            yield sys.stdin.isatty()
        finally:
            self._capture.resume()


@pytest.fixture
def device(request):
    """Where the printer is, and who stands beside it."""
    named = request.config.getoption("--printer")
    if named:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        yield line_to(named), SomebodyInATerminal(capture)
        return
    paper = PaperPrinter(mm_per_s=250, clock=CLOCK)
    server = PtyPrinter(paper)
    yield SerialTransport(server.path, CLOCK), Obedient(paper)
    server.close()


@pytest.fixture
def person(device):
    return device[1]


@pytest.fixture
def desk(device):
    """Opens the printer as a program does, again and again; half a ticket may hang from it."""
    opened = []
    # Nobody else talks to the simulated printer, so that there are no old answers to wait for.
    limits = Deadlines(quiet=100) if isinstance(device[1], Obedient) else Deadlines()

    def start():
        news = []
        printer = DirectPrinter(device[0], news.append, clock=CLOCK, deadlines=limits)

        def outcome(job):
            printer.submit("at hand", job)
            result = [told for told in news if isinstance(told, PrintResult)][-1]
            assert result.outcome != "failed" or result.detail
            return result

        opened.append(printer)
        return printer, outcome

    yield start
    for printer in opened:
        printer.close()


def test_it_says_that_all_is_well(desk):
    printer, _ = desk()
    assert printer.poll()
    assert printer.status.problem is None
    assert printer.status.paper in ("ok", "near_end")


def test_a_ticket_comes_out_and_is_confirmed(desk):
    _, outcome = desk()
    result = outcome(TICKET)
    assert (result.outcome, result.detail) == ("printed", "")


def test_two_tickets_come_out_on_two_pieces(desk, person):
    _, outcome = desk()
    assert [outcome(job).outcome for job in SHORT] == ["printed", "printed"]
    # A blank piece comes first: the program could not know that nothing hung from the printer.
    assert person.sees("a blank piece, SO 1012 and SO 4012, each whole, on three pieces", 3)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_program_that_died_inside_a_ticket_leaves_no_trace_on_the_next_one(
    desk, device, part, person
):
    line, _ = device
    line.open()
    line.write(TICKET[: int(len(TICKET) * part)], within_ms=15_000)
    line.close()
    _, outcome = desk()
    assert outcome(SHORT[0]).outcome == "printed"
    assert person.sees("part of a ticket, and SO 1012 whole on a piece of its own", 2)


def test_an_open_cover_is_told_and_nothing_is_sent(desk, person):
    printer, outcome = desk()
    printer.poll()
    person.please("OPEN THE COVER")
    result = outcome(SHORT[0])
    assert result.outcome == "failed"
    assert "nothing was sent" in result.detail
    person.please("CLOSE THE COVER")
    assert outcome(SHORT[1]).outcome == "printed"


def test_the_end_of_the_paper_is_told_and_nothing_is_sent(desk, person):
    printer, outcome = desk()
    printer.poll()
    person.please("TAKE THE PAPER OUT and close the cover")
    result = outcome(SHORT[0])
    assert result.outcome == "failed"
    assert "nothing was sent" in result.detail
    person.please("PUT THE PAPER IN, tear off what hangs out, and close the cover")
    assert outcome(SHORT[1]).outcome == "printed"


def test_a_cover_opened_inside_a_ticket_never_counts_as_printed(desk, person):
    printer, outcome = desk()
    printer.poll()
    person.please("A ticket will start to print. OPEN THE COVER in its middle. To start")
    assert outcome(TICKET).outcome == "failed"
    person.please("CLOSE THE COVER")
    assert outcome(SHORT[1]).outcome == "printed"
    assert person.sees("SO 4012 whole on a piece of its own, behind what the cover spoiled", 3)
