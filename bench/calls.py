"""How long a key press takes until the boards have it, and a page until it can be used.

    python bench/calls.py [presses]

A press is *finish + next* as a page sends it: HTTP, two commands, one durable commit, one
snapshot. The boards are MQTT clients in a process of their own. Beside it, in the same run and on
the same disk, what cannot be avoided: one durable commit, and one message through the broker to
the same boards. Below, how long a browser that knows nothing of us takes until the console's key
can be pressed. Works on any day and at any hour.
"""

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from flask import Flask
from flask.testing import FlaskClient
from hall import Boards, Raw, a_house
from playwright.sync_api import sync_playwright
from web.pages_office import PASSWORD, QUICK, sign_in
from werkzeug.serving import WSGIRequestHandler, make_server

from mot_cua.clock import SystemClock
from mot_cua.ids import CounterNo, DeviceId, RequestId, ServiceCode, TicketId, new_id
from mot_cua.messages import QueueState
from queue_server.core import commands as c
from queue_server.core.people import User
from queue_server.gateway import Gateway
from queue_server.program import RunningServer, embedded_broker
from queue_server.web.app import create_app
from queue_server.web.entrance import Entrance
from queue_server.web.sessions import Sessions

CLOCK = SystemClock()
RAW = 1_000_000_000
"""Snapshots of the raw trips count from here, far above any commit."""


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, *_: object) -> None:
        return


class Officer:
    """A page that is signed in, over HTTP."""

    def __init__(self, gateway: Gateway, port: int, client: FlaskClient) -> None:
        session = client.get_cookie("mot-cua")
        assert session is not None
        self._gateway, self._port, self._count = gateway, port, 0
        self._headers = {
            "Content-Type": "application/json",
            "Cookie": f"mot-cua={session.value}",
            "X-CSRF-Token": client.environ_base["HTTP_X_CSRF_TOKEN"],
        }

    def press(self, *actions: str) -> str:
        """Press keys; return the label that was called last."""
        line = http.client.HTTPConnection("127.0.0.1", self._port)
        wish = json.dumps({"request": new_id(), "actions": actions})
        line.request("POST", "/api/counter/1", wish, self._headers)
        answer = line.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        return str(told["answers"][-1]["label"])

    def somebody_comes(self) -> None:
        self._count += 1
        self._gateway.ask(
            c.ReceiveTicket(
                request=RequestId(new_id()),
                ticket=TicketId(new_id()),
                day=self._gateway.view.day or "",  # type: ignore[arg-type]
                service=ServiceCode("HT"),
                number=self._count,
                label=f"1{self._count:03}",
                ticket_class="normal",
                issuer=DeviceId("kiosk-1"),
                token="",
                issued_ms=CLOCK.wall_ms(),
                age_ms=0,
            )
        )


@contextmanager
def pages(gateway: Gateway) -> Iterator[tuple[int, Flask]]:
    """Serve the pages on a free port."""
    sessions = Sessions(None, CLOCK)
    app = create_app(gateway, Entrance(gateway, sessions, passwords=QUICK))
    http_server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=http_server.serve_forever)
    thread.start()
    try:
        yield http_server.port, app
    finally:
        http_server.shutdown()
        thread.join()


def signed_in(gateway: Gateway, app: Flask) -> FlaskClient:
    user = User(login="officer", person="Công chức", role="officer")
    secret = QUICK.password("officer", PASSWORD)
    gateway.ask(
        c.ChangeUser(
            request=RequestId(new_id()), by="console", what="added", user=user, secret=secret
        )
    )
    client = app.test_client()
    sign_in(client, "officer")
    return client


def measure(boards: int, presses: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of raw trips and of presses, each to each board."""
    with tempfile.TemporaryDirectory() as folder:
        house = a_house(folder, boards)
        broker = embedded_broker(house)
        broker.start()
        server = RunningServer(house, clock=CLOCK, is_sample=True)
        hall, raw = Boards(house), Raw(house)
        try:
            with pages(server.gateway) as (port, app):
                officer = Officer(server.gateway, port, signed_in(server.gateway, app))
                return _measured(officer, hall, raw, presses)
        finally:
            raw.close()
            hall.close()
            server.stop()
            broker.stop()


def _measured(
    officer: Officer, hall: Boards, raw: Raw, presses: int
) -> tuple[list[float], list[float]]:
    officer.somebody_comes()
    officer.press("open")
    officer.press("next")
    raw_ms, press_ms = [], []
    for number in range(presses):
        officer.somebody_comes()
        hall.quiet()
        state = QueueState(seq=RAW + number)
        begun = time.perf_counter_ns()
        raw.trip(state)
        raw_ms += [(one - begun) / 1e6 for one in hall.all_have(seq=state.seq)]
        label = f"1{number + 2:03}"
        begun = time.perf_counter_ns()
        called = officer.press("finish", "next")
        press_ms += [(one - begun) / 1e6 for one in hall.all_have(label=called)]
        assert called == label
    return raw_ms, press_ms


def cold_loads(count: int) -> list[float]:
    """Return the milliseconds from an address to a console whose key can be pressed."""
    found = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = a_house(folder, 1)
        broker = embedded_broker(house)
        broker.start()
        server = RunningServer(house, clock=CLOCK, is_sample=True)
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        with pages(server.gateway) as (port, app):
            signed_in(server.gateway, app)
            server.gateway.ask(c.OpenCounter(request=RequestId(new_id()), counter=CounterNo(1)))
            for _ in range(count):
                context = chromium.new_context()
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{port}/sign-in")
                page.fill("[name=login]", "officer")
                page.fill("[name=password]", PASSWORD)
                page.click("button.do")
                page.wait_for_url("**/")
                cookies = context.storage_state()
                context.close()
                fresh = chromium.new_context(storage_state=cookies)
                page = fresh.new_page()
                begun = time.perf_counter()
                page.goto(f"http://127.0.0.1:{port}/counter/1", wait_until="commit")
                page.locator("button[data-act=next]:enabled").wait_for()
                found.append((time.perf_counter() - begun) * 1000)
                fresh.close()
        chromium.close()
        server.stop()
        broker.stop()
    return found


def p99(found: list[float]) -> float:
    return statistics.quantiles(found, n=100)[98]


def main() -> None:
    presses = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print("| boards | raw p50 ms | raw p99 ms | press p50 ms | press p99 ms | p50 press / raw |")
    print("|--:|--:|--:|--:|--:|--:|")
    for boards in (1, 10, 30):
        raw, press = measure(boards, presses)
        middle, pressed = statistics.median(raw), statistics.median(press)
        print(
            f"| {boards:6} | {middle:10.2f} | {p99(raw):10.2f} | {pressed:12.2f} |"
            f" {p99(press):12.2f} | {pressed / middle:15.2f} |",
            flush=True,
        )
    loads = cold_loads(10)
    print(f"\ncold load of a console: median {statistics.median(loads):.0f} ms,", end=" ")
    print(f"worst of {len(loads)} {max(loads):.0f} ms")


if __name__ == "__main__":
    main()
