"""The pages of the queue server, as one Flask application over the gateway."""

from __future__ import annotations

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from queue_server.gateway import Gateway
from queue_server.studies import Studies
from queue_server.web import guard, page
from queue_server.web import practice as rehearsal
from queue_server.web.admin import admin
from queue_server.web.alerts import alerts
from queue_server.web.api import api
from queue_server.web.apologies import apologies
from queue_server.web.downloads import downloads
from queue_server.web.entrance import Entrance
from queue_server.web.forecast import forecast
from queue_server.web.guide import guide
from queue_server.web.hand_over import hand_over
from queue_server.web.hours import hours
from queue_server.web.inspection import inspection
from queue_server.web.live import Streams, stream_places
from queue_server.web.machines import machines
from queue_server.web.metrics import metrics
from queue_server.web.officer import officer
from queue_server.web.officers import officers
from queue_server.web.papers import papers
from queue_server.web.people import people
from queue_server.web.periods import periods
from queue_server.web.phone import phone
from queue_server.web.proxies import Proxies
from queue_server.web.public import public
from queue_server.web.registers import registers
from queue_server.web.registers_in import registers_in
from queue_server.web.review import review
from queue_server.web.sign import sign
from queue_server.web.sign_in import sign_in
from queue_server.web.tablet import tablet
from queue_server.web.texts import PROBLEMS
from queue_server.web.token_door import TokenDoor
from queue_server.web.tokens import tokens
from queue_server.web.v1 import bearer, problems
from queue_server.web.v1.routes import v1
from queue_server.web.what_if import what_if


def create_app(gateway: Gateway, entrance: Entrance, *, frame_ancestors: str = "'self'") -> Flask:
    """Make the application; `frame_ancestors` says who may show the pages in a frame."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["mot-cua-streams"] = Streams(stream_places(len(gateway.settings.counter)))
    app.extensions["mot-cua-studies"] = Studies()
    guard.install(app, entrance, frame_ancestors=frame_ancestors)
    bearer.install(app, TokenDoor(gateway, entrance.notes))
    page.install(app, gateway)
    rehearsal.install(app, gateway)
    for part in (
        officer,
        papers,
        public,
        guide,
        admin,
        api,
        phone,
        downloads,
        forecast,
        sign_in,
        people,
        metrics,
        what_if,
        rehearsal.practice,
        hours,
        machines,
        hand_over,
        sign,
        periods,
        review,
        officers,
        inspection,
        registers,
        tokens,
        v1,
        apologies,
        alerts,
        registers_in,
        tablet,
    ):
        app.register_blueprint(part)
    guard.require_complete(app)
    app.wsgi_app = Proxies(app.wsgi_app, gateway.settings.server.proxies)  # type: ignore[assignment,method-assign]
    app.register_error_handler(HTTPException, _problem)
    return app


def _problem(problem: HTTPException) -> tuple[Response | str, int]:
    code = problem.code or 500
    if problems.is_own(request.path):
        return problems.of_status(code, dict(problem.get_headers())), code
    vi, en = PROBLEMS.get(code, PROBLEMS[500])
    message = en if page.language() == "en" else vi
    if request.path.startswith("/api/") or request.is_json:
        answer = {"code": f"http-{code}", "message": message}
        return page.json(answer, code), code
    return render_template("problem.html", code=code, message=message), code
