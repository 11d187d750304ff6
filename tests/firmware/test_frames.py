"""Frames: the same bytes on both Pythons, and no noise that a decoder does not survive."""

from __future__ import annotations

import binascii
import json
import subprocess
from pathlib import Path

import pytest
from cobs import cobs
from firmware.pico import MICROPYTHON, need_micropython
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.frames import (
    VERSION,
    Decoder,
    Frame,
    crc_of,
    encode,
    slow_crc_of,
    stuff,
    unstuff,
)

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests/data/counter-unit/frames.json"
GOLDEN = json.loads(VECTORS.read_text(encoding="utf-8"))
BYTE = st.integers(0, 255)
FRAMES = st.builds(Frame, BYTE, BYTE, BYTE, st.binary(max_size=32))


def frame_of(one: dict[str, str | int]) -> Frame:
    payload = bytes.fromhex(str(one["payload"]))
    return Frame(int(one["address"]), int(one["kind"]), int(one["seq"]), payload)


@pytest.mark.parametrize("one", GOLDEN["frames"], ids=lambda one: one["what"])
def test_a_golden_frame_is_written_and_read_as_ever(one: dict[str, str | int]) -> None:
    wire = bytes.fromhex(str(one["wire"]))
    assert encode(frame_of(one)) == wire
    assert Decoder().feed(wire) == [frame_of(one)]


@pytest.mark.parametrize("one", GOLDEN["damaged"], ids=lambda one: one["what"])
def test_a_golden_piece_of_damage_is_counted_and_nothing_else(one: dict[str, str | int]) -> None:
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex(str(one["wire"]))) == []
    assert (decoder.bad, decoder.foreign) == (one["bad"], one["foreign"])


def test_the_unit_s_python_reads_and_writes_the_same_bytes() -> None:
    need_micropython()
    told = subprocess.run(
        [MICROPYTHON, "tests/firmware/board/vectors.py", VECTORS],
        cwd=ROOT,
        env={"MICROPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    count = len(GOLDEN["frames"]) + len(GOLDEN["damaged"])
    assert told.stdout == f"micropython {count} []\n", told.stderr


@given(st.binary(max_size=60))
def test_the_check_sum_and_the_stuffing_are_the_well_known_ones(data: bytes) -> None:
    assert crc_of(data) == slow_crc_of(data) == binascii.crc_hqx(data, 0xFFFF)
    assert stuff(data) == cobs.encode(data)
    assert unstuff(stuff(data)) == data


@given(st.lists(st.binary(max_size=50) | FRAMES, max_size=8), st.integers(1, 7))
def test_whole_frames_are_found_whatever_lies_between_them(
    things: list[bytes | Frame], step: int
) -> None:
    """Frames come through in order; noise may look like one only by having its check sum."""
    wire = b"".join(encode(one) if isinstance(one, Frame) else one for one in things)
    decoder, found = Decoder(), []
    for at in range(0, len(wire), step):
        found += decoder.feed(wire[at : at + step])
    assert found == [one for one in things if isinstance(one, Frame)]


@given(FRAMES, FRAMES, st.data())
def test_a_damaged_byte_costs_one_frame_and_the_next_is_heard(
    first: Frame, second: Frame, data: st.DataObject
) -> None:
    wire = bytearray(encode(first))
    at = data.draw(st.integers(0, len(wire) - 1))
    wire[at] ^= data.draw(st.integers(1, 255))
    found = Decoder().feed(bytes(wire) + encode(second))
    assert found[-1] == second
    assert found[:-1] in ([], [first])


@given(FRAMES, st.integers(0, 45))
def test_a_sender_that_dies_in_mid_frame_harms_only_that_frame(frame: Frame, cut: int) -> None:
    wire = encode(frame)
    cut = min(cut, len(wire) - 2)
    assert Decoder().feed(wire[:cut] + wire) == [frame]


def test_noise_without_an_end_takes_no_memory() -> None:
    decoder = Decoder()
    for _ in range(1000):
        assert decoder.feed(b"\xff" * 1000) == []
    assert len(decoder._piece) < 50
    assert decoder.feed(b"\x00") == []
    assert decoder.bad == 1


def test_a_payload_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="33 bytes of payload; at most 32 fit a frame"):
        encode(Frame(1, 1, 1, bytes(33)))


def test_a_frame_can_be_told_from_another() -> None:
    assert repr(Frame(3, 0x83, 9, b"\x01")) == "Frame(3, 0x83, 9, b'\\x01')"
    assert len({Frame(3, 1, 9), Frame(3, 1, 9), Frame(3, 2, 9)}) == 2
    assert VERSION == 1
