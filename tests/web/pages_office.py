"""A small office with pages: a real server on its own thread, a real journal, a clock by hand."""

from __future__ import annotations

import threading
from itertools import count
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext
from small_office import NINE, SETTINGS, TIMETABLE
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config.settings import Settings
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.port import Arrived
from mot_cua.clock import ManualClock
from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, ServiceCode, TicketId, UnixMs
from mot_cua.messages import DeviceStatus
from mot_cua.program import Inbox, run
from mot_cua.timekeeper import Timekeeper
from queue_server.core import commands as c
from queue_server.core.people import Role, User
from queue_server.gateway import Gateway
from queue_server.journal.journal import Journal
from queue_server.journal.report import Reports
from queue_server.passwords import Passwords
from queue_server.service import QueueServer
from queue_server.web.app import create_app
from queue_server.web.entrance import Entrance
from queue_server.web.live import streams_of
from queue_server.web.sessions import Sessions, csrf_of

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""As real ones, but cheap: a suite signs in some hundred times."""
PASSWORD = "bốn con trâu đen"
LAST_DAY = DayText("2026-11-30")


class HandClock(ManualClock):
    """Moves only when told; a loop that waits for it looks again after the real time."""

    def real_seconds(self, span: int) -> float:
        return max(0.0, span / 1000)


class PagesOffice:
    """The office: verbs for what happens outside the pages, and the pages' own application."""

    def __init__(
        self,
        folder: Path,
        settings: Settings = SETTINGS,
        *,
        is_sample: bool = False,
        is_new: bool = False,
        at: UnixMs = NINE,
    ) -> None:
        self.settings, self._folder, self._is_sample = settings, folder, is_sample
        self._is_new = is_new
        self.clock = HandClock(at)
        self.peoples_clock = ManualClock(at)
        """Sessions live by this one: a test that waits an hour for a queue signs nobody out."""
        self.sessions = Sessions(None, self.peoples_clock)
        self._numbers = count(1)
        self.switch_on()

    def switch_on(self) -> None:
        self.inbox, self._stop = Inbox(), threading.Event()
        journal = Journal(self._folder / "journal.db", self.settings.office.id)
        root = self._folder / "root"
        keeper = Timekeeper(self._folder, self.clock, "one boot", root=root)
        self.server = QueueServer(
            settings=self.settings,
            timetable=TIMETABLE,
            journal=journal,
            bus=LocalBus(LocalBroker(), self.settings.office.id, DeviceId("server")),
            clock=self.clock,
            boot="one boot",
            post=self.inbox.post,
            is_sample=self._is_sample,
            keeper=keeper,
            begins_on_trial=self._is_new,
        )
        levels = self.settings.rating.level
        good = frozenset(one.id for one in levels if one.counts_as_satisfied)
        self.gateway = Gateway(
            self.server,
            post=self.inbox.post,
            clock=self.clock,
            reports=Reports(journal.engine, satisfied_levels=good),
            keeper=keeper,
        )
        self.entrance = Entrance(
            self.gateway,
            self.sessions,
            passwords=QUICK,
            invitations=self._folder / "people",
            clock=self.peoples_clock,
        )
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.settle()

    def _run(self) -> None:
        run(self.server, self.inbox, clock=self.clock, stop=self._stop)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def switch_off(self) -> None:
        self._stop.set()
        self.inbox.wake()
        self._thread.join(timeout=10)

    # What happens

    def request(self) -> RequestId:
        return RequestId(f"outside-{next(self._numbers)}-{self.gateway.view.version}")

    def do(self, kind: type[c.Command], **fields: Any) -> Any:
        return self.gateway.ask(kind(request=self.request(), **fields))[0]

    def settle(self) -> None:
        """Let the server do what time has brought, and wait until it has."""
        self.do(c.PassTime)

    def wait(self, seconds: float) -> None:
        self.clock.advance(int(seconds * 1000))
        self.settle()

    def open(self, *counters: int) -> None:
        for number in counters:
            self.do(c.OpenCounter, counter=CounterNo(number))

    def issue(self, service: str = "HT", *, priority: bool = False, age_s: int = 0) -> str:
        """Print a number at the kiosk; returns its label."""
        number = 1 + sum(one.service == service for one in self.server.office.tickets.values())
        digit = next(one.digit for one in self.settings.service if one.code == service)
        label = f"{digit}{number:03d}"
        self.do(
            c.ReceiveTicket,
            ticket=TicketId(f"paper-{label}"),
            day=self.gateway.view.day or DayText("2026-11-20"),
            service=ServiceCode(service),
            number=number,
            label=label,
            ticket_class="priority" if priority else "normal",
            issuer=DeviceId("kiosk-1"),
            token=f"token-of-{label}",
            issued_ms=UnixMs(self.clock.wall_ms() - age_s * 1000),
            age_ms=age_s * 1000,
        )
        return label

    def serve(self, counter: int = 1, level: str = "", minutes: float = 5) -> None:
        """Call, serve and finish the next one; the citizen presses `level`, or nothing."""
        number = CounterNo(counter)
        ticket = self.do(c.CallNext, counter=number).ticket
        self.do(c.Start, counter=number)
        self.wait(minutes * 60)
        self.do(c.Finish, counter=number)
        window = self.server.office.windows[f"{ticket}/1"]
        if level:
            self.do(
                c.PressRating,
                counter=number,
                level=level,
                leg=window.leg,
                pressed=window.opens,
            )
        self.wait(61)

    def day_of_ratings(self, *levels: str) -> None:
        """Serve one citizen for each level at counter 1; an empty one presses nothing."""
        self.open(1)
        for level in levels:
            self.issue("HT")
            self.serve(1, level, minutes=1)

    def hear(self, device: str, **fields: Any) -> None:
        """Let a device tell how it is."""
        status = DeviceStatus(**{"online": True, "boot": "b", "role": "kiosk", **fields})
        self.inbox.post(Arrived(status, device=DeviceId(device)))
        self.settle()

    # The pages

    def app(self) -> Flask:
        app = create_app(self.gateway, self.entrance)
        app.testing = True
        return app

    def employ(self, role: Role, login: str = "") -> User:
        """Give somebody an account with the password of the tests, unless they have one."""
        login = login or role
        known = self.gateway.users.get(login)
        if known is not None:
            return known
        last_day = LAST_DAY if role == "inspector" else None
        user = User(login=login, person=f"Người {login}", role=role, last_day=last_day)
        secret = QUICK.password(login, PASSWORD)
        self.do(c.ChangeUser, by="console", what="added", user=user, secret=secret)
        return user

    def client(self, role: Role | None = "admin", app: Flask | None = None) -> FlaskClient:
        """Sign somebody in, through the door; None is a stranger."""
        client = (app or self.app()).test_client()
        if role is not None:
            sign_in(client, self.employ(role).login)
        return client


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD) -> None:
    """Fill in the form of the door; further requests carry the token of our pages' scripts."""
    client.get("/sign-in")
    door = client.get_cookie("mot-cua-door")
    assert door is not None
    form = {"login": login, "password": password, "csrf": csrf_of(door.value)}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303, answer.text
    session = client.get_cookie("mot-cua")
    assert session is not None
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_of(session.value)


class Served:
    """The pages on a real port, for a real browser; `stop` and `start` are a restart."""

    def __init__(self, office: PagesOffice) -> None:
        self._office, self._port = office, 0
        self.start()

    def start(self) -> None:
        self.app = self._office.app()
        self._http: BaseWSGIServer = make_server(
            "127.0.0.1", self._port, self.app, threaded=True, request_handler=_Quiet
        )
        self._port = self._http.port
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        streams_of(self.app).close()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        return


def come_in(context: BrowserContext, served: Served, login: str) -> None:
    """Sign in at the door, as a person does; whoever was in is out."""
    context.clear_cookies()
    page = context.new_page()
    page.goto(served.at("/sign-in"))
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("button.do")
    page.wait_for_url(served.at("/"))
    page.close()
