"""`mot-cua demo`: an office on this machine, seeded, running, and shown in a browser."""

from __future__ import annotations

import logging
import queue
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import Any, Final

import click
from tqdm import tqdm
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config.house import House, leave_office_file, open_house
from mot_cua.business_day import day_of, ms_of
from mot_cua.clock import ScaledClock, SystemClock
from mot_cua.errors import MotCuaError
from mot_cua.program import on_stop_signal
from office.demo.clock import BEGINS, demo_clock, forget, is_over, keep
from office.demo.page import create_page
from office.demo.seed import seed_history, seed_morning
from office.demo.staff import Staff
from office.demo.watch import Watch
from office.launch import OneMachine, Plan, free_port, running
from office.recording import make_voices

log = logging.getLogger(__name__)

TEND_EVERY: Final = 0.2
OPEN_PATIENCE: Final = 20.0
KEEP_EVERY: Final = 25
"""Rounds of tending between two looks at the clock's file."""


def run_demo(*, office_file: Path, data: Path, port: int, is_fresh: bool) -> None:
    """Run the demo until Ctrl-C.

    Raises:
        SettingsError: the office file has mistakes, or the folder cannot be used.
        MotCuaError: the port is taken.
    """
    _refuse_taken_port(port)
    broker_port, server_port = free_port(), free_port()
    house = open_house(office_file, data.resolve(), broker=f"127.0.0.1:{broker_port}")
    if is_fresh:
        _empty(house)
    leave_office_file(office_file, house)
    _give_voice(house, office_file)
    stop = Stop()
    with on_stop_signal(stop.set):
        while not stop.is_set:
            _one_day(house, stop, port=port, server_port=server_port, is_fresh=is_fresh)
    click.echo("Stopped. The tickets are kept; the next start goes on from here.")


def _one_day(house: House, stop: Stop, *, port: int, server_port: int, is_fresh: bool) -> None:
    """Run until somebody stops the demo, or the sample day is over."""
    clock, is_new_day = demo_clock(house)
    if is_new_day and not is_fresh:
        clock = _seed(house, day_of(clock.wall_ms()))
    plan = Plan(
        office_file=house.data / "office.toml",
        server_port=server_port,
        demo_origin=f"http://127.0.0.1:{port} http://localhost:{port}",
        is_sample=not is_fresh,
    )
    with running(OneMachine(house, plan, clock=clock)) as machine:
        show = Show(house, machine, clock=clock, port=port, server_port=server_port)
        try:
            show.wait_until_open(stop)
            click.echo(f"\n{show.staff.list()}")
            click.echo(f"\n  Một Cửa is open:  http://127.0.0.1:{port}\n\n  Ctrl-C stops it.\n")
            show.tend_until(stop)
        finally:
            show.close()
            keep(house, clock.wall_ms())


class Show:
    """The page, and the orders that come from it; children are touched by the main thread only."""

    def __init__(
        self, house: House, machine: OneMachine, *, clock: ScaledClock, port: int, server_port: int
    ) -> None:
        self._house, self._machine, self._clock = house, machine, clock
        self._orders: queue.Queue[str] = queue.Queue()
        self._has_paper = True
        self._pause = threading.Event()
        self.staff = Staff(
            house.data / "people",
            f"http://127.0.0.1:{server_port}",
            office_ms=clock.wall_ms(),
            real_ms=SystemClock().wall_ms(),
        )
        self._watch = Watch(house, self.staff)
        app = create_page(
            house,
            self._watch,
            clock=clock,
            server_port=server_port,
            machine_state=self._state,
            order=self._orders.put,
            visit=self.staff.visit,
        )
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, app, threaded=True, request_handler=_Quiet
        )
        threading.Thread(target=self._server.serve_forever, name="page", daemon=True).start()

    def wait_until_open(self, stop: Stop) -> None:
        """Wait, not for ever, until every program has come up and the server answers."""
        for _ in range(round(OPEN_PATIENCE / TEND_EVERY)):
            if stop.is_set or self._watch.is_everybody_here():
                return
            self.staff.come_in()
            self._pause.wait(TEND_EVERY)
            self._machine.tend()
        log.warning("not every program has come up; their logs are in %s", self._machine.logs)

    def tend_until(self, stop: Stop) -> None:
        """Look after the office until somebody stops it, or its day is over."""
        rounds = 0
        while not stop.is_set and not is_over(self._clock.wall_ms()):
            try:
                self._obey(self._orders.get(timeout=TEND_EVERY))
            except queue.Empty:
                self._machine.tend()
            rounds += 1
            if rounds % KEEP_EVERY == 0:
                keep(self._house, self._clock.wall_ms())

    def close(self) -> None:
        """Close the page."""
        self._watch.close()
        self._server.shutdown()
        self._server.server_close()

    def _obey(self, order: str) -> None:
        kiosk = self._house.settings.kiosk[0].id
        match order:
            case "paper-out" | "paper-load":
                self._has_paper = order == "paper-load"
                self._watch.send(kiosk, "printer", do="load" if self._has_paper else "out")
            case "network-cut":
                self._machine.cut_network()
            case "network-mend":
                self._machine.mend_network()
            case "power-cut":
                self._machine.cut_power()
            case "power-on":
                self._has_paper = True
                self._machine.start()
        self._watch.tell("machine")

    def _state(self) -> dict[str, Any]:
        return {
            "is_powered": self._machine.is_powered,
            "is_network_up": self._machine.is_network_up,
            "has_paper": self._has_paper,
            "programs": {
                name: child.pid is not None for name, child in self._machine.children.items()
            },
        }


class _Quiet(WSGIRequestHandler):
    """Pages of one visitor on this machine need no access log."""

    def log_request(self, *_: object) -> None:
        return


def _seed(house: House, today: str) -> ScaledClock:
    if not (house.data / "journal.db").exists():
        seed_history(house, before=today)
    with tqdm(desc="Buổi sáng mẫu", unit=" việc", file=sys.stderr, disable=None) as bar:
        seed_morning(house, today, until=BEGINS, progress=bar.update)
    # Seeding took real seconds; office time begins now, and not a little ago.
    clock = ScaledClock(office=ms_of(today, BEGINS), real=SystemClock().wall_ms(), speed=1)
    keep(house, clock.wall_ms())
    return clock


def _give_voice(house: House, office_file: Path) -> None:
    """Make a voice where the computer can speak; without it words are shown, and a chime heard."""
    folder = house.data / "voice"
    if folder.exists() or shutil.which("espeak-ng") is None:
        return
    try:
        make_voices(folder, office_file, ("vi",), None)
    except MotCuaError as problem:
        log.warning("no voice was made: %s", problem)


def _empty(house: House) -> None:
    """Throw away an earlier demo's office, by the names of its files and no others."""
    for name in ("journal", "sessions", *house.devices()):
        for ending in (".db", ".db-wal", ".db-shm"):
            (house.data / f"{name}{ending}").unlink(missing_ok=True)
    forget(house)
    shutil.rmtree(house.data / "people", ignore_errors=True)
    shutil.rmtree(house.data / "broker" / "jetstream", ignore_errors=True)


class Stop:
    """Whether somebody has asked the demo to stop; a plain flag, because a signal sets it."""

    def __init__(self) -> None:
        self.is_set = False

    def set(self) -> None:
        """Ask."""
        self.is_set = True


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise MotCuaError(
                f"port {port} cannot be used ({problem.strerror}); is the demo running already?"
                " Choose another with --port"
            ) from None
