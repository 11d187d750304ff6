"""Serving the pages with gunicorn: one worker process, which also holds the server's thread.

1. One worker, always: the state has one owner. Signals that would make a second one do nothing.
2. The server and its pages are made in the worker, after the fork; threads do not survive a fork.
3. Streams that are open end when the worker stops, so that stopping takes a moment.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from flask import Flask
from gunicorn import glogging
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import TConn, ThreadWorker

from mot_cua.clock import SystemClock
from mot_cua.errors import MotCuaError
from queue_server.web.callers import Callers
from queue_server.web.live import streams_of
from queue_server.web.plain import is_plain, lead_to_tls

SPARE_THREADS: Final = 32
"""For everything that is not an open stream: pages, presses, a browser's idle connections."""
GRACE_S: Final = 1
"""For requests under way when the worker stops; no answer takes longer than `gateway.PATIENCE`."""
LINGER_S: Final = 0.3
KILL_AFTER_S: Final = 4
"""The worker's grace, the journal's closing, and room to spare."""
_HEALTH_LOST: Final = Arbiter.WORKER_BOOT_ERROR
"""A worker that ends with this code ends the whole program, and systemd starts it again."""


def serve(
    make_app: Callable[[], object],
    *,
    on_exit: Callable[[], None],
    is_healthy: Callable[[], bool] = lambda: True,
    host: str,
    port: int,
    screens: int,
    certificate: tuple[Path, Path] | None = None,
    proxies: tuple[str, ...] = (),
) -> None:
    """Serve until SIGTERM or SIGINT, then leave by SystemExit.

    `make_app` is called in the worker and starts what the pages need; `on_exit` is called there too
    and stops it. When `is_healthy` says no, the program ends with an error. With a `certificate`
    and its key the pages speak TLS and nothing else.

    Raises:
        MotCuaError: the address cannot be used; nothing was started.
    """
    _require_free(host, port)
    Served(
        make_app, on_exit=on_exit, is_healthy=is_healthy, address=_address(host, port),
        threads=screens + SPARE_THREADS, certificate=certificate, proxies=proxies,
    ).run()  # fmt: skip


