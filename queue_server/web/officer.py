"""The officers' pages: the front page that lists the counters, and one console for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from flask import Blueprint, abort, render_template

from queue_server.web.console import ConsoleView, all_alerts, beside, console_view
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
    view = console_view(gateway().view, number, all_alerts(), beside(number))
    if view is None:
        abort(404)
    return console_page(view, f"/api/counter/{number}", "/api/waiting")


def console_page(view: ConsoleView, address: str, waiting: str, *, practice: bool = False) -> str:
    """Render the console that asks `address`, and `waiting` for the numbers of today."""
    settings = gateway().settings
    return render_template(
        "counter.html",
        desk=view.counter,
        is_sample=view.is_sample,
        tabs=_tabs(view),
        told={
            "counter": view.counter.number,
            "address": address,
            "waiting": waiting,
            "practice": practice,
            "words": dict(texts()),
            "services": service_names(),
            "outcomes": _choices(OUTCOMES.items()),
            "pauses": _choices((words[0], words) for words in PAUSES),
            "call_reasons": _choices((words[0], words) for words in CALL_REASONS),
            "rules": msgspec.to_builtins(settings.rules),
            "view": _builtins(view),
        },
    )


class Tab(NamedTuple):
    """One of the counters that an officer looks after; `beside` are the others."""

    number: int
    beside: str


def _tabs(view: ConsoleView) -> list[Tab]:
    numbers = sorted([view.counter.number, *(one.number for one in view.beside)])
    return [Tab(one, ",".join(str(n) for n in numbers if n != one)) for one in numbers]


def _choices(choices: Iterable[tuple[str, tuple[str, str]]]) -> list[tuple[str, str]]:
    """Pair each code with its words in the reader's language."""
    place = 0 if language() == "vi" else 1
    return [(code, words[place]) for code, words in choices]


def _builtins(view: object) -> Any:
    return msgspec.to_builtins(view)
