"""The workbench: where somebody sees and touches the simulated devices of one program.

A program with simulated devices listens on a Unix socket in its data folder. Each line, either
way, is one JSON object with a `kind`: presses and faults come in, pictures and papers go out. What
was last shown of each kind and key is told to whoever connects.

One thread, the teller, owns the watchers and what was shown; everybody else only enqueues.
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
from typing import Any, Final, NamedTuple

log = logging.getLogger(__name__)

PATIENCE: Final = 2.0
"""Seconds for a watcher to take a line; one that does not is let go, and may connect again."""

Line = dict[str, Any]


class _Shown(NamedTuple):
    """Something to tell; kept for those who come later if it has a key."""

    line: bytes
    key: tuple[str, str] | None


class Bench:
    """The program's end."""

    def __init__(self, path: Path) -> None:
        """Listen on `path`; a socket that a killed program left behind is replaced."""
        self._handlers: dict[str, Callable[[Line], None]] = {"watch": lambda _line: None}
        self._news: queue.SimpleQueue[_Shown | socket.socket | None] = queue.SimpleQueue()
        self._watchers: list[socket.socket] = []
        self._is_closed = False
        path.unlink(missing_ok=True)
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen()
        threading.Thread(target=self._tell, name="bench teller", daemon=True).start()
        threading.Thread(target=self._accept, name="bench door", daemon=True).start()

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
        self._news.put(_Shown(line, (kind, key) if is_kept else None))

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._is_closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._news.put(None)
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                watcher, _ = self._socket.accept()
            except OSError:
                return
            watcher.settimeout(PATIENCE)
            # Before the teller has it, who closes a watcher that has gone again already.
            ear = watcher.dup()
            self._news.put(watcher)
            if self._is_closed:  # nobody will take it from the queue any more
                ear.close()
                _let_go(watcher)
                return
            threading.Thread(target=self._read, args=(ear,), name="bench ear", daemon=True).start()

    def _tell(self) -> None:
        kept: dict[tuple[str, str], bytes] = {}
        while (news := self._news.get()) is not None:
            if isinstance(news, socket.socket):
                if all(_send(news, line) for line in kept.values()):
                    self._watchers.append(news)
                    self._handle(b'{"kind": "watch"}')
                continue
            if news.key is not None:
                kept[news.key] = news.line
            self._watchers[:] = [one for one in self._watchers if _send(one, news.line)]
        for one in self._watchers:
            _let_go(one)

    def _read(self, line: socket.socket) -> None:
        line.settimeout(None)
        with contextlib.suppress(OSError), line, line.makefile("rb") as lines:
            for text in lines:
                self._handle(text)

    def _handle(self, text: bytes) -> None:
        try:
            told = json.loads(text)
            handler = self._handlers[told["kind"]]
            handler(told)
        except (ValueError, KeyError, TypeError):
            log.warning("the bench does not know %r", text[:200])


def _send(watcher: socket.socket, line: bytes) -> bool:
    """Tell one watcher; one that is gone or too slow is let go."""
    try:
        watcher.sendall(line)
    except OSError:
        _let_go(watcher)
        return False
    return True


def _let_go(watcher: socket.socket) -> None:
    # Shut down, not only closed: the thread that hears this watcher has the line open as well.
    with contextlib.suppress(OSError):
        watcher.shutdown(socket.SHUT_RDWR)
    watcher.close()


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
