"""The hours that a kiosk keeps: the office file's, or those that the server last told it.

What the server tells is stored, so that a kiosk which starts without the network keeps them too.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import Final

import msgspec

from mot_cua.messages import CalendarState, OfficeCalendar
from mot_cua.office_calendar import timetable_of
from mot_cua.store import transaction
from mot_cua.timetable import Timetable

log = logging.getLogger(__name__)

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS calendar (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT)"
)


class KioskHours:
    """The timetable of one kiosk; whoever holds it sees every change."""

    def __init__(self, db: sqlite3.Connection, timetable: Timetable) -> None:
        """Begin with what was stored, or with the office file's `timetable`."""
        self._db, self._file = db, timetable
        self.timetable = timetable.copy()
        with transaction(db):
            db.execute(_TABLE)
        self._calendar = self._stored()
        self._keep()

    def hear(self, state: CalendarState) -> None:
        """Keep the hours that the server tells; None are those of the office file.

        Raises:
            sqlite3.Error: the disk failed; the new hours are kept until the next start only.
        """
        if state.calendar == self._calendar:
            return
        self._calendar = state.calendar
        self._keep()
        log.info("the office's hours have changed")
        with transaction(self._db):
            self._db.execute("DELETE FROM calendar")
            if state.calendar is not None:
                body = msgspec.json.encode(state.calendar).decode()
                self._db.execute("INSERT INTO calendar VALUES (1, ?)", (body,))

    def _keep(self) -> None:
        self.timetable.obey(timetable_of(self._calendar) if self._calendar else self._file)

    def _stored(self) -> OfficeCalendar | None:
        row = self._db.execute("SELECT body FROM calendar").fetchone()
        try:
            return msgspec.json.decode(row[0], type=OfficeCalendar) if row else None
        except msgspec.DecodeError as problem:
            log.warning("the stored hours cannot be read (%s); using the office file's", problem)
            return None
