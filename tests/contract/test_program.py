"""The main loop: who is called when, how it ends, and what systemd and a technician are told."""

import logging
import os
import signal
import socket
import threading

import pytest

from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import MotCuaError, SettingsError
from mot_cua.ids import Ticks
from mot_cua.program import Inbox, Watchdog, notify, run, run_main, set_up_logging, turn


class Diary:
    """A reactor that writes down what it is asked, and wants a tick each `every` ms."""

    def __init__(self, clock, every=None, on_handle=None):
        self.clock, self.every, self.entries, self.on_handle = clock, every, [], on_handle
        self._due = None

    def start(self):
        self.entries.append("start")
        if self.every:
            self._due = Ticks(self.clock.monotonic_ms() + self.every)

    def handle(self, item):
        self.entries.append(item)
        if self.on_handle:
            self.on_handle(item)

    def due(self):
        return self._due

    def tick(self):
        self.entries.append("tick")
        self._due = Ticks(self._due + self.every)

    def stop(self):
        self.entries.append("stop")


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def inbox():
    return Inbox()


def test_items_are_handled_in_order(clock, inbox):
    diary = Diary(clock)
    for item in ("press", "paper out"):
        assert inbox.post(item)
    for _ in range(3):
        turn(diary, inbox, clock=clock, at_most=0)
    assert diary.entries == ["press", "paper out"]


def test_a_tick_comes_when_it_is_due_and_not_before(clock, inbox):
    diary = Diary(clock, every=100)
    diary.start()
    turn(diary, inbox, clock=clock, at_most=1)
    clock.advance(99)
    turn(diary, inbox, clock=clock, at_most=1)
    assert diary.entries == ["start"]
    clock.advance(1)
    turn(diary, inbox, clock=clock, at_most=1)
    assert diary.entries == ["start", "tick"]


def test_many_items_do_not_delay_a_tick(clock, inbox):
    diary = Diary(clock, every=100)
    diary.start()
    for item in range(50):
        inbox.post(item)
    clock.advance(100)
    turn(diary, inbox, clock=clock, at_most=1)
    assert diary.entries == ["start", 0, "tick"]


def test_a_full_inbox_never_waits_counts_and_says_so_once(caplog):
    inbox = Inbox(limit=2)
    assert [inbox.post(one) for one in range(4)] == [True, True, False, False]
    assert inbox.dropped == 2
    assert caplog.messages == ["the inbox is full (2 items): does the main loop hang?"]
    assert [inbox.take(0), inbox.take(0), inbox.take(0)] == [0, 1, None]


def test_a_wait_ends_at_once_when_an_item_comes(inbox):
    clock, stop = SystemClock(), threading.Event()
    began = clock.monotonic_ms()
    diary = Diary(clock, on_handle=lambda _item: stop.set())
    threading.Timer(0.05, inbox.post, ["press"]).start()
    run(diary, inbox, clock=clock, stop=stop)
    assert clock.monotonic_ms() - began < 500
    assert diary.entries == ["start", "press", "stop"]


def test_ticks_come_in_real_time(inbox):
    clock, stop = SystemClock(), threading.Event()
    diary = Diary(clock, every=20)
    threading.Timer(0.11, lambda: (stop.set(), inbox.wake())).start()
    run(diary, inbox, clock=clock, stop=stop)
    assert 3 <= diary.entries.count("tick") <= 6


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_loop_in_good_order(clock, inbox, number):
    before = signal.getsignal(number)
    diary = Diary(clock)
    threading.Timer(0.05, os.kill, [os.getpid(), number]).start()
    began = SystemClock().monotonic_ms()
    run(diary, inbox, clock=SystemClock(), stop=threading.Event())
    assert SystemClock().monotonic_ms() - began < 500
    assert diary.entries == ["start", "stop"]
    assert signal.getsignal(number) is before


def test_an_error_ends_the_loop_and_still_leaves_in_good_order(clock, inbox):
    def fail(_item):
        raise KeyError("a bug")

    diary = Diary(clock, on_handle=fail)
    inbox.post("press")
    with pytest.raises(KeyError, match="a bug"):
        run(diary, inbox, clock=SystemClock(), stop=threading.Event())
    assert diary.entries == ["start", "press", "stop"]


