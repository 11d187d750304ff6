"""Tells open pages that something has changed; each listener has a queue of its own.

The server's thread owns the list of listeners: pages ask to join and leave through its inbox. A
queue of one place is enough, because a page that hears a version reads the whole state again.
"""

from __future__ import annotations

import queue
from contextlib import suppress
from typing import NamedTuple

Listener = queue.Queue[int]


class Listen(NamedTuple):
    """An open page wants to hear of changes."""

    listener: Listener


class Leave(NamedTuple):
    """A page was closed."""

    listener: Listener


def new_listener() -> Listener:
    """Make a queue for one page: it holds the newest version only."""
    return queue.Queue(maxsize=1)


class Changes:
    """Who listens; used by the server's thread alone."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    def handle(self, item: Listen | Leave) -> None:
        """Let a page join or leave."""
        if isinstance(item, Listen):
            self.listeners.append(item.listener)
        elif item.listener in self.listeners:
            self.listeners.remove(item.listener)

    def tell(self, version: int) -> None:
        """Tell everybody the newest version; one that was not read yet is replaced."""
        for one in self.listeners:
            with suppress(queue.Empty):
                one.get_nowait()
            with suppress(queue.Full):
                one.put_nowait(version)
