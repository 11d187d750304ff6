"""One line of an archive: an event with its hashes, and without the key to anybody's page.

Journals keep digests of tokens only. Events of earlier versions carry tokens: these are taken out,
and the line says so. Its hash can then not be worked out again, only its place in the chain.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from queue_server.inspection.kiem_tra import FIELDS, MAY_HIDE

HIDDEN: Final = "token"


def shown_body(row: Any) -> str:
    """Return the body of an event, without a token."""
    if row.kind not in MAY_HIDE:
        return str(row.body)
    body = msgspec.json.decode(row.body)
    if not body.get(HIDDEN):
        return str(row.body)
    return msgspec.json.encode(body | {HIDDEN: ""}).decode()


def line_of(row: Any) -> dict[str, Any]:
    """Lay an event out for the verifiers; `hidden` names what was taken out of its body."""
    body = shown_body(row)
    fields = [*(getattr(row, name) for name in FIELDS[:-1]), body]
    line = {"prev": row.prev.hex(), "hash": row.hash.hex(), "row": fields}
    return line if body == row.body else line | {"hidden": [HIDDEN]}
