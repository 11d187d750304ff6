"""Who may do what: one table, and nothing is allowed that does not stand in it.

An address that no row names is a mistake of ours, and the server does not start with it.

Source of the roles: an officer calls numbers and never sees how a visit was rated; a leader reads
totals; an inspector reads and takes home; an administrator looks after people and devices. What
another system may is said by the scopes of its token; a tablet may rate at its counter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from queue_server.core.people import ROLES, Role
from queue_server.core.tokens import Scope


class Resource(NamedTuple):
    """One row: what is asked for, by which endpoints, and who may."""

    name: str
    what: str
    """For the manual."""
    endpoints: tuple[str, ...]
    roles: frozenset[Role]
    is_open: bool = False
    """Whether nobody needs to sign in for it."""
    is_for_tokens: bool = False
    """Whether it is for other systems, whose token has this scope, and for nobody who signs in."""
    is_for_tablets: bool = False
    """Whether it is for the tablet of its counter alone."""


def _row(name: str, what: str, endpoints: str, *roles: Role) -> Resource:
    return Resource(name, what, tuple(endpoints.split()), frozenset(roles))


def _open(name: str, what: str, endpoints: str) -> Resource:
    return Resource(name, what, tuple(endpoints.split()), frozenset(ROLES), is_open=True)


def _scope(name: Scope, what: str, endpoints: str) -> Resource:
    return Resource(name, what, tuple(endpoints.split()), frozenset(), is_for_tokens=True)


TABLE: Final[tuple[Resource, ...]] = (
    _open("public", "the public board, type and looks",
          "static public.board public.font sign.symbol"),
    _open("sign", "the board above a counter, on a tablet", "sign.board"),
    _open("guide", "how a day at a counter goes", "guide.daily"),
    _open("live", "that something has changed, without what", "api.events"),
    _open("ticket", "a ticket's own page", "phone.ticket phone.rate phone.say_why phone.back"),
    _open("door", "signing in and out", "sign_in.door sign_in.enter sign_in.leave"),
    _open("metrics", "how the machines are, for the computers that the office file names",
          "metrics.show"),
    _row("own", "one's own password, and the lock",
         "sign_in.password sign_in.choose sign_in.lock", *ROLES),
    _row("front", "the list of what one may open", "officer.front", *ROLES),
    _row(
        "console", "a counter's console and its keys",
        "officer.counter papers.page api.counter api.waiting api.press", "officer", "admin",
    ),
    _row(
        "practice", "a counter to practise at, with invented numbers",
        "practice.begin practice.console practice.state practice.waiting practice.press",
        "officer", "leader", "admin",
    ),
    _row("overview", "today at a glance", "admin.overview forecast.judged", "leader", "admin"),
    _row("what-if", "what more counters would have changed on past days",
         "what_if.ask what_if.begin what_if.answer what_if.cancel", "leader", "admin"),
    _row("report", "the figures of days, by the rules of small numbers",
         "admin.report downloads.document periods.choose periods.show periods.why"
         " periods.document inspection.by_code", "leader", "inspector", "admin"),
    _row("remedy", "what is done about a low figure, and what the public is told of it",
         "periods.remedy periods.respond", "leader"),
    _row("alerts", "reasons that the leader is told of at once, and never an officer",
         "alerts.page alerts.answer", "leader"),
    _row("review", "weeks that should be looked at again", "review.show", "leader", "inspector"),
    _row("officers", "the month's sheet of each officer", "officers.sheet", "leader"),
    _row("inspection", "the archive of a period, for an inspection", "inspection.take_away",
         "inspector", "admin"),
    _row("office", "the whole office as JSON", "api.office", "admin"),
    _row("devices", "orders to devices", "api.reprint api.summary", "admin"),
    _row("registers", "the registers, to read and take home",
         "registers.overview registers.show registers.entry registers.table registers.posted"
         " apologies.letter",
         "leader", "inspector", "admin"),
    _row("write-registers", "the registers, to write",
         "registers.add registers.change apologies.slip registers_in.preview"
         " registers_in.confirm", "leader", "admin"),
    _row("machines", "how every computer of the office is, and the server's time",
         "machines.overview machines.set_time", "admin"),
    _row("hand-over", "the list and the record of a hand-over, and days for trying",
         "hand_over.overview hand_over.record hand_over.print_again hand_over.begin_trial",
         "admin"),
    _row("hours", "the hours, and the days off", "hours.page hours.save", "leader", "admin"),
    _row("people", "accounts", "people.overview people.add people.change people.code", "admin"),
    _row("tokens", "tokens of other systems", "tokens.overview tokens.make tokens.revoke", "admin"),
    _open("tablet", "the rating keys of a counter; until a tablet is let in, how that is done",
          "tablet.page tablet.back"),
    _row("admit-tablet", "making a browser the tablet of a counter", "tablet.admit", "admin"),
    Resource("tablet-press", "rating on the tablet of a counter",
             ("tablet.rate", "tablet.say_why"), frozenset(), is_for_tablets=True),
    _open("description", "what the API is, without what it says", "v1.openapi"),
    _scope("queue:read", "the queue as the hall sees it", "v1.queue v1.service v1.counters"),
    _scope("figures:read", "figures by the rules of small numbers", "v1.days v1.day v1.period"),
    _scope("devices:read", "how the devices are", "v1.devices"),
    _scope("tickets:write", "numbers of the desk", "v1.issue"),
    _scope("counters:write", "calling and finishing", "v1.call_next v1.finish"),
)  # fmt: skip

_BY_ENDPOINT: Final = {endpoint: row for row in TABLE for endpoint in row.endpoints}
_BY_NAME: Final = {row.name: row for row in TABLE}


def resource_of(endpoint: str | None) -> Resource | None:
    """Return the row of an endpoint; None when there is none, and then nobody may."""
    return _BY_ENDPOINT.get(endpoint or "")


def may(role: Role | None, name: str) -> bool:
    """Whether somebody with a role, or None for a stranger, may use a resource."""
    row = _BY_NAME[name]
    return row.is_open or role in row.roles


def missing(endpoints: Iterable[str]) -> Iterator[str]:
    """Name the endpoints that have no row."""
    return (one for one in sorted(endpoints) if one not in _BY_ENDPOINT)
