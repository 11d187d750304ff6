"""An update from a stick: real wheels, real environments, real signatures; systemd is a stand-in.

The stand-in knows which version the link names, and can be told that one of them does not live.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from install.desk import REPOSITORY

from config.house import SAMPLE_OFFICE, open_house
from mot_cua.clock import ManualClock
from mot_cua.errors import UpdateError
from mot_cua.ids import Ticks, UnixMs
from office.update.computer import Computer
from office.update.program import go_back, rehearse, update
from office.update.release import take_in
from queue_server.core import events as e
from queue_server.program import open_journal

SYSTEMCTL = """#!/bin/sh
echo "$*" >>{root}/calls
case "$1" in
show)
    if readlink {root}/opt/mot-cua | grep -q -- "-$(cat {root}/ill)$"; then
        echo failed; echo 7
    else
        echo active; echo 0
    fi ;;
esac
"""


class Bench(NamedTuple):
    """A key, what it has signed, and an environment in which 0.1.0 is installed."""

    folder: Path
    key: Path
    installed: Path

    @property
    def signers(self) -> Path:
        return self.folder / "signers"

    def release(self, version: str) -> Path:
        return self.folder / f"release-{version}"


pytestmark = pytest.mark.signature


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("releases")
    key = folder / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True
    )
    public = key.with_suffix(".pub").read_text(encoding="ascii")
    (folder / "signers").write_text(f"release@mot-cua {public}", encoding="ascii")
    found = Bench(folder, key, folder / "installed")
    for version in ("0.0.9", "0.1.0", "0.2.0"):
        _make_release(found, version)
    computer = Computer(folder)
    computer.make_venv(found.installed)
    computer.run(
        str(found.installed / "bin/python"), "-m", "pip", "--quiet", "install", "--no-index",
        "--no-deps", "--ignore-installed", str(next(found.release("0.1.0").glob("*.whl"))),
    )  # fmt: skip
    return found


def _make_release(bench: Bench, version: str) -> None:
    """Copy the repository, give it another version, and release it by its own script."""
    source = bench.folder / f"source-{version}"
    tracked = subprocess.run(
        ["git", "ls-files", "-zco", "--exclude-standard", "--", ":!tests", ":!docs"],
        cwd=REPOSITORY, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, tracked.stdout.split("\0")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, source / name)
    for name in ("pyproject.toml", "mot_cua/__init__.py"):
        file = source / name
        text = re.sub(r'(?mi)^(version\b.*= )"[^"]+"', rf'\1"{version}"', file.read_text("utf-8"))
        file.write_text(text, encoding="utf-8")
    subprocess.run(
        [source / "scripts/release", bench.key, bench.release(version), "--without-libraries"],
        env={**os.environ, "PYTHON": sys.executable}, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def pi(tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer on which 0.1.0 runs, as scripts/install-pi leaves it."""
    root = tmp_path / "pi"
    wanted = root / "etc/systemd/system/mot-cua.target.wants"
    wanted.mkdir(parents=True)
    for unit in ("mot-cua-server.service", "mot-cua-kiosk@kiosk-1.service"):
        (wanted / unit).symlink_to(f"../{unit}")
    tools = root / "bin"
    tools.mkdir()
    (tools / "systemctl").write_text(SYSTEMCTL.format(root=root), encoding="utf-8")
    (tools / "systemctl").chmod(0o755)
    (root / "ill").write_text("none", encoding="ascii")
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    # The libraries come from this environment; an office's release brings them along.
    monkeypatch.setenv("PYTHONPATH", sysconfig.get_path("purelib"))
    shutil.copytree(bench.installed, root / "opt/mot-cua", symlinks=True)
    return root


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The files of an office: a journal with a little in it, and a kiosk's numbers."""
    folder = tmp_path / "data"
    journal = open_journal(open_house(SAMPLE_OFFICE, folder))
    journal.append([e.ServerStarted(boot="b", version="1")], ticks=Ticks(1), wall_ms=UnixMs(1))
    journal.close()
    return folder


def the_computer(root: Path) -> Computer:
    """A computer on whose clock waiting takes no time."""
    clock = ManualClock()

    def wait(seconds: float) -> None:
        clock.advance(int(seconds * 1000))

    return Computer(root, clock=clock, wait=wait)


def bring(root: Path, bench: Bench, stick: Path, data: Path) -> str:
    said: list[str] = []
    update(
        stick, the_computer(root), signers=bench.signers, office=SAMPLE_OFFICE, data=data,
        is_older_ok=False, say=said.append,
    )  # fmt: skip
    return "\n".join(said)


def installed(root: Path) -> str:
    return the_computer(root).version_in(root / "opt/mot-cua")


@pytest.fixture
def stick(tmp_path: Path, bench: Bench) -> Iterator[Path]:
    """A stick with 0.2.0 on it, to be tampered with."""
    folder = tmp_path / "stick"
    shutil.copytree(bench.release("0.2.0"), folder)
    return folder


def test_a_signed_release_comes_into_use_and_can_be_taken_back(
    pi: Path, bench: Bench, data: Path
) -> None:
    assert installed(pi) == "0.1.0"
    said = bring(pi, bench, bench.release("0.2.0"), data)
    assert "0.2.0, signed by release@mot-cua; installed is 0.1.0" in said
    assert said.endswith("Version 0.2.0 is in use. To go back:  sudo mot-cua update --back")
    assert installed(pi) == "0.2.0"
    assert (pi / "opt/mot-cua").readlink() == Path("mot-cua-0.2.0")
    told: list[str] = []
    go_back(the_computer(pi), told.append)
    assert told == ["Going back to mot-cua-0.1.0 ...", "mot-cua-0.1.0 is in use again."]
    assert installed(pi) == "0.1.0"
    with pytest.raises(UpdateError, match="there is no version before this one to go back to"):
        go_back(the_computer(pi), told.append)


