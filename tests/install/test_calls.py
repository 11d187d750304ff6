"""What a unit forbids, its program does not need: no call to the kernel is refused."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from install.desk import OFFICE, REPOSITORY
from services.test_studies import job, rush

from config.house import open_house
from office.launch import free_port
from queue_server.studies import WORKER

PATIENCE_S = 60.0
OF_ROOT_ALONE = {"fchown"}
"""SQLite gives its files to the owner of the database, but only when root runs it."""


def allowed(unit: Path) -> set[str]:
    """Work out the unit's SystemCallFilter with systemd's own lists."""
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    blocks = re.findall(r"^(@[\w-]+)\n((?:^[ ]+.*\n?)*)", told.stdout, re.MULTILINE)
    sets = {
        name: [one for one in body.split("\n") if one and "#" not in one] for name, body in blocks
    }

    def calls(name: str) -> set[str]:
        if not name.startswith("@"):
            return {name}
        return set().union(*(calls(one.strip()) for one in sets[name]))

    found = calls("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read_text("utf-8"), re.MULTILINE):
        named = set().union(*(calls(one) for one in line.removeprefix("~").split()))
        found = found - named if line.startswith("~") else found | named
    return found


@pytest.mark.systemd
@pytest.mark.process
@pytest.mark.parametrize("program", ["server", "kiosk-1", "board-1", "bridge-1"])
def test_a_program_lives_a_while_within_the_calls_of_its_unit(tmp_path: Path, program: str) -> None:
    role = {"board-1": "display"}.get(program, program.removesuffix("-1"))
    text = OFFICE.read_text(encoding="utf-8").replace("port = 1883", f"port = {free_port()}")
    office = tmp_path / "office.toml"
    office.write_text(text.replace("port = 8080", f"port = {free_port()}"), encoding="utf-8")
    open_house(office, tmp_path / "d").accounts()  # whoever runs here has been let in
    words = [role, "--office", str(office), "--data", str(tmp_path / "d")]
    words += [] if role == "server" else ["--id", program]
    trace, line = tmp_path / "trace", str(tmp_path / "notify")
    environment = {**os.environ, "NOTIFY_SOCKET": line, "WATCHDOG_USEC": "2000000"}
    tracer = ("strace", "-f", "-qq", "-o", str(trace))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(line)
        ear.settimeout(PATIENCE_S)
        with subprocess.Popen(
            [*tracer, sys.executable, "-m", "office", *words],
            env=environment, cwd=REPOSITORY, stderr=subprocess.DEVNULL,
        ) as traced:  # fmt: skip
            heard = [ear.recv(100) for _ in range(4)]
            [child] = Path(f"/proc/{traced.pid}/task/{traced.pid}/children").read_text().split()
            os.kill(int(child), signal.SIGTERM)
            traced.wait(PATIENCE_S)
    assert heard == [b"READY=1"] + [b"WATCHDOG=1"] * 3
    [unit] = (REPOSITORY / "systemd/system").glob(f"mot-cua-{role}*.service")
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.MULTILINE))
    assert len(made) > 30
    assert made - allowed(unit) <= (OF_ROOT_ALONE if os.geteuid() == 0 else set())


@pytest.mark.systemd
@pytest.mark.process
def test_a_study_of_past_days_works_within_the_calls_of_the_servers_unit(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ("strace", "-f", "-qq", "-o", str(trace), sys.executable, "-m", WORKER)
    done = subprocess.run(
        command, input=msgspec.json.encode(job(rush(count=5, people=3))), cwd=REPOSITORY,
        capture_output=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 16
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.MULTILINE))
    assert "setpriority" in made
    unit = REPOSITORY / "systemd/system/mot-cua-server.service"
    assert made <= allowed(unit)
