"""Which reports of devices are faults: something did not work, and somebody may have waited for it.

A fault lasts until the same part says that it is well. An incident is over when it is told.
"""

from __future__ import annotations

from typing import Final

WELL: Final = frozenset({"ready", "ok", "near_end", "starting", "testing", "no-voice"})
"""What a part says of itself while it does its work; paper that runs low is still paper."""

INCIDENTS: Final = frozenset({"numbers", "facts", "outbox", "line"})
"""What the server finds in what devices tell; these parts never say that they are well."""

SERVER: Final = "server"


def is_fault(part: str, state: str) -> bool:
    """Tell whether a report is of something that did not work.

    >>> is_fault("printer", "paper_end"), is_fault("printer", "near_end")
    (True, False)
    >>> is_fault("scanner", "returned-already")
    False
    """
    # The server notes under the scanner's name why a paper was refused; the scanner did its work.
    if part == "scanner" and state != "gone":
        return False
    return state not in WELL
