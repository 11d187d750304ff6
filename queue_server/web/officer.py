"""The officers' pages: the front page that lists the counters, and one console for each."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, abort, render_template

from queue_server.web.console import console_view
from queue_server.web.devices import alerts
from queue_server.web.page import gateway, service_names, texts

officer = Blueprint("officer", __name__)


@officer.get("/")
def front() -> str:
    """List everything there is to open."""
    return render_template("front.html", view=gateway().view)


@officer.get("/counter/<int:number>")
def counter(number: int) -> str:
    """Show the console of one counter."""
    view = console_view(gateway().view, number, alerts(gateway()))
    if view is None:
        abort(404)
    settings = gateway().settings
    return render_template(
        "counter.html",
        desk=view.counter,
        is_sample=view.is_sample,
        told={
            "counter": number,
            "words": dict(texts()),
            "services": service_names(),
            "rules": msgspec.to_builtins(settings.rules),
            "view": _builtins(view),
        },
    )


def _builtins(view: object) -> Any:
    return msgspec.to_builtins(view)