def test_it_runs_on_another_thread_as_well(inbox):
    diary, stop = Diary(SystemClock()), threading.Event()
    keywords = {"clock": SystemClock(), "stop": stop}
    thread = threading.Thread(target=run, args=(diary, inbox), kwargs=keywords)
    thread.start()
    stop.set()
    inbox.wake()
    thread.join(2)
    assert diary.entries == ["start", "stop"]


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    """What systemd's end of the notification socket hears."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(path)
        ear.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", path)

        def heard():
            found = []
            try:
                while True:
                    found.append(ear.recv(100).decode())
            except BlockingIOError:
                return found

        yield heard


def test_systemd_is_told_and_the_watchdog_is_fed(systemd, inbox, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    stop = threading.Event()
    threading.Timer(0.2, lambda: (stop.set(), inbox.wake())).start()
    run(Diary(SystemClock()), inbox, clock=SystemClock(), stop=stop)
    told = systemd()
    assert (told[0], told[1], told[-1]) == ("READY=1", "WATCHDOG=1", "STOPPING=1")
    assert told.count("WATCHDOG=1") >= 3, "at least each 100 ms"


def test_a_systemd_that_does_not_listen_stops_nobody(systemd):
    for _ in range(50):
        notify("WATCHDOG=1")
    assert 0 < len(systemd()) < 50


def test_an_unhealthy_program_does_not_feed_and_says_so_once(systemd, monkeypatch, caplog):
    monkeypatch.setenv("WATCHDOG_USEC", "4000")
    watchdog = Watchdog(lambda: False)
    for _ in range(3):
        watchdog.feed()
    assert systemd() == []
    assert caplog.messages == ["a thread of this program is not well; systemd will start it again"]


def test_the_watchdog_of_another_process_is_not_ours(systemd, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "4000")
    monkeypatch.setenv("WATCHDOG_PID", "1")
    Watchdog(lambda: True).feed()
    assert systemd() == []


def test_without_systemd_nothing_happens(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "/no/such/socket")
    notify("READY=1")


@pytest.mark.parametrize(
    ("problem", "code"), [(SettingsError("office.toml:7: unknown key"), 78), (MotCuaError("no"), 1)]
)
def test_a_technicians_error_is_one_sentence_and_a_code(capsys, problem, code):
    def main():
        raise problem

    with pytest.raises(SystemExit) as end:
        run_main(main)
    assert end.value.code == code
    assert capsys.readouterr().err == f"{problem}\n"


def test_a_program_that_did_its_work_ends_with_0():
    with pytest.raises(SystemExit) as end:
        run_main(lambda: None)
    assert end.value.code == 0


def test_a_bug_keeps_its_traceback():
    def main():
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        run_main(main)


@pytest.fixture
def root_logger(monkeypatch):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("logging.root.handlers", [])
    yield root
    root.handlers[:], root.level = handlers, level


def test_journald_gets_a_priority_on_every_line(root_logger, monkeypatch, capsys):
    monkeypatch.setenv("JOURNAL_STREAM", "8:1234")
    set_up_logging("kiosk")
    logging.getLogger("kiosk.service").warning("paper\nis low")
    logging.getLogger("kiosk.service").error("no paper")
    logging.getLogger("kiosk.service").debug("nobody asked")
    assert capsys.readouterr().err == (
        "<4>kiosk.service: paper\n<4>is low\n<3>kiosk.service: no paper\n"
    )


def test_a_terminal_gets_the_time_and_the_program(root_logger, monkeypatch, capsys):
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    set_up_logging("kiosk")
    logging.getLogger("kiosk.service").info("ready")
    line = capsys.readouterr().err
    assert line.endswith("kiosk INFO kiosk.service: ready\n")
    assert line[2] == ":"


A_PROGRAM = """
import threading
from mot_cua.clock import SystemClock
from mot_cua.program import Inbox, run, run_main
class Reactor:
    def start(self): print("start", flush=True)
    def handle(self, item): pass
    def due(self): return None
    def tick(self): pass
    def stop(self): print("stop", flush=True)
run_main(lambda: run(Reactor(), Inbox(), clock=SystemClock(), stop=threading.Event()))
"""


def test_a_real_program_ends_with_0_after_sigterm(run_child):
    child = run_child(A_PROGRAM)
    assert child.stdout.readline() == "start\n"
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=5)
    assert (out, err, child.returncode) == ("stop\n", "", 0)


def test_a_hail_of_signals_ends_a_program_as_one_signal_does(run_child):
    """When a parent is killed, the kernel sends one SIGTERM for each of its threads."""
    for _ in range(5):
        child = run_child(A_PROGRAM)
        assert child.stdout.readline() == "start\n"
        for _ in range(300):
            child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=10)
        assert (out, err) == ("stop\n", "")
        # One that comes after the loop has ended may still end Python itself, a little early.
        assert child.returncode in (0, -signal.SIGTERM)
