"""The life of a ticket and of a rating window: docs/ticket.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from config.settings import RatingSettings, Rules
from office.manual.markdown import HOW, state_diagram, table
from office.manual.said import drawing_of, said_of_fields
from queue_server.core import rating
from queue_server.core.rating import RatingState
from queue_server.core.ticket import BACK, TRANSITIONS, Action, State
from queue_server.web.texts import TICKET_STATES

_UNDOES: Final = {
    Action.UNDO_CALL: (Action.CALL_NEXT, Action.CALL_NUMBER),
    Action.UNDO_FINISH: (Action.FINISH,),
    Action.UNDO_CANCEL: (Action.CANCEL,),
    Action.UNDO_HAND_CALL: (Action.CALL_BY_HAND,),
}
_GUARDS: Final[dict[Action, str]] = {
    Action.CALL_NEXT: (
        "The counter is open and holds nothing. Priority first, but a normal ticket that was passed"
        " {overtaking_cap} times goes before any priority ticket (`overtaking_cap`)."
    ),
    Action.CALL_NUMBER: (
        "The counter is open, holds nothing and serves the ticket's service. Recorded as out of"
        " order; it counts as nobody's overtaking."
    ),
    Action.RECALL: (
        "Fewer than {calls} calls so far (`calls`), and {recall_after_s} s since the last one"
        " (`recall_after_s`)."
    ),
    Action.UNDO_CALL: "Within {undo_call_s} s of the first call (`undo_call_s`), not recalled.",
    Action.START: "At the counter that called.",
    Action.MARK_ABSENT: (
        "Called {calls} times (`calls`), and {absent_after_s} s since the first call"
        " (`absent_after_s`), {absent_priority_factor} times that with priority"
        " (`absent_priority_factor`)."
    ),
    Action.FINISH: "At the counter that holds it; from called it starts and finishes in one.",
    Action.UNDO_FINISH: (
        "Within {undo_finish_s} s (`undo_finish_s`), the counter holds nothing, nobody has rated"
        " the visit. The rating window becomes void."
    ),
    Action.HOLD: "At the counter that serves it.",
    Action.RESUME: "At the counter that held it, which holds nothing now.",
    Action.RELEASE: (
        "The counter that held it is not open, or {hold_limit_min} min have passed"
        " (`hold_limit_min`); by itself when they have."
    ),
    Action.TRANSFER: (
        "An open counter serves the target. Same number, same seniority, next leg, no rating for"
        " this leg."
    ),
    Action.RETURN: (
        "Once, within {return_within_min} min of open time (`return_within_min`). Behind the next"
        " {return_behind} of its service and class (`return_behind`)."
    ),
    Action.NEXT_LEG: (
        "An open counter serves the target. The leg is finished and may be rated; the same paper"
        " waits for another service with its seniority."
    ),
    Action.CANCEL: "By an officer.",
    Action.UNDO_CANCEL: "Within {undo_cancel_s} s (`undo_cancel_s`).",
    Action.CHANGE_CLASS: "By an officer; the seniority stays.",
    Action.CHANGE_SERVICE: "By an officer; the seniority stays.",
    Action.CALL_BY_HAND: (
        "Entered by an officer: called and served while the server was away. No rating, and"
        " counted by itself in reports."
    ),
    Action.UNDO_HAND_CALL: "Entered for the wrong number; at any time of the day.",
    Action.CLOSE_DAY: "At the hour `hours.day_closes`, or when an administrator closes the day.",
}
_ELSEWHERE: Final = (
    "basis",
    "press_cooldown_s",
    "long_wait_min",
    "reprints",
    "desk_first",
    "desk_last",
)
"""Rules of the office that are no guard of a step; the page lists them too."""


def ticket_page() -> str:
    """Print docs/ticket.md: the table of states and actions, its guards, and the rating's life."""
    parts = [
        "# The life of a ticket and of a rating",
        HOW,
        "## States of a ticket",
        table(("state", "in reports"), ((f"`{one.value}`", TICKET_STATES[one]) for one in State)),
        "Printing (`pending`, `printed`, `unconfirmed`, `failed`) is an attribute of a ticket, not"
        " a state: a number that is not on paper waits like any other.",
        "## What may be done in which state",
        "A cell names the state that follows. *back* means: exactly as before the step that is"
        " undone. An empty cell is refused with the code `<action>-while-<state>`, and nothing"
        " changes.",
        table(("action", *(f"`{one.value}`" for one in State)), map(_action_row, Action)),
        "## The same as a drawing",
        state_diagram(_ticket_arrows()),
        "## What else must hold",
        "The numbers are the defaults of `[rules]` in the office file.",
        table(("action", "guard"), map(_guard_row, Action)),
        "## The numbers of `[rules]`",
        _rules_part(),
        "## The rating of a visit",
        "A finish opens one window for one leg of one ticket. The first press counts.",
        drawing_of(rating),
        state_diagram(_rating_arrows()),
        table(("state", "meaning"), _rating_rows()),
        "A press that no window invites is kept as *stray* and never counted.",
    ]
    return "\n\n".join(parts) + "\n"


