"""The demo's page: the office in a browser, for the demo alone, on loopback."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from typing import Any, Final

from flask import Flask, Response, abort, jsonify, render_template, request, send_file

from config.house import House
from hardware.face import font_path
from mot_cua.clock import Clock
from office.demo.texts import TEXTS
from office.demo.watch import TASKS, Watch
from queue_server.core.people import ROLES, Role

ORDERS: Final = (
    "paper-out",
    "paper-load",
    "network-cut",
    "network-mend",
    "power-cut",
    "power-on",
)
HEARTBEAT: Final = 10.0


def create_page(  # noqa: C901 - a list of routes, none of which branches much
    house: House,
    watch: Watch,
    *,
    clock: Clock,
    server_port: int,
    machine_state: Callable[[], dict[str, Any]],
    order: Callable[[str], None],
    visit: Callable[[Role], str] = lambda _: "",
) -> Flask:
    """Make the page. `order` hands a fault to the main thread; `machine_state` says what is up.

    `visit` signs the visitor in at the office's own pages, and returns the cookie.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    settings = house.settings

    @app.before_request
    def refuse_strangers() -> None:
        """Only the page itself may press buttons."""
        if request.method == "POST" and not request.is_json:
            abort(415)

    @app.get("/")
    def index() -> Response:
        language = "en" if request.args.get("lang") == "en" else "vi"
        role: Role = next((one for one in ROLES if one == request.args.get("role")), "admin")
        page = render_template(
            "demo.html",
            t=TEXTS[language],
            language=language,
            settings=settings,
            server_port=server_port,
            tasks=TASKS,
            roles=ROLES,
            role=role,
        )
        answer = Response(page)
        if cookie := visit(role):
            # Browsers keep cookies by host and not by port, so that the office's pages get it too.
            answer.set_cookie("mot-cua", cookie, httponly=True, samesite="Strict")
        return answer

    @app.get("/state")
    def state() -> Response:
        return jsonify(
            machine=machine_state(),
            here=watch.here,
            lamps=watch.lamps,
            units=watch.units,
            office=watch.office,
            papers=[number for number, _ in watch.papers],
            screens=sorted(watch.screens),
            speech=watch.speech and {"number": watch.speech.number, "words": watch.speech.words},
            done=sorted(watch.done),
            now_ms=clock.wall_ms(),
        )

    @app.get("/events")
    def events() -> Response:
        return Response(_stream(watch), mimetype="text/event-stream")

    @app.get("/screen/<device>.png")
    def screen(device: str) -> Response:
        png = watch.screens.get(device) or abort(404)
        return _png(png)

    @app.get("/paper/<int:number>.png")
    def paper(number: int) -> Response:
        png = dict(watch.papers).get(number) or abort(404)
        return _png(png)

    @app.get("/speech/<int:number>.wav")
    def speech(number: int) -> Response:
        said = watch.speech
        if said is None or said.number != number or not said.wav:
            abort(404)
        return Response(said.wav, mimetype="audio/wav", headers={"Cache-Control": "no-store"})

    @app.get("/font/<weight>.ttf")
    def font(weight: str) -> Response:
        if weight not in ("regular", "medium", "semibold", "bold", "extrabold"):
            abort(404)
        return send_file(font_path(weight), mimetype="font/ttf", max_age=86400)

    @app.post("/press")
    def press() -> tuple[Response, int]:
        """Touch a simulated device: {"device": …, "kind": …, fields of the kind}."""
        body = _body()
        device, kind = body.pop("device", None), body.pop("kind", None)
        if not isinstance(device, str) or not isinstance(kind, str):
            return jsonify(message="expected device and kind"), 400
        is_done = watch.send(device, kind, **body)
        return jsonify(done=is_done), 200 if is_done else 503

    @app.post("/order")
    def give_order() -> tuple[Response, int]:
        wish = _body().get("do")
        if wish not in ORDERS:
            return jsonify(message=f"expected one of {', '.join(ORDERS)}"), 400
        order(wish)
        return jsonify(done=True), 202

    @app.post("/done")
    def done() -> Response:
        watch.mark(str(_body().get("task")))
        return jsonify(done=sorted(watch.done))

    return app


def _body() -> dict[str, Any]:
    """Return the object that was posted; anything else counts as an empty one."""
    body = request.get_json()
    return body if isinstance(body, dict) else {}


def _png(png: bytes) -> Response:
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _stream(watch: Watch) -> Iterator[str]:
    mine = watch.listen()
    try:
        yield "retry: 500\n\nevent: hello\ndata: {}\n\n"
        while True:
            try:
                what = mine.get(timeout=HEARTBEAT)
            except queue.Empty:
                yield ": still here\n\n"
                continue
            if what == "bye":
                return
            yield f"data: {json.dumps(what)}\n\n"
    finally:
        watch.leave(mine)