def test_a_version_that_does_not_come_up_is_taken_back_by_itself(
    pi: Path, bench: Bench, data: Path
) -> None:
    (pi / "ill").write_text("0.2.0", encoding="ascii")
    before = {one.name: one.read_bytes() for one in data.glob("*.db")}
    with pytest.raises(UpdateError) as problem:
        bring(pi, bench, bench.release("0.2.0"), data)
    assert str(problem.value) == (
        "version 0.2.0 was not well (mot-cua-kiosk@kiosk-1.service: failed (7 restarts);"
        " mot-cua-server.service: failed (7 restarts)); mot-cua-0.1.0 is in use again and is well."
        " Nothing was lost."
    )
    assert installed(pi) == "0.1.0"
    assert {one.name: one.read_bytes() for one in data.glob("*.db")} == before


def test_files_that_a_version_cannot_read_are_found_on_a_copy(pi: Path, data: Path) -> None:
    with sqlite3.connect(data / "journal.db") as db:
        db.execute('UPDATE event SET body = \'{"kind":"tea-served"}\'')
    computer = the_computer(pi)
    with pytest.raises(UpdateError) as problem:
        rehearse(computer, computer.link, computer.link, office=SAMPLE_OFFICE, data=data)
    assert str(problem.value).endswith(
        ": event 1 (server-started): its content was changed after it was stored"
    )


def test_a_damaged_database_is_named(pi: Path, data: Path) -> None:
    (data / "kiosk-1.db").write_bytes(b"no database" * 1000)
    computer = the_computer(pi)
    with pytest.raises(UpdateError) as problem:
        rehearse(computer, computer.link, computer.link, office=SAMPLE_OFFICE, data=data)
    assert str(problem.value) == (
        f"{data / 'kiosk-1.db'}: is damaged (file is not a database); restore a backup before any"
        " update"
    )


def test_the_same_version_again_is_nothing_to_do_and_an_older_one_is_asked_about(
    pi: Path, bench: Bench, data: Path
) -> None:
    said = bring(pi, bench, bench.release("0.1.0"), data)
    assert said.endswith("Version 0.1.0 is installed already; nothing to do.")
    with pytest.raises(UpdateError) as problem:
        bring(pi, bench, bench.release("0.0.9"), data)
    assert str(problem.value) == (
        "version 0.0.9 is older than 0.1.0, which is installed, and may have faults that were"
        " mended; if it is meant, say  --older"
    )
    assert not (pi / "calls").exists()  # the office was not disturbed


def refused(stick: Path, bench: Bench, tmp_path: Path, signers: Path | None = None) -> str:
    folder = tmp_path / "taken-in"
    folder.mkdir()
    with pytest.raises(UpdateError) as problem:
        take_in(stick, folder, signers or bench.signers)
    return str(problem.value)


def test_a_wheel_that_was_changed_is_refused(stick: Path, bench: Bench, tmp_path: Path) -> None:
    [wheel] = stick.glob("*.whl")
    with wheel.open("ab") as file:
        file.write(b"x")
    assert refused(stick, bench, tmp_path) == (
        f"{wheel.name}: is not the file that was signed; copy the release again"
    )


def test_a_list_that_was_changed_with_its_wheel_is_refused(
    stick: Path, bench: Bench, tmp_path: Path
) -> None:
    with (stick / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  evil-1.0-py3-none-any.whl\n")
    (stick / "evil-1.0-py3-none-any.whl").write_bytes(b"")
    assert refused(stick, bench, tmp_path) == (
        f"SHA256SUMS.sig: nobody of {bench.signers} has signed this release; ask for it again from"
        " who made it, and install nothing of it"
    )


def test_a_signature_by_somebody_else_is_refused(stick: Path, bench: Bench, tmp_path: Path) -> None:
    key = tmp_path / "stranger"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(make, check=True)
    (stick / "SHA256SUMS.sig").unlink()
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "mot-cua-release"]
    subprocess.run([*sign, str(stick / "SHA256SUMS")], check=True)
    assert "has signed this release" in refused(stick, bench, tmp_path)


def test_a_signature_for_another_purpose_is_refused(
    stick: Path, bench: Bench, tmp_path: Path
) -> None:
    (stick / "SHA256SUMS.sig").unlink()
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(bench.key), "-n", "file"]
    subprocess.run([*sign, str(stick / "SHA256SUMS")], check=True)
    assert "has signed this release" in refused(stick, bench, tmp_path)


def test_a_wheel_more_than_was_signed_is_refused(stick: Path, bench: Bench, tmp_path: Path) -> None:
    (stick / "evil-1.0-py3-none-any.whl").write_bytes(b"")
    assert refused(stick, bench, tmp_path) == (
        "evil-1.0-py3-none-any.whl: is in the list or in the folder, but not in both; copy again"
    )


def test_a_folder_that_is_no_release_is_told(tmp_path: Path, bench: Bench) -> None:
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty", bench, tmp_path) == (
        f"{tmp_path / 'empty'}: is no release (No such file or directory:"
        f" {tmp_path / 'empty/SHA256SUMS'}); name the folder with the wheels, SHA256SUMS and"
        " SHA256SUMS.sig"
    )


def test_a_computer_that_trusts_nobody_takes_nothing(
    stick: Path, bench: Bench, tmp_path: Path
) -> None:
    nobody = tmp_path / "signers"
    assert refused(stick, bench, tmp_path, nobody) == (
        f"{nobody}: does not exist, so no release can be believed; write there whose releases this"
        " computer takes:  NAME KEY  (docs/updates.md)"
    )
