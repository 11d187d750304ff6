"""The posted procedures as the table that kiosks and boards read; see `config.procedures`."""

from __future__ import annotations

from typing import Final

from queue_server.core.registers.entries import Entries
from queue_server.core.registers.tables import PROCEDURES
from queue_server.documents.table import csv_of

COLUMNS: Final = tuple(one.name for one in PROCEDURES.own)


def posted_csv(entries: Entries) -> bytes:
    """Write what is not struck out, in the order of the lĩnh vực and of the codes."""
    kept = [
        one.values
        for one in entries.values()
        if one.place.register == PROCEDURES.name and not one.is_struck
    ]
    kept.sort(key=lambda one: (one["service"], one["code"]))
    rows = ([one.get(name, "").replace("\n", "|") for name in COLUMNS] for one in kept)
    return csv_of((COLUMNS, *rows))
