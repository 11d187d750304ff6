"""Frames on the line between a bridge and its counter units.

    00 | stuffed( version  address  kind  seq | payload 0..32 | crc ) | 00

1. The same file runs on the bridge (CPython) and in the unit (MicroPython): no typing, no enum, no
   dataclass, nothing that only one of them has.
2. Stuffing is COBS: inside a frame there is no zero byte, so that after any noise the next zero is
   the end of it. A frame also begins with a zero, which cuts off what an idle line made up.
3. The check sum is CRC-16/CCITT-FALSE over everything before it, high byte first.
"""

import binascii

VERSION = 1
LONGEST_PAYLOAD = 32
EVERYBODY = 0xFF
"""The address of a frame that all units obey and none answers."""

_HEAD = 4
_CHECK = 2
_LONGEST = _HEAD + LONGEST_PAYLOAD + _CHECK + 1


class Frame:
    """One frame: whose it is (`address`), what it is (`kind`), which question it belongs to."""

    def __init__(self, address: int, kind: int, seq: int, payload: bytes = b"") -> None:
        self.address, self.kind, self.seq, self.payload = address, kind, seq, payload

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"Frame({self.address}, 0x{self.kind:02x}, {self.seq}, {self.payload!r})"

    def _parts(self) -> tuple[int, int, int, bytes]:
        return self.address, self.kind, self.seq, self.payload


def crc_of(data: bytes) -> int:
    """Return the check sum of some bytes.

    >>> hex(crc_of(b"123456789"))
    '0x29b1'
    """
    if hasattr(binascii, "crc_hqx"):
        return binascii.crc_hqx(data, 0xFFFF)
    return slow_crc_of(data)


def slow_crc_of(data: bytes) -> int:
    """Return the same check sum where nothing is built in, in one step for each byte."""
    crc = 0xFFFF
    for one in data:
        mixed = (crc >> 8) ^ one
        mixed ^= mixed >> 4
        crc = ((crc << 8) ^ (mixed << 12) ^ (mixed << 5) ^ mixed) & 0xFFFF
    return crc


def stuff(data: bytes) -> bytes:
    """Take the zeros out of less than 254 bytes: each run between zeros, with its length before it.

    >>> stuff(b"ab" + bytes(1) + b"c").hex(" ")
    '03 61 62 02 63'
    """
    stuffed = bytearray()
    for run in data.split(b"\x00"):
        stuffed.append(len(run) + 1)
        stuffed.extend(run)
    return bytes(stuffed)


def unstuff(stuffed: bytes) -> bytes | None:
    """Put the zeros back; None when the lengths do not come out even."""
    runs, at = [], 0
    while at < len(stuffed):
        end = at + stuffed[at]
        if end == at or end > len(stuffed):
            return None
        runs.append(stuffed[at + 1 : end])
        at = end
    return b"\x00".join(runs)


def encode(frame: Frame) -> bytes:
    """Make the bytes of a frame, with a zero at each end.

    Raises:
        ValueError: the payload is longer than 32 bytes.
    """
    if len(frame.payload) > LONGEST_PAYLOAD:
        raise ValueError(f"{len(frame.payload)} bytes of payload; at most 32 fit a frame")
    body = bytes((VERSION, frame.address, frame.kind, frame.seq)) + frame.payload
    crc = crc_of(body)
    return b"\x00" + stuff(body + bytes((crc >> 8, crc & 0xFF))) + b"\x00"


class Decoder:
    """Finds frames in whatever arrives, in pieces of any size; no bytes can make it fail."""

    def __init__(self) -> None:
        self.bad = 0
        """Pieces between zeros that were no frame: noise, collisions, a reset in mid-frame."""
        self.foreign = 0
        """Whole frames of another version of the protocol."""
        self._piece = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that these bytes complete."""
        pieces = data.split(b"\x00")
        frames = []
        for piece in pieces[:-1]:
            self._keep(piece)
            frame = self._end()
            if frame is not None:
                frames.append(frame)
        self._keep(pieces[-1])
        return frames

    def _keep(self, piece: bytes) -> None:
        # One byte more than the longest frame is enough to know that it is none.
        room = _LONGEST + 1 - len(self._piece)
        self._piece.extend(piece[:room])

    def _end(self) -> Frame | None:
        piece, self._piece = bytes(self._piece), bytearray()
        if not piece:
            return None
        body = unstuff(piece) if len(piece) <= _LONGEST else None
        if body is None or len(body) < _HEAD + _CHECK or not _is_whole(body):
            self.bad += 1
            return None
        if body[0] != VERSION:
            self.foreign += 1
            return None
        return Frame(body[1], body[2], body[3], body[_HEAD:-_CHECK])


def _is_whole(body: bytes) -> bool:
    return crc_of(body[:-_CHECK]) == body[-2] << 8 | body[-1]
