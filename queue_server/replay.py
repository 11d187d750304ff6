"""Bringing an office to where its journal ends, when the server starts.

What lives longer than a day is read from the tables; the open day, and the last sealed one, whose
papers still have their pages, are lived again from their events.
"""

from __future__ import annotations

from queue_server.core.changes import apply
from queue_server.core.office import Office
from queue_server.journal.alerts import alert_steps
from queue_server.journal.journal import Journal
from queue_server.journal.papers import read_admitted
from queue_server.journal.people import read_file, read_tokens, read_users
from queue_server.journal.registers import read_entries
from queue_server.trials import standing


def replay(journal: Journal, office: Office) -> None:
    """Read what stands, then apply the events of the last days.

    Raises:
        JournalError: the file is damaged, or a body cannot be read; the text names the row.
    """
    engine = journal.engine
    office.users, office.tokens = read_users(engine), read_tokens(engine)
    office.file = read_file(engine)
    office.admitted = read_admitted(engine)
    office.entries = read_entries(engine)
    office.alerts = alert_steps(engine)
    hours = journal.latest("calendar-changed")
    if hours is not None:
        apply(office, hours.event, hours.stamp)
    trial = standing(journal)
    if trial is not None:
        apply(office, *trial)
    since = min(journal.last_close(), journal.opening(days_ago=1))
    for row in journal.read(after_seq=since - 1):
        apply(office, row.event, row.stamp)
