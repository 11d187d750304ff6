"""The entries of the registers, as they stand after their last change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from mot_cua.ids import UnixMs
from queue_server.core.events import EntryWritten, Stamp


class Place(NamedTuple):
    """Which entry of which register: `petitions`, 2026, 3."""

    register: str
    year: int
    number: int

    @property
    def label(self) -> str:
        """As people write it: `03/2026`."""
        return f"{self.number:02d}/{self.year}"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, as it stands after its last change."""

    place: Place
    values: Mapping[str, str]
    seq: int
    """Of its last event: whoever changes it says which one they have seen."""
    entered_ms: UnixMs
    changed_ms: UnixMs
    entered_by: str
    changed_by: str

    @property
    def is_struck(self) -> bool:
        """Whether it was made by mistake, and counts nowhere."""
        return bool(self.values.get("struck"))


Entries = Mapping[Place, Entry]
"""Every entry of every register. Replaced with each change, never changed."""


def next_number(register: str, year: int, entries: Entries) -> int:
    """Return the number that the next entry of a year gets; the first is 1."""
    taken = [one.number for one in entries if (one.register, one.year) == (register, year)]
    return max(taken, default=0) + 1


def entry_after(entries: Entries, event: EntryWritten, stamp: Stamp) -> Entry:
    """Return the entry that an event is about, as it is after it."""
    place = Place(event.register, event.year, event.number)
    known = entries.get(place)
    return Entry(
        place=place,
        values=event.new,
        seq=stamp.seq,
        entered_ms=known.entered_ms if known else stamp.wall_ms,
        changed_ms=stamp.wall_ms,
        entered_by=known.entered_by if known else event.by,
        changed_by=event.by,
    )
