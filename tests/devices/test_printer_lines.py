"""Printers at the end of real lines: a pseudo-terminal with pyserial, TCP on loopback, a file."""

import os
import queue
import threading
import tty
from dataclasses import replace

import pytest

from hardware.printer.commands import job_of
from hardware.printer.dialogue import print_job
from hardware.printer.layout import strips
from hardware.printer.port import PrintResult
from hardware.printer.printer import MOST_JOBS, PrinterThread
from hardware.printer.questions import Deadlines
from hardware.printer.sample import SAMPLE
from hardware.printer.transport import (
    FileTransport,
    NetworkTransport,
    SerialTransport,
    UsbTransport,
)
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import MemoryTransport, NetworkPrinter, PtyPrinter
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError

JOB = job_of(strips(SAMPLE, 384))
CLOCK = SystemClock()
HASTY = Deadlines(answer=100, piece=400, confirm=600, mute=200, between=50, quiet=50)


@pytest.fixture
def paper():
    return PaperPrinter()


@pytest.fixture
def port(paper):
    line = PtyPrinter(paper)
    yield line
    line.close()


@pytest.fixture
def desk():
    """Starts printer threads, and ends them."""
    started = []

    def start(transport, **options):
        news = queue.SimpleQueue()
        options = {"clock": CLOCK, "deadlines": HASTY, "starts_clean": True} | options
        started.append(PrinterThread(transport, news.put, **options))
        return started[-1], news

    yield start
    for thread in started:
        thread.close()


def result_of(news):
    while not isinstance(found := news.get(timeout=5), PrintResult):
        pass
    return found


def test_a_ticket_over_a_serial_port(paper, port, desk):
    thread, news = desk(SerialTransport(port.path, CLOCK, baud=115200))
    thread.submit("1012", JOB)
    assert result_of(news).outcome == "printed"
    assert thread.status.problem is None
    assert len(paper.cut) == 1


def test_a_ticket_over_the_network(paper, desk):
    server = NetworkPrinter(paper)
    thread, news = desk(NetworkTransport("127.0.0.1", CLOCK, port=server.port))
    thread.submit("1012", JOB)
    assert result_of(news).outcome == "printed"
    thread.close()
    server.close()
    assert len(paper.cut) == 1


def test_a_ticket_into_a_file_is_never_confirmed(tmp_path):
    transport = FileTransport(str(tmp_path / "paper.bin"), CLOCK)
    transport.open()
    result = print_job(transport, JOB, clock=CLOCK, deadlines=HASTY, job_id="1012")
    transport.close()
    assert result.outcome == "unconfirmed"
    assert JOB in (tmp_path / "paper.bin").read_bytes()


def test_a_slow_line_is_as_slow_as_its_baud_rate(desk):
    paper = PaperPrinter(baud=115200, clock=CLOCK)
    line = PtyPrinter(paper)
    thread, news = desk(SerialTransport(line.path, CLOCK), deadlines=Deadlines())
    begun = CLOCK.monotonic_ms()
    thread.submit("1012", JOB)
    assert result_of(news).outcome == "printed"
    assert CLOCK.monotonic_ms() - begun >= len(JOB) * 10_000 / 115_200 * 0.95
    thread.close()
    line.close()


def test_jobs_come_out_in_order_with_one_result_each(paper, port, desk):
    thread, news = desk(SerialTransport(port.path, CLOCK))
    for number in range(5):
        thread.submit(str(number), b"\x1b@%d\n\x1b2\x1bd\x04\x1dV\x01\x1dr\x01" % number)
    assert [result_of(news).job_id for _ in range(5)] == list("01234")
    assert len(paper.cut) == 5


def test_a_printer_that_confirms_nothing_holds_up_neither_the_next_job_nor_the_end(paper, desk):
    paper.voice.is_mute = True
    patient = replace(HASTY, mute=60_000)
    thread, news = desk(MemoryTransport(paper, CLOCK), deadlines=patient)
    for number in "123":
        thread.submit(number, b"\x1b@%s\n\x1b2\x1bd\x04\x1dV\x01\x1dr\x01" % number.encode())
    assert [result_of(news).job_id for _ in range(2)] == ["1", "2"]
    thread.close()
    assert result_of(news).outcome in ("unconfirmed", "failed")


def test_paper_that_runs_out_and_comes_back_is_told_without_a_job(paper, desk):
    clock = Hurried()
    thread, news = desk(MemoryTransport(paper, CLOCK), clock=clock)
    assert news.get(timeout=5).problem is None
    paper.paper_out()
    assert news.get(timeout=5).problem == "paper_end"
    paper.load_roll()
    assert news.get(timeout=5).problem is None
    assert thread.status.paper == "ok"


