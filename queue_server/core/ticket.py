"""The life of a ticket: everything that may change its state stands in one table.

1. `TRANSITIONS` is the rule. A (state, action) pair that is not in it is refused by name.
2. What else must hold (a free counter, enough seconds) is a guard, and stands in `decisions`.
3. `BACK` means: exactly as before the step that is undone.

`docs/ticket.md` is drawn from this table, and a test walks it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from mot_cua.errors import Refused
from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    LegId,
    ServiceCode,
    TicketClass,
    TicketId,
    Ticks,
    UnixMs,
    leg_of,
)


class State(StrEnum):
    """Where a ticket is in its life. Printing is an attribute, not a state."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    NO_SHOW = "no-show"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done with a ticket."""

    CALL_NEXT = "call-next"
    CALL_NUMBER = "call-number"
    RECALL = "recall"
    UNDO_CALL = "undo-call"
    START = "start"
    MARK_ABSENT = "mark-absent"
    FINISH = "finish"
    UNDO_FINISH = "undo-finish"
    HOLD = "hold"
    RESUME = "resume"
    RELEASE = "release"
    TRANSFER = "transfer"
    RETURN = "return"
    NEXT_LEG = "next-leg"
    CANCEL = "cancel"
    UNDO_CANCEL = "undo-cancel"
    CHANGE_CLASS = "change-class"
    CHANGE_SERVICE = "change-service"
    CALL_BY_HAND = "call-by-hand"
    UNDO_HAND_CALL = "undo-hand-call"
    CLOSE_DAY = "close-day"


BACK: Final = None
"""In the table: the ticket is again exactly what it was before the undone step."""

TRANSITIONS: Final[dict[State, dict[Action, State | None]]] = {
    State.WAITING: {
        Action.CALL_NEXT: State.CALLED,
        Action.CALL_NUMBER: State.CALLED,
        Action.CANCEL: State.CANCELLED,
        Action.CHANGE_CLASS: State.WAITING,
        Action.CHANGE_SERVICE: State.WAITING,
        Action.CALL_BY_HAND: State.DONE,
        Action.CLOSE_DAY: State.EXPIRED,
    },
    State.CALLED: {
        Action.RECALL: State.CALLED,
        Action.UNDO_CALL: BACK,
        Action.START: State.SERVING,
        Action.MARK_ABSENT: State.NO_SHOW,
        Action.FINISH: State.DONE,
        Action.TRANSFER: State.WAITING,
        Action.NEXT_LEG: State.WAITING,
        Action.CLOSE_DAY: State.NO_SHOW,
    },
    State.SERVING: {
        Action.FINISH: State.DONE,
        Action.HOLD: State.HELD,
        Action.TRANSFER: State.WAITING,
        Action.NEXT_LEG: State.WAITING,
        Action.CLOSE_DAY: State.DONE,
    },
    State.HELD: {
        Action.CALL_NUMBER: State.CALLED,
        Action.RESUME: State.SERVING,
        Action.RELEASE: State.WAITING,
        Action.CANCEL: State.CANCELLED,
        Action.CLOSE_DAY: State.DONE,
    },
    State.NO_SHOW: {
        Action.CALL_NUMBER: State.CALLED,
        Action.RETURN: State.WAITING,
        Action.CANCEL: State.CANCELLED,
        Action.CALL_BY_HAND: State.DONE,
    },
    State.DONE: {Action.UNDO_FINISH: BACK, Action.UNDO_HAND_CALL: BACK},
    State.CANCELLED: {Action.UNDO_CANCEL: BACK},
    State.EXPIRED: {},
}


class Base(NamedTuple):
    """Seniority in the queue; smaller is called earlier.

    `ticks` is the server's clock less the age that the device told; `order` is the commit
    sequence of the ticket; `behind` is 0, or the commit sequence of the return that put the ticket
    directly behind the holder of (ticks, order).
    """

    ticks: int
    order: int
    behind: int = 0


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One paper. Its number never changes; a leg is one service that it goes through."""

    id: TicketId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    ticket_class: TicketClass
    issuer: DeviceId
    token_digest: str
    """Of what its QR carries; empty for a paper without."""
    issued_ms: UnixMs
    base: Base
    party: TicketId | None = None
    """The first number of a citizen with several errands; None for the first, and for one alone."""
    entry: int
    """Commit sequence at which it last joined a line; an undone overtaking must not outlive it."""
    state: State = State.WAITING
    leg: int = 1
    overtaken: int = 0
    counter: CounterNo | None = None
    """Where it is called, served or held; for one that waits, the only counter that may call it."""
    calls: int = 0
    first_called: Ticks = Ticks(0)
    last_called: Ticks = Ticks(0)
    called_ms: UnixMs = UnixMs(0)
    reason: str = ""
    """Why it came earlier than an older one; see `messages.Call.reason`."""
    changed: Ticks = Ticks(0)
    """When its state last changed."""
    has_returned: bool = False
    outcome: str = ""
    dossiers: int = 1
    """How many hồ sơ the present leg is about."""
    confirmed: Ticks = Ticks(0)
    """When the officer last said that a long service still goes on."""
    is_admitted: bool = False
    """An officer let it wait before its kiosk had told of it."""
    paper: TicketId | None = None
    """The name that its kiosk has for it, where that is another one."""
    is_by_hand: bool = False
    """It was called while the server was away, and entered afterwards."""
    passed: tuple[tuple[TicketId, int], ...] = ()
    """(ticket, entry) of those that the present call overtook."""
    before: Ticket | None = None
    """The whole ticket before the step that can still be undone."""

    @property
    def leg_id(self) -> LegId:
        """The name of the present leg."""
        return leg_of(self.id, self.leg)

    @property
    def is_priority(self) -> bool:
        """Whether the paper says ƯU TIÊN."""
        return self.ticket_class == "priority"


def after(state: State, action: Action) -> State | None:
    """Return the state that `action` leads to; BACK for an undo.

    Raises:
        Refused: the table has no such step; the code is `<action>-while-<state>`.
    """
    steps = TRANSITIONS[state]
    if action not in steps:
        options = ", ".join(one.value for one in steps) or "nothing"
        raise Refused(
            f"{action.value}-while-{state.value}",
            f"cannot {action.value} a ticket that is {state.value}; possible: {options}",
        )
    return steps[action]
