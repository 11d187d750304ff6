"""The workbench: where somebody sees and touches the simulated devices of one program.

A program with simulated devices listens on a Unix socket in its data folder. Each line, either
way, is one JSON object with a `kind`: presses and faults come in, pictures and papers go out. What
was last shown of each kind and key is told to whoever connects.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

log = logging.getLogger(__name__)

BACKLOG: Final = 200
"""Lines that wait for a slow watcher; it loses its connection when there are more."""

Line = dict[str, Any]


class Bench:
    """The program's end."""

    def __init__(self, path: Path) -> None:
        """Listen on `path`; a socket that a killed program left behind is replaced."""
        self._handlers: dict[str, Callable[[Line], None]] = {"watch": lambda _line: None}
        self._last: dict[tuple[str, str], bytes] = {}
        self._watchers: tuple[queue.Queue[bytes | None], ...] = ()
        path.unlink(missing_ok=True)
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen()
        threading.Thread(target=self._accept, name="bench", daemon=True).start()

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks; a picture that nobody looks at need not be made."""
        return bool(self._watchers)

    def on(self, kind: str, handler: Callable[[Line], None]) -> None:
        """Have lines of a kind handled, on the bench's thread; a handler only enqueues.

        The kind `watch` tells that somebody has begun to look.
        """
        self._handlers[kind] = handler

    def show(self, kind: str, key: str = "", *, is_kept: bool = True, **fields: Any) -> None:
        """Tell everybody who watches; bytes are told in base 64."""
        told = {
            name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for name, value in fields.items()
        }
        line = json.dumps({"kind": kind, "key": key, **told}).encode() + b"\n"
        if is_kept:
            self._last[kind, key] = line
        for watcher in self._watchers:
            try:
                watcher.put_nowait(line)
            except queue.Full:
                self._watchers = tuple(one for one in self._watchers if one is not watcher)
                # The writer is asleep on an older line; it ends when the socket breaks.
                log.debug("a watcher of %s was too slow", self._path.name)

    def close(self) -> None:
        """Stop listening and remove the socket."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for watcher in self._watchers:
            with contextlib.suppress(queue.Full):
                watcher.put_nowait(None)
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        # One thread accepts and one per watcher writes: few people stand at a workbench.
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=(line,), name="bench", daemon=True).start()
            threading.Thread(target=self._write, args=(line,), name="bench", daemon=True).start()

    def _read(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line.makefile("rb") as lines:
            for text in lines:
                self._handle(text)

    def _handle(self, text: bytes) -> None:
        try:
            told = json.loads(text)
            handler = self._handlers[told["kind"]]
        except (ValueError, KeyError, TypeError):
            log.warning("the bench does not know %r", text[:200])
            return
        handler(told)

    def _write(self, line: socket.socket) -> None:
        mine: queue.Queue[bytes | None] = queue.Queue(maxsize=BACKLOG)
        for shown in list(self._last.values()):
            mine.put(shown)
        self._watchers = (*self._watchers, mine)
        self._handle(b'{"kind": "watch"}')
        with contextlib.suppress(OSError), line:
            while (text := mine.get()) is not None:
                line.sendall(text)
        self._watchers = tuple(one for one in self._watchers if one is not mine)


class BenchClient:
    """The watcher's end; it connects again for as long as it is wanted."""

    def __init__(self, path: Path, sink: Callable[[Line], None]) -> None:
        """Watch the bench at `path`; `sink` gets each line, on this client's thread.

        `{"kind": "gone"}` tells that the program went away, `{"kind": "here"}` that it is back.
        """
        self._path, self._sink = path, sink
        self._stop = threading.Event()
        self._line: socket.socket | None = None
        self._thread = threading.Thread(target=self._watch, name=f"watch {path.name}", daemon=True)
        self._thread.start()

    def send(self, kind: str, **fields: Any) -> bool:
        """Touch a device; False when its program is away."""
        line = self._line
        if line is None:
            return False
        try:
            line.sendall(json.dumps({"kind": kind, **fields}).encode() + b"\n")
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        while not self._stop.is_set():
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with contextlib.suppress(OSError), line:
                line.connect(str(self._path))
                self._line = line
                self._sink({"kind": "here", "key": ""})
                with line.makefile("rb") as lines:
                    for text in lines:
                        self._sink(json.loads(text))
            if self._line is not None:
                self._line = None
                self._sink({"kind": "gone", "key": ""})
            self._stop.wait(0.1)