class Served(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The application as gunicorn wants it, with its whole configuration."""

    def __init__(
        self,
        make_app: Callable[[], object],
        *,
        on_exit: Callable[[], None],
        is_healthy: Callable[[], bool],
        address: str,
        threads: int,
        certificate: tuple[Path, Path] | None = None,
        proxies: tuple[str, ...] = (),
    ) -> None:
        self._make_app, self.on_exit, self.is_healthy = make_app, on_exit, is_healthy
        self._address, self._threads = address, threads
        self._certificate, self.proxies = certificate, proxies
        # READY is said by the server's own loop in the worker, not by gunicorn before it.
        self._notify_socket = os.environ.pop("NOTIFY_SOCKET", None)
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults; no file and no environment is read."""
        ours: dict[str, Any] = {
            "bind": [self._address],
            "worker_class": OneWorker,
            "workers": 1,
            "threads": self._threads,
            "worker_connections": 4 * self._threads,
            # A browser's idle connection would be waited for at every stop.
            "keepalive": 0,
            "graceful_timeout": KILL_AFTER_S,
            "post_fork": self._in_worker,
            "logger_class": OurLog,
            "loglevel": "warning",
            # Our own application reads what proxies say, and from whom (`web/proxies.py`).
            "forwarded_allow_ips": "",
            "limit_request_line": 2048,
            "limit_request_fields": 50,
            "limit_request_field_size": 4096,
            # It would put a socket into the home directory of whoever starts the server.
            "control_socket_disable": True,
        }
        if self._certificate is not None:
            ours["certfile"], ours["keyfile"] = map(str, self._certificate)
            ours["ssl_context"] = _modern
        if Path("/dev/shm").is_dir():  # noqa: S108 - the heartbeat file wears no SD card there
            ours["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
        for name, value in ours.items():
            if name in self.cfg.settings:  # older versions have no control socket
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the server and its pages; an error that a technician can mend ends everything."""
        try:
            app = self._make_app()
        except MotCuaError as problem:
            self.on_exit()
            os.write(2, f"{problem}\n".encode())
            raise SystemExit(Arbiter.APP_LOAD_ERROR) from None
        assert isinstance(app, Flask)
        return app

    def run(self) -> None:
        """Serve until told to stop."""
        _OneWorkerArbiter(self).run()

    def _in_worker(self, _arbiter: Arbiter, worker: OneWorker) -> None:
        worker.cfg.set("graceful_timeout", GRACE_S)
        if self._notify_socket is not None:
            os.environ["NOTIFY_SOCKET"] = self._notify_socket
        if "WATCHDOG_PID" in os.environ:
            # The loop that feeds the watchdog lives here; the unit has NotifyAccess=all.
            os.environ["WATCHDOG_PID"] = str(os.getpid())


class OneWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """The worker: looks after the server's thread and ends the streams when it stops."""

    app: Served
    is_lost = False

    def init_process(self) -> None:
        """Begin; the rest happens in `run`."""
        self.callers = Callers(SystemClock(), most=self.cfg.threads // 3, trusted=self.app.proxies)
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Have a thread answer, unless this computer holds too many of them."""
        if self.callers.join(conn, str(conn.client[0])):
            super().enqueue_req(conn)
        else:
            self._close(conn)

    def notify(self) -> None:
        """Tell gunicorn that we live, or stop when the server's thread does not."""
        super().notify()
        self.callers.hurry()
        if not self.is_lost and not self.app.is_healthy():
            self.log.error("the server is not well; the whole program ends with it")
            self.is_lost = True
            self.handle_exit(0, None)

    def handle(self, conn: TConn) -> object:
        """Answer one request, in a thread of the pool."""
        if self.cfg.is_ssl and not conn.initialized and is_plain(conn.sock):
            lead_to_tls(conn.sock)
            return False
        keeps = super().handle(conn)
        if not keeps:
            _linger(conn.sock)
        return keeps

    def finish_request(self, conn: TConn, done: Future[object]) -> None:
        """Close what was answered; gunicorn would wait here, in the one thread that accepts."""
        if not done.cancelled() and done.exception() is None and done.result():
            super().finish_request(conn, done)
            return
        self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.callers.leave(conn)
        self.nr_conns -= 1
        conn.close()

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop: SIGTERM."""
        self.method_queue.defer(streams_of(self.wsgi).close)
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: object) -> None:
        """Stop: SIGINT at the terminal, or SIGQUIT from the master. The same good order."""
        self.handle_exit(sig, frame)

    def run(self) -> None:
        """Serve until stopped, then stop the server too."""
        super().run()
        self.app.on_exit()
        # Not sys.exit: it would wait for threads that wait for a browser's next request.
        os._exit(_HEALTH_LOST if self.is_lost else 0)


class _OneWorkerArbiter(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """A master that never has two workers at once: two would write one journal."""

    def handle_hup(self) -> None:
        """Stop, as programs do when their terminal closes."""
        self.handle_term()

    def handle_ttin(self) -> None:
        """Have no second worker."""

    def handle_ttou(self) -> None:
        """Have no fewer either."""

    def handle_usr2(self) -> None:
        """Have no second master."""


class OurLog(glogging.Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's messages among our own, in our form."""

    def setup(self, cfg: object) -> None:
        """Hand everything to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def _modern(_config: object, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    context = default()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _linger(line: socket.socket) -> None:
    """Let the client hang up first, so that it gets all of our answer; but not for long."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_WR)
        line.settimeout(LINGER_S)
        for _ in range(16):  # and not to a client that never stops sending
            if not line.recv(65536):
                return


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as problem:
        # create_server appends the address to `strerror`, which would then stand there twice.
        why = os.strerror(problem.errno) if problem.errno and problem.errno > 0 else str(problem)
        raise MotCuaError(
            f"cannot serve pages at {_address(host, port)} ({why}); is the queue"
            " server running already? Choose another with --port"
        ) from None
