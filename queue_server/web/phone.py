"""The page of one ticket, which the QR on its paper leads to: place, wait, call, rating.

1. The token in the address is the only key: no account, no cookie, nothing about a person.
2. Unknown and old tokens get the same page, so that nobody learns which tokens there were.
3. Phones ask again after some seconds and hold no stream: a hall of phones would take the places,
   and the threads, that consoles and boards need.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from config.settings import Settings
from mot_cua.errors import Refused
from mot_cua.ids import RequestId, UnixMs, leg_of, new_id
from mot_cua.vietnamese import date_of, figure
from queue_server.core import commands as c
from queue_server.core.forecast.wording import wait_text
from queue_server.core.rating import BY_PHONE
from queue_server.core.reasons import is_asked
from queue_server.core.ticket import State
from queue_server.ticket_book import Paper
from queue_server.web.guard import require_few_guesses
from queue_server.web.page import gateway, language, service_names
from queue_server.web.phone_texts import PHONE_TEXTS
from queue_server.web.satisfaction import TONES
from queue_server.web.texts import Language

phone = Blueprint("phone", __name__)

SOON_S: Final = 5
CALM_S: Final = 15
ENDED_S: Final = 60
NEAR: Final = 2
"""With so few people ahead a page asks every `SOON_S`, else every `CALM_S`, at its end rarely."""
_MAY_BE_CALLED: Final = (State.WAITING, State.CALLED, State.HELD, State.NO_SHOW)


class Page(NamedTuple):
    """What the page of one ticket says."""

    stage: str
    """The state of the ticket; names the look of the page."""
    headline: str
    wait: str = ""
    hint: str = ""
    counters: tuple[int, ...] = ()
    call: str = ""
    """Names the call that is to be heard now, once; empty while the number is not called."""
    again_s: int = CALM_S
    rating: str = ""
    """`open`, `given`, or empty when nothing is said about a rating."""


class Level(NamedTuple):
    """One level to press."""

    id: str
    tone: str
    label: str


@phone.get("/t/<token>")
def ticket(token: str) -> ResponseReturnValue:
    """Show where the number is now."""
    return _page(token, _paper(token))


@phone.post("/t/<token>/rating")
def rate(token: str) -> ResponseReturnValue:
    """Note a rating, and show the page again: it says what has become of it."""
    paper = _paper(token)
    leg, level = request.form.get("leg", type=int), request.form.get("level", "")
    if leg is None or level not in {one.id for one in _levels()}:
        abort(400)
    pressed = c.RateByPhone(
        request=RequestId(new_id()),
        ticket=paper.ticket.id,
        leg=leg_of(paper.ticket.id, leg),
        level=level,
    )
    try:
        gateway().ask(pressed)
    except Refused as refusal:
        if refusal.code == "busy":
            return _page(token, paper, note=PHONE_TEXTS[language()]["busy"]), 503
    return redirect(_address(token), 303)


@phone.post("/t/<token>/reason")
def say_why(token: str) -> ResponseReturnValue:
    """Note why somebody was not satisfied, and show the page again."""
    paper = _paper(token)
    leg, reason = request.form.get("leg", type=int), request.form.get("reason", "")
    if leg is None or reason not in {one.id for one in gateway().settings.rating.reason}:
        abort(400)
    said = c.GiveReason(
        request=RequestId(new_id()),
        leg=leg_of(paper.ticket.id, leg),
        reason=reason,
        channel=BY_PHONE,
    )
    try:
        gateway().ask(said)
    except Refused as refusal:
        if refusal.code == "busy":
            return _page(token, paper, note=PHONE_TEXTS[language()]["busy_why"]), 503
    return redirect(_address(token), 303)


@phone.get("/t/<token>/reason")
@phone.get("/t/<token>/rating")
def back(token: str) -> ResponseReturnValue:
    """Lead back to the page whoever reads again what was answered to a press."""
    return redirect(_address(token), 303)


@phone.errorhandler(NotFound)
def gone(_: NotFound) -> ResponseReturnValue:
    """Say calmly that there is no such ticket, and not whether there ever was."""
    return render_template("phone_gone.html", p=PHONE_TEXTS[language()]), 404


def page_of(paper: Paper, settings: Settings, now: UnixMs, language: Language = "vi") -> Page:
    """Say what the page of a ticket says at this moment."""
    words, ticket = PHONE_TEXTS[language], paper.ticket
    page = Page(ticket.state.value, words.get(ticket.state.value, ""), rating=_rating(paper))
    if ticket.state is State.WAITING:
        page = _waiting(page, paper, settings, now, language)
    elif ticket.state is State.CALLED:
        page = page._replace(call=f"{ticket.leg}.{ticket.calls}", again_s=SOON_S)
    else:
        again_s = CALM_S if ticket.state in (State.SERVING, *_MAY_BE_CALLED) else ENDED_S
        page = page._replace(hint=words.get(_hint(paper), ""), again_s=again_s)
    values = {
        "label": ticket.label,
        "counter": ticket.counter,
        "minutes": settings.rules.return_within_min,
    }
    return page._replace(
        headline=page.headline.format_map(values), hint=page.hint.format_map(values)
    )


def _waiting(page: Page, paper: Paper, settings: Settings, now: UnixMs, language: Language) -> Page:
    words, ticket = PHONE_TEXTS[language], paper.ticket
    ahead = words["ahead"].replace("{n}", figure(paper.ahead)) if paper.ahead else words["next"]
    serving = tuple(one.number for one in settings.counter if ticket.service in one.services)
    return page._replace(
        headline=ahead,
        wait=wait_text(paper.outlook, now, language) if paper.outlook else "",
        hint=words["waiting"],
        counters=(ticket.counter,) if ticket.counter else serving,
        again_s=SOON_S if paper.ahead <= NEAR else CALM_S,
    )


def _hint(paper: Paper) -> str:
    state = paper.ticket.state
    if state is not State.NO_SHOW:
        return f"{state.value}_hint"
    if not paper.is_of_today:
        return "no-show_past_hint"
    return "no-show_again_hint" if paper.ticket.has_returned else "no-show_hint"


def _rating(paper: Paper) -> str:
    """Say whether the last finished leg may be rated; of an earlier one only while it may."""
    window, is_done = paper.finished, paper.ticket.state is State.DONE
    if window is None:
        return ""
    if window.is_unrated:
        return "open"
    return "given" if is_done else ""


def _paper(token: str) -> Paper:
    """Find a paper, or answer 404; 429 to whoever tries one token after another."""
    found = gateway().book.find(token)
    if found is None:
        require_few_guesses()
        abort(404)
    return found


def _page(token: str, paper: Paper, note: str = "") -> Response:
    ticket, words = paper.ticket, PHONE_TEXTS[language()]
    page = page_of(paper, gateway().settings, gateway().now_ms(), language())
    window = paper.finished
    return make_response(
        render_template(
            "phone.html",
            p=words,
            page=page,
            ticket=ticket,
            service=service_names().get(ticket.service, ticket.service),
            day=date_of(paper.day),
            note=note,
            leg=window.leg.rpartition("/")[2] if window else "",
            levels=_levels(),
            reasons=_reasons() if _asks_why(paper) else [],
            hotline=gateway().settings.office.hotline,
            is_late=not paper.is_of_today,
            own_address=_address(token),
            reason_address=_address(token, "/reason"),
            is_sample=gateway().view.is_sample,
            may_be_called=ticket.state in _MAY_BE_CALLED and paper.is_of_today,
            rating_address=_address(token, "/rating"),
        )
    )


def _levels() -> list[Level]:
    levels = gateway().settings.rating.level
    is_english = language() == "en"
    return [
        Level(one.id, tone, (one.label_en or one.label) if is_english else one.label)
        for tone, one in zip(TONES[len(levels)], levels, strict=True)
    ]


def _asks_why(paper: Paper) -> bool:
    """Whether this phone has just rated, was not satisfied, and has not said why."""
    window, rating = paper.finished, gateway().settings.rating
    if window is None or "skip" in request.args:
        return False
    return is_asked(rating, window, BY_PHONE, gateway().ticks())


def _reasons() -> list[tuple[str, str]]:
    """List the reasons to choose from: what is recorded, and what people read."""
    is_english = language() == "en"
    return [
        (one.id, (one.label_en or one.label) if is_english else one.label)
        for one in gateway().settings.rating.reason
    ]


def _address(token: str, more: str = "") -> str:
    return f"/t/{token}{more}" + ("?lang=en" if language() == "en" else "")
