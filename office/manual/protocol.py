"""What travels between the programs: docs/protocol.md."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Annotated, Any, Final, Literal, NewType, Union, get_args, get_origin
from typing import get_type_hints as hints_of

import msgspec

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
from office.manual.markdown import HOW, table
from office.manual.said import rules_of, said_in, said_of_fields

_JSON: Final[dict[object, str]] = {
    str: "text",
    int: "integer",
    bool: "true or false",
    type(None): "null",
}


def protocol_page() -> str:
    """Print docs/protocol.md: every topic, every message, every field."""
    parts = [
        "# Protocol",
        HOW,
        "Programs and devices talk over MQTT 3.1.1, in UTF-8 JSON. Everything is published with"
        " QoS 1; what is not retained is subscribed with QoS 1 as well.",
        "## Rules",
        rules_of(messages),
        f"A payload longer than {MAX_PAYLOAD // 1024} KiB is dropped unread.",
        "## Topics",
        f"All below `{ROOT}/<office>/`, where `<office>` is `office.id` in the office file."
        " A level consists of small letters, digits and hyphens.",
        table(("topic", "message", "retained", "from", "to"), map(_topic_row, ROUTES)),
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
    lines.append(table(("field", "type", "default", "meaning"), rows) if rows else "No fields.")
    return "\n\n".join(lines)


def _field_rows(kind: type[Message]) -> Iterator[tuple[str, ...]]:
    config = kind.__struct_config__
    if config.tag is not None:
        yield f"`{config.tag_field}`", f"`{config.tag!s}`", "required", "Tells the kind."
    hints = hints_of(kind, include_extras=True)
    said = said_of_fields(kind)
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
    said = said_in(ids)
    rows = [
        (f"`{name}`", _type_text(one.__supertype__), said.get(name, ""))
        for name, one in vars(ids).items()
        if isinstance(one, NewType)
    ]
    return table(("name", "type", "meaning"), rows)


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
