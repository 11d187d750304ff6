"""The main loop of every program: one thread owns the state, and this is what it does all day.

1. Other threads (the bus, buttons, serial lines, pages) only post to the inbox.
2. The loop waits for an item or for the reactor's own deadline, whichever is first.
3. systemd is told READY after `start`, and the watchdog is fed from this loop alone: a loop that
   hangs is a program that is dead, however lively its other threads are.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NoReturn, Protocol

from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import MotCuaError
from mot_cua.ids import Ticks

log = logging.getLogger(__name__)

INBOX_LIMIT: Final = 10_000
LONGEST_WAIT: Final = 1.0
"""Real seconds; so long may it take to notice a `stop` that was set without waking the inbox."""

_SYSLOG: Final = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3}


class Reactor(Protocol):
    """The part of a program that owns its state; the loop calls it from one thread only."""

    def start(self) -> None:
        """Open what is needed. After an error the program ends, and `stop` is called."""

    def handle(self, item: object) -> None:
        """Deal with one item of the inbox; an exception ends the program."""

    def due(self) -> Ticks | None:
        """Return when `tick` is to be called next, on the office's monotonic clock."""

    def tick(self) -> None:
        """Do what time has brought."""

    def stop(self) -> None:
        """Leave in good order; also called after an error, and after a failed `start`."""


class _Wake:
    """An item that says nothing: it only ends a wait."""


class Inbox:
    """What other threads have to say to the loop, in order and bounded."""

    def __init__(self, limit: int = INBOX_LIMIT) -> None:
        # Not queue.Queue: a signal handler that puts into one while this thread holds its lock
        # waits for ever. SimpleQueue is made for that, but has no limit of its own.
        self._items: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._limit = limit
        self.is_asked_to_stop = False
        self.dropped = 0

    def post(self, item: object) -> bool:
        """Hand an item to the loop, without ever waiting; False when there is no room."""
        if self._items.qsize() >= self._limit:
            self.dropped += 1
            if self.dropped == 1:
                log.error("the inbox is full (%d items): does the main loop hang?", self._limit)
            return False
        self._items.put(item)
        return True

    def wake(self) -> None:
        """End the loop's present wait; safe in a signal handler."""
        self._items.put(_Wake())

    def ask_to_stop(self) -> None:
        """Ask the loop to end after what it is doing; safe in a signal handler."""
        self.is_asked_to_stop = True
        self._items.put(_Wake())

    def take(self, timeout: float) -> object | None:
        """Wait at most `timeout` real seconds for an item; None when there was none."""
        try:
            item = self._items.get(timeout=timeout)
        except queue.Empty:
            return None
        return None if isinstance(item, _Wake) else item


def run(
    reactor: Reactor,
    inbox: Inbox,
    *,
    clock: Clock,
    stop: threading.Event,
    is_healthy: Callable[[], bool] = lambda: True,
) -> None:
    """Run a program until `stop` is set, by SIGTERM or SIGINT when this is the main thread.

    The watchdog is fed only while `is_healthy` says so; that is where a program looks after the
    threads of its devices.
    """
    watchdog = Watchdog(is_healthy)
    with _signals_stop(inbox):
        try:
            reactor.start()
            notify("READY=1")
            while not (stop.is_set() or inbox.is_asked_to_stop):
                watchdog.feed()
                turn(reactor, inbox, clock=clock, at_most=watchdog.longest_wait)
        finally:
            notify("STOPPING=1")
            reactor.stop()


def turn(reactor: Reactor, inbox: Inbox, *, clock: Clock, at_most: float) -> None:
    """Wait for an item or the deadline, at most so many real seconds, and deal with both."""
    due = reactor.due()
    wait = at_most
    if due is not None:
        wait = min(wait, clock.real_seconds(due - clock.monotonic_ms()))
    item = inbox.take(wait)
    if item is not None:
        reactor.handle(item)
    due = reactor.due()
    if due is not None and clock.monotonic_ms() >= due:
        reactor.tick()


def notify(state: str) -> None:
    """Tell systemd, if it listens: READY=1, STOPPING=1, WATCHDOG=1 or STATUS=…."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)  # ten unread words fill the line, and then a send waits for ever
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.sendall(state.encode())


class Watchdog:
    """Feeds systemd's watchdog at a quarter of its period, in real time whatever the office's."""

    def __init__(self, is_healthy: Callable[[], bool]) -> None:
        period_ms = int(os.environ.get("WATCHDOG_USEC", "0")) // 1000
        if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
            period_ms = 0
        self._every, self._is_healthy, self._clock = period_ms // 4, is_healthy, SystemClock()
        self._fed = Ticks(0)
        self._has_complained = False

    @property
    def longest_wait(self) -> float:
        """Real seconds that the loop may wait without coming back to feed."""
        return min(LONGEST_WAIT, self._every / 1000) if self._every else LONGEST_WAIT

    def feed(self) -> None:
        """Feed it if it is time, and if the program is well."""
        now = self._clock.monotonic_ms()
        if not self._every or now - self._fed < self._every:
            return
        if self._is_healthy():
            notify("WATCHDOG=1")
            self._fed, self._has_complained = now, False
        elif not self._has_complained:
            log.error("a thread of this program is not well; systemd will start it again")
            self._has_complained = True


@contextmanager
def _signals_stop(inbox: Inbox) -> Iterator[None]:
    """Let SIGTERM and SIGINT stop the loop; put the old handlers back afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with on_stop_signal(inbox.ask_to_stop):
        yield


@contextmanager
def on_stop_signal(ask: Callable[[], object]) -> Iterator[None]:
    """Call `ask` at the first SIGTERM or SIGINT, and ignore those that come after it.

    A killed parent's children get one SIGTERM for each of its threads. A handler may begin inside
    another, so `ask` must hold no lock: no Event, no Queue, no Condition.
    """

    def on_signal(_number: int, _frame: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        ask()

    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    for one in before:
        signal.signal(one, on_signal)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def run_main(main: Callable[[], None]) -> NoReturn:
    """Run a program and exit: 0, or the code of a MotCuaError, whose text is all that is shown.

    Anything else is a bug; it keeps its traceback.
    """
    try:
        main()
    except MotCuaError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(problem.exit_code)
    sys.exit(0)


class _OneLine(logging.Formatter):
    """What journald reads: a priority before each line, and no time, which it knows."""

    def format(self, record: logging.LogRecord) -> str:
        prefix = f"<{_SYSLOG.get(record.levelno, 2)}>"
        return prefix + super().format(record).replace("\n", "\n" + prefix)


def set_up_logging(name: str, level: int = logging.INFO) -> None:
    """Log to stderr, one line each; `name` says which program of the office it is."""
    handler = logging.StreamHandler()
    if "JOURNAL_STREAM" in os.environ:
        handler.setFormatter(_OneLine("%(name)s: %(message)s"))
    else:
        shape = f"%(asctime)s {name} %(levelname)s %(name)s: %(message)s"
        handler.setFormatter(logging.Formatter(shape, datefmt="%H:%M:%S"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