def _action_row(action: Action) -> tuple[str, ...]:
    return (f"`{action.value}`", *(_cell(state, action) for state in State))


def _cell(state: State, action: Action) -> str:
    steps = TRANSITIONS[state]
    if action not in steps:
        return ""
    to = steps[action]
    return "*back*" if to is BACK else to.value


def _guard_row(action: Action) -> tuple[str, str]:
    return f"`{action.value}`", _GUARDS[action].format(**_values_of(Rules()))


def _rules_part() -> str:
    named = "".join(_GUARDS.values())
    known = [one for one in Rules.__struct_fields__ if f"`{one}`" in named or one in _ELSEWHERE]
    if tuple(known) != Rules.__struct_fields__:
        raise LookupError(f"the manual says nothing of {set(Rules.__struct_fields__) - set(known)}")
    values, said = _values_of(Rules()), said_of_fields(Rules)
    rows = (
        (f"`{one}`", _shown(values[one]), ", ".join(_steps_with(one)), said.get(one, ""))
        for one in known
    )
    return table(("key", "default", "step", "meaning"), rows)


def _steps_with(key: str) -> list[str]:
    return [f"`{action.value}`" for action, guard in _GUARDS.items() if f"`{key}`" in guard]


def _shown(value: object) -> str:
    return f"`{value}`" if value != "" else "empty"


def _ticket_arrows() -> Iterator[tuple[str, str, str]]:
    yield "[*]", _node(State.WAITING), "issue"
    for state, steps in TRANSITIONS.items():
        merged: dict[State, list[str]] = {}
        for action, to in steps.items():
            for target in [to] if to is not BACK else _origins(action, state):
                merged.setdefault(target, []).append(action.value)
        for target, names in merged.items():
            yield _node(state), _node(target), ", ".join(names)


def _origins(undo: Action, state: State) -> list[State]:
    """List the states from which an undone action may have led to `state`."""
    return [
        one
        for one, steps in TRANSITIONS.items()
        if any(steps.get(undone) is state for undone in _UNDOES[undo])
    ]


def _node(state: State | RatingState) -> str:
    return state.value.replace("-", "_")


def _rating_arrows() -> Iterator[tuple[str, str, str]]:
    numbers = _values_of(RatingSettings())
    expected, given = _node(RatingState.EXPECTED), _node(RatingState.GIVEN)
    yield "[*]", expected, "finish, next-leg"
    yield expected, given, "press"
    yield given, given, "another press corrects it"
    yield given, _node(RatingState.FINAL), f"{numbers['correction_s']} s, or closing time"
    yield expected, _node(RatingState.EXPIRED), f"{numbers['window_s']} s, or closing time"
    yield expected, _node(RatingState.VOID), "undo-finish, power cut"
    yield (
        _node(RatingState.EXPIRED),
        given,
        "press on the phone page or a kiosk, while the day is open",
    )


def _rating_rows() -> Iterator[tuple[str, str]]:
    texts = {
        RatingState.EXPECTED: "The panel invites: {window_s} s (`window_s`). The start of the next"
        " service shortens that, never below {window_least_s} s (`window_least_s`).",
        RatingState.GIVEN: "Pressed. Another press within {correction_s} s corrects it"
        " (`correction_s`).",
        RatingState.FINAL: "Counted, once, and never changed.",
        RatingState.EXPIRED: "Nobody pressed. Counted as *không đánh giá*, unless somebody"
        " rates on the phone page before the day is sealed.",
        RatingState.VOID: "Nobody could have pressed: the finish was undone, or the power was cut"
        " while the window was open.",
    }
    numbers = _values_of(RatingSettings())
    for state in RatingState:
        yield f"`{state.value}`", texts[state].format(**numbers)


def _values_of(settings: Rules | RatingSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__struct_fields__}