class Hurried(SystemClock):
    """A clock by which two seconds pass in twenty milliseconds of waiting."""

    def real_seconds(self, span):
        return span / 100_000


def test_a_printer_that_is_plugged_in_later_is_found(paper, desk):
    cable = MemoryTransport(paper, CLOCK)
    cable.is_plugged_in = False
    thread, news = desk(cable)
    assert news.get(timeout=5).problem == "disconnected"
    thread.submit("1012", JOB)
    lost = result_of(news)
    assert (lost.outcome, lost.detail) == (
        "failed",
        "simulated: no printer there; check cable and power",
    )
    cable.is_plugged_in = True
    assert news.get(timeout=5).problem is None
    thread.submit("1012", JOB)
    assert result_of(news).outcome == "printed"


def test_a_full_queue_answers_at_once(desk, paper):
    blocked = threading.Event()
    results = queue.SimpleQueue()

    def post(news):
        results.put(news)
        if threading.current_thread().name == "printer":
            blocked.wait(5)

    thread = PrinterThread(MemoryTransport(paper, CLOCK), post, clock=CLOCK, starts_clean=True)
    for number in range(MOST_JOBS + 1):
        thread.submit(str(number), b"\x1b@")
    result = result_of(results)
    assert (result.job_id, result.outcome) == (str(MOST_JOBS), "failed")
    assert result.detail == f"{MOST_JOBS} jobs are waiting already"
    blocked.set()
    thread.close()
    thread.submit("late", JOB)
    *_, last = [results.get() for _ in range(results.qsize())]
    assert (last.job_id, last.detail) == ("late", "the printer was closed")


def test_a_printer_that_takes_nothing_more_does_not_hold_us():
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    transport = SerialTransport(os.ttyname(theirs), CLOCK)
    transport.open()
    begun = CLOCK.monotonic_ms()
    with pytest.raises(DeviceError, match=r"took \d+ of 200000 bytes and then none for too long"):
        transport.write(bytes(200_000), within_ms=200)
    assert transport.read(within_ms=100) == b""
    transport.close()
    assert CLOCK.monotonic_ms() - begun < 2_000
    os.close(ours)
    os.close(theirs)


def test_a_second_program_cannot_open_the_port(port):
    transport = SerialTransport(port.path, CLOCK)
    transport.open()
    with pytest.raises(DeviceError, match="no other program holds the port"):
        SerialTransport(port.path, CLOCK).open()
    transport.close()


def test_an_unplugged_port_is_an_error_and_closes_quietly():
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    transport = SerialTransport(os.ttyname(theirs), CLOCK)
    transport.open()
    os.close(theirs)
    os.close(ours)
    with pytest.raises(DeviceError, match="check cable, power"):
        transport.read(within_ms=500)
    transport.close()
    with pytest.raises(DeviceError, match="the printer is not open; open it first"):
        transport.read(within_ms=10)


@pytest.mark.parametrize(
    ("transport", "message"),
    [
        (
            UsbTransport("/nowhere/lp0", CLOCK),
            r"/nowhere/lp0: cannot open the printer: .*No such file or directory.*; check that it"
            " is plugged in and that no other program holds it",
        ),
        (
            SerialTransport("/nowhere/ttyUSB0", CLOCK),
            r"/nowhere/ttyUSB0: cannot open the printer: .*; check cable, power and that no other",
        ),
        (
            NetworkTransport("127.0.0.1", CLOCK, port=1),
            r"127\.0\.0\.1:1: cannot open the printer: .*refused.*; check its cable, power and",
        ),
        (
            FileTransport("/nowhere/paper.bin", CLOCK),
            r"/nowhere/paper.bin: cannot open the printer: .*; check that the folder exists",
        ),
    ],
)
def test_a_printer_that_is_not_there_is_named_with_what_to_do(transport, message):
    with pytest.raises(DeviceError, match=message):
        transport.open()


def test_a_network_printer_that_hangs_up_is_noticed(paper):
    server = NetworkPrinter(paper)
    transport = NetworkTransport("127.0.0.1", CLOCK, port=server.port)
    transport.open()
    server.close()
    with pytest.raises(DeviceError, match="the printer hung up; check its cable"):
        transport.read(within_ms=1_000)
    transport.close()


def test_the_usb_way_of_talking_works_on_any_character_device(paper, port):
    """usblp is not on this machine; a pty is a character device that does not block either."""
    transport = UsbTransport(port.path, CLOCK)
    transport.open()
    result = print_job(transport, JOB, clock=CLOCK, deadlines=HASTY, job_id="1012")
    transport.close()
    assert result.outcome == "printed"
    assert len(paper.cut) == 1
