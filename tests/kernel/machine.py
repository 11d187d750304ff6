"""A computer inside this one: Debian's own kernel under QEMU, on this computer's files, read-only.

1. The guest sees the same Python, the same venv and the same checkout, and may write: into memory.
2. One command runs in it, as root; its standard output comes back line by line.
3. Nothing outlives the call: the guest is killed when its time is over, or nobody listens.
"""

from __future__ import annotations

import fcntl
import platform
import shutil
import subprocess
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

BENCH: Final = Path(__file__).parent.parent.parent / ".kernel-bench"
"""Where `tests/kernel/build` puts kernel, modules and initrd."""
QEMU: Final = "qemu-system-x86_64"
REPAIR: Final = "run: scripts/kernel-bench"
LAST_LINES: Final = 25


class BenchError(Exception):
    """The bench cannot run, or its guest did not end as it should."""


def check(bench: Path = BENCH, *, machine: str = "", qemu: str = QEMU) -> None:
    """Raise BenchError when something is missing, with what to type."""
    machine = machine or platform.machine()
    if machine != "x86_64":
        raise BenchError(f"the kernel bench needs a computer of x86_64, and this is {machine}")
    if shutil.which(qemu) is None:
        raise BenchError(f"the kernel bench needs {qemu}, which is not installed; {REPAIR}")
    if not (bench / "initrd").exists():
        raise BenchError(f"the kernel bench is not built in {bench}; {REPAIR}")


def run(
    command: str, *, bench: Path = BENCH, limit_s: float = 600, qemu: str = QEMU
) -> Generator[str, None, None]:
    """Boot, run a shell script, yield the lines it prints, and end with it.

    Raises:
        BenchError: the script failed, the guest died, or the time was over. What the guest wrote
            to its console is in the message, and stands in the file `console` of the bench.
    """
    check(bench, qemu=qemu)
    console, script = bench / "console", bench / "command"
    with _alone(bench), console.open("wb") as errors:
        script.write_text(command, encoding="utf-8")
        with subprocess.Popen(
            ["nice", qemu, *_arguments(bench, console, script)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as guest:
            # One that hangs, and one that nobody listens to any more, end in the same way.
            timer = threading.Timer(limit_s, guest.kill)
            timer.start()
            try:
                yield from _lines(guest, console, limit_s)
            finally:
                timer.cancel()
                guest.kill()


def _arguments(bench: Path, console: Path, script: Path) -> list[str]:
    return [
        # One core: on two, usb_f_printer of Linux 6.1 spoils its own lists now and then.
        *("-machine", "q35", "-cpu", "max", "-smp", "1", "-m", "2048"),
        # Without KVM: it runs everywhere, also where this computer is a guest itself.
        *("-accel", "tcg"),
        *("-nodefaults", "-display", "none", "-no-reboot"),
        *("-serial", f"file:{console}", "-serial", "stdio"),
        *("-kernel", str(bench / "vmlinuz"), "-initrd", str(bench / "initrd")),
        "-virtfs",
        "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
        "-append",
        # On a busy computer the kernel would find its timer too slow, and give up.
        f"console=ttyS0 quiet panic=-1 oops=panic mitigations=off no_timer_check"
        f" bench.command={script}",
    ]


@contextmanager
def _alone(bench: Path) -> Iterator[None]:
    """Keep a second guest out: console and command are files, and computers have few cores."""
    with (bench / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BenchError(f"another run uses {bench}; let it end first") from None
        yield


def _lines(guest: subprocess.Popen[bytes], console: Path, limit_s: float) -> Iterator[str]:
    assert guest.stdout is not None
    for raw in guest.stdout:
        line = raw.decode(errors="replace").rstrip("\r\n")
        if line == "ended 0":
            return
        if line.startswith("ended "):
            raise BenchError(f"the guest's command {line}; {_last_words(console)}")
        yield line
    raise BenchError(f"the guest died, or did not end within {limit_s:g} s; {_last_words(console)}")


def _last_words(console: Path) -> str:
    written = console.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(["the last on its console:", *written[-LAST_LINES:]])
