"""The officers' pages: the front page that lists the counters, and one console for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from flask import Blueprint, abort, render_template

from queue_server.web.console import console_view
from queue_server.web.devices import alerts
from queue_server.web.page import gateway, language, service_names, texts
from queue_server.web.texts import CALL_REASONS, OUTCOMES, PAUSES

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
            "outcomes": _choices(OUTCOMES.items()),
            "pauses": _choices((words[0], words) for words in PAUSES),
            "call_reasons": _choices((words[0], words) for words in CALL_REASONS),
            "rules": msgspec.to_builtins(settings.rules),
            "view": _builtins(view),
        },
    )


def _choices(choices: Iterable[tuple[str, tuple[str, str]]]) -> list[tuple[str, str]]:
    """Pair each code with its words in the reader's language."""
    place = 0 if language() == "vi" else 1
    return [(code, words[place]) for code, words in choices]


def _builtins(view: object) -> Any:
    return msgspec.to_builtins(view)
