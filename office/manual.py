"""Two pages of the manual, printed from the code: what travels, and the life of a ticket.

`python -m office.manual` writes them to docs/; `--check` writes nothing, and exits with 1 when a
page no longer says what the code does. A test checks the same.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType, UnionType
from typing import Annotated, Any, Final, Literal, NewType, Union, get_args, get_origin
from typing import get_type_hints as hints_of

import click
import msgspec

from config.settings import RatingSettings, Rules
from mot_cua import ids, messages
from mot_cua.ids import CounterNo, DeviceId, LegId, UnixMs
from mot_cua.messages import (
    MAX_PAYLOAD,
    Fact,
    Facts,
    FactsStored,
    Message,
    RatingPressed,
    encode,
)
from mot_cua.topics import ROOT, ROUTES, SERVER_PRESENCE, Route, topic_of
from office.inspect import STATES
from queue_server.core import rating
from queue_server.core.rating import RatingState
from queue_server.core.ticket import BACK, TRANSITIONS, Action, State

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
HOW: Final = "Printed from the code by `python -m office.manual`. Change the code, not this page."

_JSON: Final[dict[object, str]] = {
    str: "text",
    int: "integer",
    bool: "true or false",
    type(None): "null",
}
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
    "reprints",
)
"""Rules of the office that are no guard of a step; the page lists them too."""


# ── docs/protocol.md ─────────────────────────────────────────────────────────────────────────


def protocol_page() -> str:
    """Print docs/protocol.md: every topic, every message, every field."""
    parts = [
        "# Protocol",
        HOW,
        "Programs and devices talk over MQTT 3.1.1, in UTF-8 JSON. Everything is published with"
        " QoS 1; what is not retained is subscribed with QoS 1 as well.",
        "## Rules",
        _rules_of(messages),
        f"A payload longer than {MAX_PAYLOAD // 1024} KiB is dropped unread.",
        "## Topics",
        f"All below `{ROOT}/<office>/`, where `<office>` is `office.id` in the office file."
        " A level consists of small letters, digits and hyphens.",
        _table(("topic", "message", "retained", "from", "to"), map(_topic_row, ROUTES)),
        f"Every device also hears `{SERVER_PRESENCE}`: numbers of a server that is away are old.",
        "The user name at the broker is the device's id. Each account may publish and hear only"
        " what its rows allow; see `mot_cua/accounts.py`.",
        "## Messages",
        *(_message_part(kind) for kind in _all_messages()),
        "## Names and units",
        _names_part(),
        "## An example",
        *_example(),
    ]
    return "\n\n".join(parts) + "\n"


def _topic_row(route: Route) -> tuple[str, ...]:
    return (
        f"`{route.path}`",
        _link(route.message),
        "yes" if route.is_retained else "no",
        ", ".join(route.senders),
        ", ".join(route.receivers),
    )


def _all_messages() -> list[type[Message]]:
    """List the messages of the table, each followed by the parts that no earlier one has."""
    found: list[type[Message]] = []

    def add(kind: type[Message]) -> None:
        if kind not in found:
            found.append(kind)
            for part in _parts_of(kind):
                add(part)

    for route in ROUTES:
        add(route.message)
    return found


def _parts_of(kind: type[Message]) -> Iterator[type[Message]]:
    for hint in hints_of(kind, include_extras=True).values():
        yield from _structs_in(hint)


def _structs_in(hint: Any) -> Iterator[type[Message]]:
    if isinstance(hint, type) and issubclass(hint, Message):
        yield hint
    for inner in get_args(hint):
        yield from _structs_in(inner)


def _message_part(kind: type[Message]) -> str:
    lines = [f"### {kind.__name__}", inspect.cleandoc(kind.__doc__ or "")]
    topics = [f"`{one.path}`" for one in ROUTES if one.message is kind]
    if topics:
        lines.append("Topic: " + ", ".join(topics))
    rows = list(_field_rows(kind))
    lines.append(_table(("field", "type", "default", "meaning"), rows) if rows else "No fields.")
    return "\n\n".join(lines)


def _field_rows(kind: type[Message]) -> Iterator[tuple[str, ...]]:
    config = kind.__struct_config__
    if config.tag is not None:
        yield f"`{config.tag_field}`", f"`{config.tag!s}`", "required", "Tells the kind."
    hints = hints_of(kind, include_extras=True)
    said = _said_of_fields(kind)
    for field in msgspec.structs.fields(kind):
        yield (
            f"`{field.encode_name}`",
            _type_text(hints[field.name]),
            _default_text(field),
            said.get(field.name, ""),
        )


def _type_text(hint: Any) -> str:
    """Say in words which JSON a field takes."""
    if isinstance(hint, NewType):
        return f"[{hint.__name__}](#names-and-units)"
    if hint in _JSON:
        return _JSON[hint]
    if isinstance(hint, type) and issubclass(hint, Message):
        return _link(hint)
    writer = _WRITERS.get(get_origin(hint))
    if writer is None:
        raise TypeError(f"the manual has no words for the type {hint!r}")
    return writer(hint)


def _annotated(hint: Any) -> str:
    inner, *notes = get_args(hint)
    bounds = [one for note in notes if isinstance(note, msgspec.Meta) for one in _bounds(note)]
    return ", ".join([_type_text(inner), *bounds])


def _bounds(note: msgspec.Meta) -> Iterator[str]:
    if note.ge is not None and note.le is not None:
        yield f"{note.ge} to {note.le}"
    elif note.ge is not None:
        yield f"{note.ge} or more"
    if note.min_length and note.max_length:
        yield f"{note.min_length} to {note.max_length} characters"
    elif note.max_length:
        yield f"at most {note.max_length}"


def _literal(hint: Any) -> str:
    return " or ".join(f"`{msgspec.json.encode(one).decode()}`" for one in get_args(hint))


def _union(hint: Any) -> str:
    return " or ".join(_type_text(one) for one in get_args(hint))


def _tuple(hint: Any) -> str:
    return f"list of {_type_text(get_args(hint)[0])}"


def _mapping(hint: Any) -> str:
    key, value = get_args(hint)
    return f"object of {_type_text(key)} to {_type_text(value)}"


_WRITERS: Final[dict[Any, Callable[[Any], str]]] = {
    Annotated: _annotated,
    Literal: _literal,
    Union: _union,
    UnionType: _union,
    tuple: _tuple,
    dict: _mapping,
}


def _default_text(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    made = field.default_factory
    default = field.default if made is msgspec.NODEFAULT else made()
    return f"`{msgspec.json.encode(default).decode()}`" if not _is_struct(default) else "all zero"


def _is_struct(value: object) -> bool:
    return isinstance(value, msgspec.Struct)


def _link(kind: type[Message]) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _names_part() -> str:
    said = _said_in(ids)
    rows = [
        (f"`{name}`", _type_text(one.__supertype__), said.get(name, ""))
        for name, one in vars(ids).items()
        if isinstance(one, NewType)
    ]
    return _table(("name", "type", "meaning"), rows)


def _example() -> Iterator[str]:
    ours = "duc-thuong"
    stream, boot = "0199d2a4c6f07b5e9a41", "5f1c"
    batch = Facts(
        stream=stream,
        boot=boot,
        sent_wall_ms=UnixMs(1_768_272_125_200),
        sent_mono_ms=5_402_310,
        facts=(
            Fact(
                seq=17,
                id="0199d2a4-c6f0-7b5e-9a41-0c2f6d1e8b35",
                boot=boot,
                wall_ms=UnixMs(1_768_272_125_000),
                mono_ms=5_402_110,
                body=RatingPressed(
                    counter=CounterNo(3), level="satisfied", leg=LegId("0199d29f-…/1")
                ),
            ),
        ),
    )
    bridge = DeviceId("bridge-1")
    yield "Somebody pressed *Hài lòng* at counter 3. The bridge stores the press, then publishes on"
    yield f"`{topic_of(ours, Facts, device=bridge)}`:"
    yield _json(batch)
    heard_on = topic_of(ours, FactsStored, device=bridge)
    yield f"It sends the batch again until it hears, on `{heard_on}`:"
    yield _json(FactsStored(stream=stream, upto=17))


def _json(message: Message) -> str:
    text = msgspec.json.format(encode(message), indent=2).decode()
    return f"```json\n{text}\n```"


# ── docs/ticket.md ───────────────────────────────────────────────────────────────────────────


def ticket_page() -> str:
    """Print docs/ticket.md: the table of states and actions, its guards, and the rating's life."""
    parts = [
        "# The life of a ticket and of a rating",
        HOW,
        "## States of a ticket",
        _table(("state", "in reports"), ((f"`{one.value}`", STATES[one]) for one in State)),
        "Printing (`pending`, `printed`, `unconfirmed`, `failed`) is an attribute of a ticket, not"
        " a state: a number that is not on paper waits like any other.",
        "## What may be done in which state",
        "A cell names the state that follows. *back* means: exactly as before the step that is"
        " undone. An empty cell is refused with the code `<action>-while-<state>`, and nothing"
        " changes.",
        _table(("action", *(f"`{one.value}`" for one in State)), map(_action_row, Action)),
        "## The same as a drawing",
        _mermaid(_ticket_arrows()),
        "## What else must hold",
        "The numbers are the defaults of `[rules]` in the office file.",
        _table(("action", "guard"), map(_guard_row, Action)),
        "## The numbers of `[rules]`",
        _rules_part(),
        "## The rating of a visit",
        "A finish opens one window for one leg of one ticket. The first press counts.",
        _drawing_of(rating),
        _mermaid(_rating_arrows()),
        _table(("state", "meaning"), _rating_rows()),
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
    values, said = _values_of(Rules()), _said_of_fields(Rules)
    rows = (
        (f"`{one}`", _shown(values[one]), ", ".join(_steps_with(one)), said.get(one, ""))
        for one in known
    )
    return _table(("key", "default", "step", "meaning"), rows)


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
    yield _node(RatingState.EXPIRED), given, "press on the phone page, while the day is open"


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


def _mermaid(arrows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"    {one} --> {other} : {label}" for one, other, label in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


# ── Words that the code says of itself ───────────────────────────────────────────────────────


def _rules_of(module: ModuleType) -> str:
    """Return the numbered rules of a module's docstring."""
    _, _, rules = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    return rules


def _drawing_of(module: ModuleType) -> str:
    """Return the indented drawing of a module's docstring as a block."""
    lines = inspect.cleandoc(module.__doc__ or "").splitlines()
    drawn = [line[4:] for line in lines if line.startswith("    ")]
    return "\n".join(["```text", *drawn, "```"])


def _said_of_fields(kind: type) -> dict[str, str]:
    """Return what stands below each field of a class."""
    module = sys.modules[kind.__module__]
    for node in _tree_of(module).body:
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            return _said_below(node.body)
    raise LookupError(f"{kind} is not at the top of its module")


def _said_in(module: ModuleType) -> dict[str, str]:
    """Return what stands below each name of a module."""
    return _said_below(_tree_of(module).body)


@cache
def _tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _said_below(body: Sequence[ast.stmt]) -> dict[str, str]:
    said: dict[str, str] = {}
    for node, below in pairwise(body):
        match node, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                said[name] = " ".join(text.split())
            case _:
                pass
    return said


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


# ── The command ──────────────────────────────────────────────────────────────────────────────

PAGES: Final[dict[str, Callable[[], str]]] = {
    "protocol.md": protocol_page,
    "ticket.md": ticket_page,
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a page is stale.")
def main(check: bool) -> None:
    """Write the pages of docs/ that are printed from the code."""
    stale = [name for name, page in PAGES.items() if _text_of(DOCS / name) != page()]
    if check:
        for name in stale:
            click.echo(f"docs/{name} is stale; run: python -m office.manual", err=True)
        sys.exit(1 if stale else 0)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        click.echo(f"docs/{name}")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    main()
