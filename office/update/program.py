"""`mot-cua update`: check, install beside, rehearse, change over, watch, and go back if need be.

1. Until everything was tried on a copy of the office's files, the office goes on undisturbed.
2. The files themselves are never put back: what was stored while the new version ran is kept, and
   the version before reads it, because every version makes its own report tables from the events.
   That it can is part of the rehearsal.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from mot_cua.errors import UpdateError
from office.update.computer import Computer
from office.update.release import Release, take_in

NOTE: Final = ".before"
"""In a version's folder: the name of the folder it took the place of."""

Say = Callable[[str], None]


def update(
    stick: Path, computer: Computer, *, signers: Path, office: Path, data: Path, is_older_ok: bool,
    say: Say,
) -> None:  # fmt: skip
    """Bring the release on a stick into use.

    Raises:
        UpdateError: it was refused and nothing has changed, or it was not well and has been taken
            back; the text says which.
    """
    with _private_folder(computer) as folder:
        say("1/5  Checking the signature and every file ...")
        release = take_in(stick, folder, signers)
        before = computer.running()
        installed = computer.version_in(before)
        if not _is_wanted(release, installed, is_older_ok=is_older_ok):
            say(f"Version {installed} is installed already; nothing to do.")
            return
        say(f"     {release.version}, signed by {release.signer}; installed is {installed}")
        home = computer.home(release.version)
        say(f"2/5  Installing it beside, in {home} (some minutes on a Pi) ...")
        _install(release, home, computer)
    say("3/5  Rehearsing with a copy of the office's files, there and back ...")
    rehearse(computer, home, before, office=office, data=data)
    say("4/5  Changing over: the programs stop for some seconds ...")
    with computer.stopped():
        computer.give_a_folder(installed)
        (home / NOTE).write_text(computer.running().name, encoding="utf-8")
        computer.turn_to(home)
    say("5/5  Watching all programs come up ...")
    _stay_or_go_back(computer, release.version, computer.home(installed), say)


def go_back(computer: Computer, say: Say) -> None:
    """Bring the version before this one into use again. Raises UpdateError: there is none."""
    home = computer.running()
    note = home / NOTE
    before = computer.link.with_name(note.read_text("utf-8")) if note.exists() else None
    if before is None or not before.is_dir():
        raise UpdateError(f"{home}: there is no version before this one to go back to")
    say(f"Going back to {before.name} ...")
    with computer.stopped():
        computer.turn_to(before)
    if wrong := computer.falls():
        raise UpdateError(f"{before.name} does not come up either: {wrong}")
    say(f"{before.name} is in use again.")


def rehearse(computer: Computer, home: Path, before: Path, *, office: Path, data: Path) -> None:
    """Let the new version read a copy of everything, and the old one what the new one left.

    Raises:
        UpdateError: one of them cannot; the office's own files were not touched.
    """
    with _private_folder(computer) as folder:
        for file in sorted(data.glob("*.db")):
            _copy_database(file, folder / file.name)
        ways = [str(home / "bin/mot-cua")]
        computer.run(*ways, "check", str(office))
        if (folder / "journal.db").exists():
            asked = ("verify", "--office", str(office), "--data", str(folder))
            computer.run(*ways, *asked)
            computer.run(str(before / "bin/mot-cua"), *asked)


def _is_wanted(release: Release, installed: str, *, is_older_ok: bool) -> bool:
    if release.version == installed:
        return False
    if _parts(release.version) < _parts(installed) and not is_older_ok:
        raise UpdateError(
            f"version {release.version} is older than {installed}, which is installed, and may have"
            " faults that were mended; if it is meant, say  --older"
        )
    return True


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _install(release: Release, home: Path, computer: Computer) -> None:
    computer.make_venv(home)
    pip = (str(home / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check")
    take = (*pip, "install", "--no-index", "--find-links", str(release.folder))
    extra = "[pi]" if any(release.folder.glob("lgpio-*.whl")) else ""
    computer.run(*take, f"mot-cua{extra}=={release.version}")
    if any(release.folder.glob("pygame_ce-*.whl")):
        # As scripts/install_pi.py does: SDL in the wheel of pygame has no KMSDRM on a Pi.
        computer.run(*pip, "uninstall", "--yes", "pygame")
        computer.run(*take, "--force-reinstall", "--no-deps", "pygame-ce")
    (home / ".installed").write_text(f"release {release.version}", encoding="ascii")


def _stay_or_go_back(computer: Computer, version: str, before: Path, say: Say) -> None:
    wrong = computer.falls()
    if not wrong:
        _tidy(computer)
        say(f"Version {version} is in use. To go back:  sudo mot-cua update --back")
        return
    with computer.stopped():
        computer.turn_to(before)
    again = computer.falls()
    raise UpdateError(
        f"version {version} was not well ({wrong}); {before.name} is in use again"
        + (f", but is not well either: {again}" if again else " and is well. Nothing was lost.")
    )


def _tidy(computer: Computer) -> None:
    """Keep this version and the one before it; a card has no room for all that ever were."""
    home = computer.running()
    kept = {home.name, (home / NOTE).read_text("utf-8")}
    for one in computer.link.parent.glob(f"{computer.link.name}-*"):
        if one.name not in kept:
            shutil.rmtree(one)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database that others are writing to, as it is at one moment."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            [[said]] = written.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as problem:
        said = str(problem)
    if said != "ok":
        raise UpdateError(f"{source}: is damaged ({said}); restore a backup before any update")


@contextmanager
def _private_folder(computer: Computer) -> Iterator[Path]:
    """Give a folder beside the programs that only we can write, and take it away again."""
    parent = computer.link.parent
    if not os.access(parent, os.W_OK):
        raise UpdateError("only root may change the programs; type the same after  sudo")
    with tempfile.TemporaryDirectory(prefix=".mot-cua-", dir=parent) as folder:
        yield Path(folder)
