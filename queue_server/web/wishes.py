"""What a console may ask for: JSON in, commands of the core out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from mot_cua.errors import BadMessage
from mot_cua.ids import (
    CounterNo,
    RequestId,
    ServiceCode,
    TicketClass,
    TicketId,
    UnixMs,
    new_id,
    new_token,
)
from mot_cua.vietnamese import nfc
from queue_server.core import commands as c

Act = Literal[
    "open", "pause", "close", "next", "call", "recall", "undo-call", "start", "no-show", "finish",
    "next-leg", "undo-finish", "hold", "resume", "release", "transfer", "return", "cancel",
    "undo-cancel", "issue", "change-class", "change-service", "still", "dossiers", "lend",
    "end-loan", "admit", "by-hand", "undo-by-hand",
]  # fmt: skip
Outcome = Literal[
    "", "accepted", "supplement", "rejected", "returned", "returned-at-once", "guided"
]  # fmt: skip
"""How a visit ended; never required. The words for people stand in `texts.OUTCOMES`."""

Name = Annotated[str, msgspec.Meta(max_length=200)]


_REQUEST: Final = r"^[A-Za-z0-9-]{8,64}$"
Request = Annotated[str, msgspec.Meta(pattern=_REQUEST)]


class ReprintWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A press on the administrator's page: print this ticket, or all that are missing."""

    request: Request
    ticket: Name | None = None


class SummaryWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A press on the administrator's page: print this day on a slip."""

    request: Request
    day: Name


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One press on a console. The same `request` again gets the same answer, and one effect."""

    request: Request
    actions: Annotated[tuple[Act, ...], msgspec.Meta(min_length=1, max_length=3)]
    ticket: Name | None = None
    service: Name | None = None
    services: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] = ()
    to_counter: int | None = None
    minutes: int = 30
    dossiers: int = 1
    reason: Name = ""
    outcome: Outcome = ""
    ticket_class: TicketClass = "normal"
    officer: Name = ""
    """Who sits there; the server puts in whoever is signed in."""
    label: Name = ""
    """A number as it stands on a paper."""
    taken_ms: UnixMs | None = None
    """When it was taken, as the paper says."""


W = TypeVar("W", Wish, ReprintWish, SummaryWish)


def read_wish(body: bytes) -> Wish:
    """Read the body of a press.

    Raises:
        BadMessage: not JSON, or a field is wrong; the text names it.
    """
    return _read(Wish, body)


def read_reprint(body: bytes) -> ReprintWish:
    """Read the body of an order to print; errors as of `read_wish`."""
    return _read(ReprintWish, body)


def read_summary(body: bytes) -> SummaryWish:
    """Read the body of an order to print a day; errors as of `read_wish`."""
    return _read(SummaryWish, body)


def request_of(form: Mapping[str, str]) -> RequestId:
    """Return the id that a form carries, so that pressing twice does one thing; else a new one."""
    found = re.match(_REQUEST, form.get("request", ""))
    return RequestId(found[0] if found else new_id())


def _read(kind: type[W], body: bytes) -> W:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise BadMessage(str(problem)) from None


def commands_of(wish: Wish, counter: CounterNo) -> list[c.Command]:
    """Make the commands of one press; each has a request id of its own, made from the press's.

    Raises:
        BadMessage: an action lacks a field that it needs.
    """
    return [
        _MAKERS[action](RequestId(f"{wish.request}.{place}"), counter, wish)
        for place, action in enumerate(wish.actions)
    ]


Maker = Callable[[RequestId, CounterNo, Wish], c.Command]


def _ticket(wish: Wish) -> TicketId:
    if wish.ticket is None:
        raise BadMessage(f"ticket: needed by {', '.join(wish.actions)} - at `$.ticket`")
    return TicketId(wish.ticket)


def _service(wish: Wish) -> ServiceCode:
    if wish.service is None:
        raise BadMessage(f"service: needed by {', '.join(wish.actions)} - at `$.service`")
    return ServiceCode(wish.service)


def _target(wish: Wish) -> CounterNo | None:
    return None if wish.to_counter is None else CounterNo(wish.to_counter)


_MAKERS: Final[dict[str, Maker]] = {
    "open": lambda r, n, w: c.OpenCounter(request=r, counter=n, officer=nfc(w.officer)),
    "pause": lambda r, n, w: c.PauseCounter(request=r, counter=n, reason=nfc(w.reason)),
    "close": lambda r, n, _: c.CloseCounter(request=r, counter=n),
    "next": lambda r, n, _: c.CallNext(request=r, counter=n),
    "call": lambda r, n, w: c.CallNumber(
        request=r, counter=n, ticket=_ticket(w), reason=nfc(w.reason)
    ),
    "recall": lambda r, n, _: c.Recall(request=r, counter=n),
    "undo-call": lambda r, n, _: c.UndoCall(request=r, counter=n),
    "start": lambda r, n, _: c.Start(request=r, counter=n),
    "no-show": lambda r, n, _: c.MarkAbsent(request=r, counter=n),
    "finish": lambda r, n, w: c.Finish(request=r, counter=n, outcome=w.outcome),
    "next-leg": lambda r, n, w: c.FinishToNext(
        request=r, counter=n, service=_service(w), outcome=w.outcome
    ),
    "undo-finish": lambda r, n, _: c.UndoFinish(request=r, counter=n),
    "hold": lambda r, n, _: c.Hold(request=r, counter=n),
    "resume": lambda r, n, w: c.Resume(request=r, counter=n, ticket=_ticket(w)),
    "release": lambda r, _, w: c.Release(request=r, ticket=_ticket(w)),
    "transfer": lambda r, n, w: c.Transfer(
        request=r, counter=n, service=_service(w), to_counter=_target(w)
    ),
    "return": lambda r, _, w: c.Return(request=r, ticket=_ticket(w)),
    "cancel": lambda r, _, w: c.Cancel(request=r, ticket=_ticket(w), reason=nfc(w.reason)),
    "undo-cancel": lambda r, _, w: c.UndoCancel(request=r, ticket=_ticket(w)),
    "issue": lambda r, _, w: c.IssueAtDesk(
        request=r,
        ticket=TicketId(new_id()),
        service=_service(w),
        ticket_class=w.ticket_class,
        token=new_token(),
    ),
    "admit": lambda r, _, w: c.AdmitPaper(
        request=r,
        ticket=TicketId(new_id()),
        label=nfc(w.label),
        ticket_class=w.ticket_class,
        taken_ms=w.taken_ms,
    ),
    "by-hand": lambda r, n, w: c.EnterHandCall(request=r, counter=n, ticket=_ticket(w)),
    "undo-by-hand": lambda r, _, w: c.UndoHandCall(request=r, ticket=_ticket(w)),
    "change-class": lambda r, _, w: c.ChangeClass(
        request=r, ticket=_ticket(w), ticket_class=w.ticket_class, reason=nfc(w.reason)
    ),
    "still": lambda r, n, _: c.ConfirmService(request=r, counter=n),
    "dossiers": lambda r, n, w: c.CountDossiers(request=r, counter=n, dossiers=w.dossiers),
    "lend": lambda r, n, w: c.LendCounter(
        request=r, counter=n, services=tuple(map(ServiceCode, w.services)), minutes=w.minutes
    ),
    "end-loan": lambda r, n, _: c.EndLoan(request=r, counter=n),
    "change-service": lambda r, _, w: c.ChangeService(
        request=r, ticket=_ticket(w), service=_service(w)
    ),
}
