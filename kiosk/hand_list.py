"""The list for calling by hand, when the server is away: who waits, as far as this kiosk knows.

1. While the server is there it tells who waits; that is kept in memory, and on the disk at most
   every `KEEP_MS`, when the line is lost and when the kiosk stops.
2. Its own numbers that the server has not heard of come after them: they are younger.
3. The order is the order of calling, priority with the ceiling of the office's rules.

Whoever was called in the last moments before a power cut may stand on the list once more: better
called twice than not at all.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from config.settings import Settings
from hardware.printer.slips.hand_call import HandCallPaper, Waiting, WaitingLine
from hardware.printer.slips.sheet import Letterhead
from kiosk.day import KioskDay
from kiosk.paper import counters_of
from kiosk.series import Issued, Series
from mot_cua.business_day import local
from mot_cua.clock import Clock
from mot_cua.ids import Ticks, UnixMs
from mot_cua.messages import InLine, LineState, encode
from mot_cua.store import transaction
from mot_cua.vietnamese import date_text, time_text, weekday

log = logging.getLogger(__name__)

KEEP_MS: Final = 30_000
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS line (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " heard_ms INTEGER NOT NULL, heard_upto INTEGER NOT NULL, body BLOB NOT NULL)"
)
ENTER_LATER: Final = "Khi máy chủ hoạt động lại: nhập các số đã gọi tại trang Phiếu và gọi tay."
OWN_ONLY: Final = "Chỉ gồm số của máy này: hôm nay máy chủ chưa báo hàng chờ."


class _Known(NamedTuple):
    """What the server said last, and how far it had heard of our own numbers by then."""

    line: LineState
    heard_ms: UnixMs
    heard_upto: int


class HandList:
    """What one kiosk knows of the people who wait."""

    def __init__(
        self,
        db: sqlite3.Connection,
        series: Series,
        settings: Settings,
        *,
        day: KioskDay,
        clock: Clock,
    ) -> None:
        """Find what was kept in `db`."""
        self._db, self._series, self._settings = db, series, settings
        self._day, self._clock = day, clock
        with transaction(db):
            db.execute(_TABLE)
        row = db.execute("SELECT body, heard_ms, heard_upto FROM line").fetchone()
        self._known: _Known | None = None
        if row is not None:
            line = msgspec.json.decode(row[0], type=LineState)
            self._known = _Known(line, UnixMs(row[1]), row[2])
        self._kept = self._known
        self._keep_at = Ticks(0)

    def hear(self, line: LineState) -> None:
        """Take in who waits."""
        self._known = _Known(line, self._clock.wall_ms(), self._series.heard_upto())
        self.tick(self._clock.monotonic_ms())

    def tick(self, now: Ticks) -> None:
        """Keep what is known, if it was not kept a moment ago."""
        if now >= self._keep_at:
            self.keep()

    def keep(self) -> None:
        """Put what is known on the disk, if it is not there; a disk that fails costs no number."""
        if self._known is None or self._known == self._kept:
            return
        self._keep_at = Ticks(self._clock.monotonic_ms() + KEEP_MS)
        line, heard_ms, heard_upto = self._known
        try:
            with transaction(self._db):
                self._db.execute(
                    "INSERT OR REPLACE INTO line VALUES (1, ?, ?, ?)",
                    (heard_ms, heard_upto, encode(line)),
                )
        except sqlite3.Error as problem:
            log.warning("who waits is not kept: %s", problem)
            return
        self._kept = self._known

    def waiting(self) -> list[InLine]:
        """List everybody who waits today, by seniority."""
        today, known = self._day.today, self._known
        if known is None or known.line.day != today:
            return [_in_line(one) for one in self._series.issued_after(0, today)]
        told = list(known.line.waiting)
        labels = {one.label for one in told}
        ours = self._series.issued_after(known.heard_upto, today)
        return told + [_in_line(one) for one in ours if one.label not in labels]

    def paper(self) -> HandCallPaper:
        """Say what the list says."""
        everybody, cap = self.waiting(), self._settings.rules.overtaking_cap
        office, here = self._settings.office, local(self._clock.wall_ms())
        is_right = self._day.is_clock_right
        return HandCallPaper(
            letterhead=Letterhead(agency=office.agency.upper(), office=office.name.upper()),
            as_of=f"In lúc {time_text(here)} – {weekday(here)}, {date_text(here)}" * is_right,
            lines=tuple(
                WaitingLine(
                    one.name,
                    counters_of(self._settings, one.code),
                    tuple(
                        _row(each, has_time=is_right)
                        for each in in_turn(
                            [each for each in everybody if each.service == one.code], cap=cap
                        )
                    ),
                )
                for one in self._settings.service
            ),
            rules=(self._source(), ENTER_LATER),
        )

    def _source(self) -> str:
        known = self._known
        if known is None or known.line.day != self._day.today:
            return OWN_ONLY
        return f"Máy chủ báo hàng chờ lần cuối lúc {time_text(local(known.heard_ms))}."


def in_turn(waiting: Sequence[InLine], *, cap: int) -> list[InLine]:
    """Put people in the order of calling: priority first, but nobody normal is passed too often.

    `waiting` is by seniority; `cap` is how often a normal number may be passed. Source: the
    office's own quy chế, as for the calls of the server.
    """
    rest, passed = list(waiting), {one.label: one.overtaken for one in waiting}
    order: list[InLine] = []
    while rest:
        normal = [one for one in rest if one.ticket_class == "normal"]
        urgent = [one for one in rest if one.ticket_class != "normal"]
        is_capped = any(passed[one.label] >= cap for one in normal)
        pick = normal[0] if is_capped or not urgent else urgent[0]
        for one in rest[: rest.index(pick)]:
            passed[one.label] += 1
        rest.remove(pick)
        order.append(pick)
    return order


def _in_line(issued: Issued) -> InLine:
    return InLine(
        label=issued.label,
        service=issued.service,
        ticket_class=issued.ticket_class,
        taken_ms=issued.issued_ms,
    )


def _row(one: InLine, *, has_time: bool) -> Waiting:
    taken_at = time_text(local(one.taken_ms)) if has_time else ""
    return Waiting(one.label, taken_at, one.ticket_class != "normal")
