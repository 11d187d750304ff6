"""The posted procedures as the table that kiosks and boards read; see `config.procedures`."""

from __future__ import annotations

import csv
import io
from typing import Final

from queue_server.core.registers.entries import Entries
from queue_server.core.registers.tables import PROCEDURES
from queue_server.documents.table import safe

COLUMNS: Final = tuple(one.name for one in PROCEDURES.own)


def posted_csv(entries: Entries) -> bytes:
    """Write what is not struck out, in the order of the lĩnh vực and of the codes."""
    kept = [
        one.values
        for one in entries.values()
        if one.place.register == PROCEDURES.name and not one.is_struck
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for values in sorted(kept, key=lambda one: (one["service"], one["code"])):
        writer.writerow(safe(values.get(name, "").replace("\n", "|")) for name in COLUMNS)
    return text.getvalue().encode("utf-8-sig")
