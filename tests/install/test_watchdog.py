"""Every program, as systemd starts it: it says READY, feeds the watchdog, and stops when it hangs.

What hangs is the one thread that owns the state, and nothing else: the kernel holds it, as in a
driver that never returns, while the program's other threads run on.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from install.desk import OFFICE, REPOSITORY

from config.house import open_house
from office.launch import free_port

PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH, WALL = 0x4206, 0x4207, 17, 0x4000_0000
PERIOD_S = 2.0
"""The watchdog's; a silence of this length is when systemd kills."""
PATIENCE_S = 60.0
HOLDS = 40

pytestmark = pytest.mark.process


class Systemd:
    """The part of systemd that starts one program and listens to it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._ear.bind(str(folder / "notify"))
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(int(PERIOD_S * 1e6)),
            "SDL_VIDEODRIVER": "dummy",
        }
        # The main process, and no other, is whose watchdog it is.
        shell = ("sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh")
        with (folder / "log").open("ab") as log:
            self.main = subprocess.Popen(
                (*shell, sys.executable, "-m", "office", *arguments),
                stderr=log, env=environment, cwd=REPOSITORY,
            )  # fmt: skip

    def hear(self, patience: float = PATIENCE_S) -> tuple[str, int] | None:
        """Return the next word and the process that said it, or None after so much silence."""
        self._ear.settimeout(patience)
        try:
            word, ancillary, _, _ = self._ear.recvmsg(1000, socket.CMSG_SPACE(12))
        except TimeoutError:
            return None
        pid, _, _ = struct.unpack("3i", ancillary[0][2])
        return word.decode(), pid

    def forget(self) -> None:
        """Read what was said until now."""
        while self.hear(0.01):
            pass

    def close(self) -> None:
        """Stop the program, and do not wait for one that hangs."""
        self.main.terminate()
        try:
            self.main.wait(20)
        except subprocess.TimeoutExpired:
            self.main.kill()
            self.main.wait()
        self._ear.close()


@contextmanager
def held(thread: int) -> Iterator[None]:
    """Let the kernel hold one thread, and afterwards let it go on."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long

    def ptrace(request: int) -> None:
        if libc.ptrace(request, thread, None, None):
            raise OSError(ctypes.get_errno(), "ptrace: may this user trace its own children?")

    ptrace(PTRACE_SEIZE)
    ptrace(PTRACE_INTERRUPT)
    os.waitpid(thread, WALL)
    try:
        yield
    finally:
        ptrace(PTRACE_DETACH)


def states(pid: int) -> dict[int, str]:
    """The threads of a process, and what the kernel says of each: t is held."""
    return {
        int(task.name): (task / "stat").read_text().rpartition(")")[2].split()[0]
        for task in Path(f"/proc/{pid}/task").iterdir()
    }


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def office(tmp_path: Path, port: int) -> Path:
    text = OFFICE.read_text(encoding="utf-8")
    text = text.replace("port = 1883", f"port = {free_port()}")
    file = tmp_path / "office.toml"
    file.write_text(text.replace("port = 8080", f"port = {port}"), encoding="utf-8")
    return file


@pytest.fixture
def systemd(request: pytest.FixtureRequest, tmp_path: Path, office: Path) -> Iterator[Systemd]:
    open_house(office, tmp_path / "d").accounts()  # whoever runs here has been let in
    common = ("--office", str(office), "--data", str(tmp_path / "d"))
    one = Systemd(tmp_path, *request.param, *common)
    yield one
    one.close()


DEVICES = (
    ("kiosk", "--id", "kiosk-1"),
    ("display", "--id", "board-1"),
    ("bridge", "--id", "bridge-1"),
)
each_device = pytest.mark.parametrize("systemd", DEVICES, ids=lambda one: one[0], indirect=True)
the_server = pytest.mark.parametrize("systemd", [("server",)], ids=["server"], indirect=True)


def access(program: str) -> str:
    [unit] = (REPOSITORY / "systemd/system").glob(f"mot-cua-{program}*.service")
    [found] = re.findall(r"^NotifyAccess=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return found


@each_device
def test_a_device_feeds_the_watchdog_without_a_server_and_not_when_it_hangs(
    systemd: Systemd, request: pytest.FixtureRequest
) -> None:
    assert access(request.node.callspec.id) == "main"
    main = systemd.main.pid
    assert systemd.hear() == ("READY=1", main)
    assert systemd.hear() == ("WATCHDOG=1", main)
    assert systemd.hear() == ("WATCHDOG=1", main)
    with held(main):
        systemd.forget()
        assert systemd.hear(PERIOD_S) is None, "a thread that hangs feeds nobody"
        others = [state for thread, state in states(main).items() if thread != main]
        assert others
        assert "t" not in others, "and the others live"
    assert systemd.hear() == ("WATCHDOG=1", main)
    systemd.main.terminate()
    said = systemd.hear()
    while said == ("WATCHDOG=1", main):
        said = systemd.hear()
    assert said == ("STOPPING=1", main)
    assert systemd.main.wait(20) == 0


@the_server
def test_the_server_feeds_it_from_its_own_thread_in_the_worker(systemd: Systemd, port: int) -> None:
    # The pages' worker is a child, and systemd would not listen to it otherwise.
    assert access("server") == "all"
    word, worker = systemd.hear() or ("", 0)
    assert word == "READY=1"
    assert worker != systemd.main.pid
    assert systemd.hear() == ("WATCHDOG=1", worker)
    # The first thread that the worker starts is the one that owns the state, and the kernel
    # lists them in the order of their start.
    main, loop, *_ = states(worker)
    assert main == worker
    for _ in range(HOLDS):
        with held(loop):
            # Caught with the interpreter's lock in its hand it would hold the pages as well. It has
            # work at its start, and then mostly sleeps.
            if not answers(port):
                continue
            systemd.forget()
            assert systemd.hear(PERIOD_S) is None, "a thread that hangs feeds nobody"
            assert answers(port), "and the pages live"
            break
    else:
        pytest.fail("the pages hang with the thread that owns the state")
    assert systemd.hear() == ("WATCHDOG=1", worker)


def answers(port: int) -> bool:
    """Return whether a page that needs no state is answered: there is none of this name."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/not-there", timeout=1)
    except urllib.error.HTTPError as refused:
        return refused.code == 404
    except TimeoutError:
        return False
    return False
