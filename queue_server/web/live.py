"""Telling open pages that something has changed: server-sent events, and how many there may be.

An open page holds one thread. When all places are taken a page is told so, and asks every two
seconds instead; nothing stalls.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Final

from flask import Flask

from queue_server.changes import Listener
from queue_server.gateway import Gateway

HEARTBEAT_S: Final = 15.0
"""Writing is the only way to notice that a page was closed; this long it may hold its thread."""
STRANGERS: Final = 8
"""Streams of those who have not signed in, on top of all others."""
_BYE: Final = -1


class Streams:
    """The open streams of one server."""

    def __init__(self, places: int, for_strangers: int = STRANGERS) -> None:
        self._places, self._benches = (
            threading.Semaphore(places),
            threading.Semaphore(for_strangers),
        )
        self._listeners: dict[int, Listener] = {}
        self._is_closed = False

    def take_place(self, *, is_known: bool = True) -> bool:
        """Reserve one place, or answer False when there is none; `events` gives it back.

        Strangers, such as the public board, have a few of their own: whoever takes them all takes
        none from a console.
        """
        places = self._places if is_known else self._benches
        return not self._is_closed and places.acquire(blocking=False)

    def events(
        self,
        gateway: Gateway,
        *,
        heartbeat_s: float = HEARTBEAT_S,
        is_known: bool = True,
        is_welcome: Callable[[], bool] = lambda: True,
    ) -> Iterator[str]:
        """Yield one event for each change, and a heartbeat while nothing changes.

        It ends at the first of them when the reader is no longer `is_welcome`: signed out, locked.
        """
        try:
            with gateway.listening() as mine:
                self._listeners[id(mine)] = mine
                try:
                    # The page reads everything on the first event: it may have missed some.
                    yield f"retry: 1000\n\n{_event('office', gateway.view.version)}"
                    for event in self._until_closed(gateway, mine, heartbeat_s):
                        if not is_welcome():
                            return
                        yield event
                finally:
                    del self._listeners[id(mine)]
        finally:
            (self._places if is_known else self._benches).release()

    def _until_closed(self, gateway: Gateway, mine: Listener, heartbeat_s: float) -> Iterator[str]:
        while not self._is_closed:
            try:
                version = mine.get(timeout=heartbeat_s)
            except queue.Empty:
                # The comment is for proxies; the event tells the page that the line is alive.
                yield ": still here\n" + _event("beat", gateway.view.version)
                continue
            if version != _BYE:
                yield _event("office", version)

    def close(self) -> None:
        """End every stream; new ones are refused."""
        self._is_closed = True
        for one in list(self._listeners.values()):
            try:
                one.put_nowait(_BYE)
            except queue.Full:
                continue  # it is about to wake up anyway


def stream_places(counters: int) -> int:
    """Say how many pages may listen at once: all consoles and boards twice, and some more."""
    return 2 * counters + 32


def streams_of(app: Flask) -> Streams:
    """Return the streams that `create_app` made."""
    streams = app.extensions["mot-cua-streams"]
    assert isinstance(streams, Streams)
    return streams


def _event(name: str, version: int) -> str:
    return f"event: {name}\ndata: {version}\n\n"
