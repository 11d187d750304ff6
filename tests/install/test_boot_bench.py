"""What the boot bench says where it cannot run; running it takes root, and minutes."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from install.desk import REPOSITORY

Bench = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """`scripts/boot-bench` in a folder of its own, on a computer that has just these commands."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPOSITORY / "scripts/boot-bench", tmp_path / "scripts")
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("sh", "dirname", "head", "mkdir", "flock"):
        (commands / name).symlink_to(shutil.which(name) or name)

    def run(**says: str) -> subprocess.CompletedProcess[str]:
        for name, said in {"git": "", **says}.items():
            (commands / name).write_text(f"#!/bin/sh\necho {said}\n", encoding="ascii")
            (commands / name).chmod(0o755)
        return subprocess.run(
            [tmp_path / "scripts/boot-bench"], capture_output=True, text=True, check=False,
            env={"PATH": str(commands)}, timeout=30,
        )  # fmt: skip

    return run


def test_without_root_and_without_sudo_it_says_what_it_is_for(bench: Bench) -> None:
    told = bench(id="1000", findmnt="/sys/fs/cgroup")
    assert (told.returncode, told.stdout, told.stderr) == (
        1,
        "",
        "The boot bench makes a computer of its own, and needs root. Type it as root.\n",
    )


def test_without_groups_of_processes_it_says_what_is_missing(bench: Bench) -> None:
    told = bench(id="0", findmnt="")
    assert (told.returncode, told.stdout, told.stderr) == (
        1,
        "",
        "The boot bench needs Linux with cgroup2 mounted, as systemd 247 and newer has it; here"
        " there is none.\n",
    )


def test_there_is_one_computer_at_a_time(bench: Bench, tmp_path: Path) -> None:
    place = tmp_path / ".boot-bench"
    place.mkdir()
    with (place / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = bench(id="0", findmnt="/sys/fs/cgroup")
    assert (told.returncode, told.stdout, told.stderr) == (
        1,
        "",
        f"Another run uses {place}; let it end first.\n",
    )
