"""The vocabulary and the table of topics: whatever is written can be read, and nothing else."""

import typing
from contextlib import suppress

import msgspec
import msgspec.inspect as look
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mot_cua import messages
from mot_cua.errors import BadMessage
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.messages import FactBody, Facts, Message, QueueState, decode, encode
from mot_cua.topics import ROUTES, place_of, topic_of

OFFICE = "duc-thuong"
SENT = [one.message for one in ROUTES]
LEVEL = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)


def strategy_of(kind):
    """Every value that a declared type allows, from the declaration itself."""
    match kind:
        case look.StructType(cls=cls, fields=fields):
            return st.builds(cls, **{one.name: strategy_of(one.type) for one in fields})
        case look.UnionType(types=types):
            return st.one_of(*map(strategy_of, types))
        case look.IntType(ge=low, le=high):
            return st.integers(
                -(2**63) if low is None else low, 2**63 - 1 if high is None else high
            )
        case look.StrType(min_length=low, max_length=high):
            return st.text(min_size=low or 0, max_size=min(high or 20, 20))
        case look.LiteralType(values=values):
            return st.sampled_from(values)
        case look.VarTupleType(item_type=item):
            return st.lists(strategy_of(item), max_size=3).map(tuple)
        case look.DictType(key_type=key, value_type=value):
            return st.dictionaries(strategy_of(key), strategy_of(value), max_size=3)
        case look.BoolType():
            return st.booleans()
        case look.NoneType():
            return st.none()
    raise AssertionError(f"no strategy for {kind}: teach this test")


MESSAGES = {one.__name__: strategy_of(look.type_info(one)) for one in SENT}
ANY_MESSAGE = st.one_of(*MESSAGES.values())


@given(ANY_MESSAGE)
def test_what_is_written_can_be_read(message):
    assert decode(type(message), encode(message)) == message


@given(st.sampled_from(SENT), st.binary(max_size=200))
def test_no_bytes_crash_a_decoder(kind, payload):
    with suppress(BadMessage):
        decode(kind, payload)


@given(ANY_MESSAGE, st.data())
def test_no_damage_crashes_a_decoder(message, data):
    payload = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload) - 1))
        payload[at] = data.draw(st.integers(0, 255))
    with suppress(BadMessage):
        decode(type(message), bytes(payload))


@given(ANY_MESSAGE)
def test_unknown_fields_are_ignored(message):
    newer = b'{"added_later": [1, {"two": 3}],' + encode(message).removeprefix(b"{")
    assert decode(type(message), newer) == message


def test_a_wrong_field_is_named_by_its_path():
    with pytest.raises(BadMessage, match=r"QueueState: Expected `int`, .*\$\.called\[0\]\.counter"):
        decode(
            QueueState,
            b'{"seq": 1, "called": [{"label": "A001", "service": "HT", "counter": "3"}]}',
        )


def test_a_payload_that_is_too_long_is_not_read():
    with pytest.raises(BadMessage, match="Facts: 262145 bytes; at most 262144 are accepted"):
        decode(Facts, b" " * (messages.MAX_PAYLOAD + 1))


def test_every_message_of_the_module_travels_alone_or_in_another():
    declared = {
        one
        for one in vars(messages).values()
        if isinstance(one, type) and issubclass(one, Message) and one not in (Message, FactBody)
    }
    carried, waiting = set(), list(SENT)
    while waiting:
        info = waiting.pop()
        if info in carried:
            continue
        carried.add(info)
        waiting += structs_in(typing.get_type_hints(info).values())
    assert declared == carried


def structs_in(hints):
    for hint in hints:
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            yield hint
        yield from structs_in(typing.get_args(hint))


@given(st.sampled_from(ROUTES), LEVEL, st.integers(0, 999))
def test_a_topic_can_be_read_back(route, device, counter):
    named = {
        "device": DeviceId(device) if "{device}" in route.path else None,
        "counter": CounterNo(counter) if "{counter}" in route.path else None,
    }
    topic = topic_of(OFFICE, route.message, **named)
    assert place_of(OFFICE, topic) == (route, named["device"], named["counter"])


@given(st.one_of(st.text(), LEVEL.map(lambda one: f"motcua/v1/{OFFICE}/device/kiosk/{one}")))
def test_no_topic_crashes_the_table(topic):
    with suppress(BadMessage):
        place_of(OFFICE, topic)


@pytest.mark.parametrize(
    "topic",
    [
        "motcua/v1/duc-thuong/device/Kiosk/facts",
        "motcua/v1/duc-thuong/device/kiosk-1/facts/more",
        "motcua/v1/duc-thuong/device//facts",
        "motcua/v1/duc-thuong/device/+/facts",
        "motcua/v1/duc-thuong/counter/-1/window",
        "motcua/v1/duc-thuong/state/queue\n",
        "/motcua/v1/duc-thuong/state/queue",
    ],
)
def test_a_topic_outside_the_table_is_refused(topic):
    with pytest.raises(BadMessage, match="topic"):
        place_of(OFFICE, topic)
