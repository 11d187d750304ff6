"""What every page uses: the gateway, the reader's language, the writing of figures and times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from flask import Flask, Response, current_app, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from mot_cua import VERSION
from mot_cua.business_day import local
from mot_cua.errors import Refused
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import date_text, figure, minutes_text, time_text
from queue_server.gateway import Gateway
from queue_server.web.live import Streams, streams_of
from queue_server.web.refusals import sentence
from queue_server.web.texts import TEXTS, Language

_GATEWAY: Final = "mot-cua-gateway"


def install(app: Flask, gateway: Gateway) -> None:
    """Give an application its gateway, and its templates their words and filters."""
    app.extensions[_GATEWAY] = gateway
    app.jinja_env.filters.update(
        figure=figure,
        glossed=_glossed,
        minutes=minutes_text,
        time=lambda ms: time_text(local(UnixMs(ms))),
        date=lambda ms: date_text(local(UnixMs(ms))),
    )
    app.context_processor(_context)


def gateway() -> Gateway:
    """Return the present application's gateway."""
    found = current_app.extensions[_GATEWAY]
    assert isinstance(found, Gateway)
    return found


def streams() -> Streams:
    """Return the present application's open streams."""
    return streams_of(current_app)


def language() -> Language:
    """Return the language that the reader asked for with `?lang=en`; Vietnamese otherwise."""
    return "en" if request.args.get("lang") == "en" else "vi"


def texts() -> Mapping[str, str]:
    """Return the words of the reader's language."""
    return TEXTS[language()]


def sentence_of(refusal: Refused) -> str:
    """Say why a rule forbids it, in the reader's language."""
    return sentence(refusal.code, gateway().settings.rules, language())


def json(value: object, status: int = 200) -> Response:
    """Answer with JSON that nobody keeps."""
    body = msgspec.json.encode(value)
    return Response(
        body, status, mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def service_names() -> dict[str, str]:
    """Return the name of each service, in the reader's language where the office gave one."""
    is_english = language() == "en"
    return {
        one.code: (one.name_en or one.name) if is_english else one.name
        for one in gateway().settings.service
    }


@pass_context
def _glossed(_: Context, vietnamese: str, english: str) -> Markup:
    """Put the English below a Vietnamese word, for whoever asked for English.

    The report keeps its Vietnamese: it is a state form, and its words have a legal meaning. The
    context is asked for although it is not used: without it Jinja works out the answer once, when
    it compiles the template, and every later reader gets the language of the first.
    """
    if language() != "en" or not english:
        return Markup("{}").format(vietnamese)
    return Markup('{}<small class="gloss" lang="en">{}</small>').format(vietnamese, english)


def _context() -> dict[str, Any]:
    return {
        "t": texts(),
        "lang": language(),
        "office": gateway().settings.office,
        "services": service_names(),
        "version": VERSION,
        "unhandled_alerts": gateway().unhandled_alerts,
        "other_language_address": _other_language(),
    }


def _other_language() -> str:
    """Return this page's address in the other language, with whatever else it asks for."""
    asked = {name: value for name, value in request.args.items() if name != "lang"}
    if language() == "vi":
        asked["lang"] = "en"
    return "?" + urlencode(asked, safe=",")
