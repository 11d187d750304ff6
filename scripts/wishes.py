"""What a computer of an office ought to have on its disk: files and links, compared and written."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent.parent
VENV: Final = Path("/opt/mot-cua")
UNITS: Final = Path("/etc/systemd/system")
OFFICE: Final = Path("/etc/mot-cua/office.toml")

FOLDERS: Final = {
    "system": (UNITS, "what systemd runs"),
    "sysusers.d": (Path("/etc/sysusers.d"), "the user of the programs"),
    "tmpfiles.d": (Path("/etc/tmpfiles.d"), "the data folder"),
    "modules-load.d": (Path("/etc/modules-load.d"), "drivers that must be there first"),
    "udev.rules.d": (Path("/etc/udev/rules.d"), "names and groups of devices"),
    "journald.conf.d": (Path("/etc/systemd/journald.conf.d"), "the log stays in memory"),
    "system.conf.d": (Path("/etc/systemd/system.conf.d"), "the computer's own watchdog"),
}
"""Folder in systemd/ → where its files belong, and what for."""


class Trouble(Exception):
    """A sentence for the technician: what is wrong, where, and what to do."""


class Wish(NamedTuple):
    """A file or a link as it ought to be."""

    path: Path
    why: str
    content: bytes | None = None
    link: str = ""

    def is_there(self, root: Path) -> bool:
        """Whether the disk has it already."""
        place = under(root, self.path)
        if self.content is None:
            return place.is_symlink() and str(place.readlink()) == self.link
        return place.is_file() and place.read_bytes() == self.content

    def lines(self, root: Path) -> Iterator[str]:
        """Say what would change: new, or the lines that differ."""
        place = under(root, self.path)
        if self.content is None:
            yield f"+ {self.path} -> {self.link}   ({self.why})"
            return
        is_new = not place.exists()
        yield f"{'+' if is_new else '~'} {self.path}   ({self.why})"
        if is_new:
            return
        before = place.read_text(encoding="utf-8", errors="replace").splitlines()
        after = self.content.decode(errors="replace").splitlines()
        for line in list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]:
            yield f"    {line}"

    def grant(self, root: Path) -> None:
        """Write it whole or not at all, whatever happens to the power."""
        place = under(root, self.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f".{place.name}.new")
        half.unlink(missing_ok=True)
        if self.content is None:
            half.symlink_to(self.link)
        else:
            with half.open("xb") as file:
                half.chmod(0o644)
                file.write(self.content)
                file.flush()
                os.fsync(file.fileno())
        half.replace(place)


def under(root: Path, path: Path) -> Path:
    """Name a path of the computer in the folder that stands for it."""
    return root / path.relative_to("/")


def our_files() -> Iterator[Wish]:
    """Wish for everything in systemd/, each file where systemd looks for it."""
    for folder, (place, why) in FOLDERS.items():
        for file in sorted((HERE / "systemd" / folder).iterdir()):
            yield Wish(place / file.name, why, file.read_bytes())
    yield Wish(Path("/usr/local/bin/mot-cua"), "the command", link=f"{VENV}/bin/mot-cua")
    wants = UNITS / "multi-user.target.wants"
    yield Wish(wants / "mot-cua.target", "starts with the computer", link="../mot-cua.target")
    timer = "mot-cua-backup.timer"
    yield Wish(UNITS / "timers.target.wants" / timer, "a backup every evening", link=f"../{timer}")


def parsed(text: bytes) -> dict[str, Any]:
    """Read TOML; every other mistake is found by `mot-cua check`."""
    try:
        return tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Trouble(
            f"the office file is not TOML ({problem}); mend that line and try again"
        ) from None


def register(office: dict[str, Any], given: Path | None) -> Iterator[Wish]:
    """Wish for the table of procedures, which stands beside the office file and is named there.

    Raises:
        Trouble: it does not stand beside the file that is given.
    """
    name = office.get("office", {}).get("procedures")
    if not (name and given):
        return
    try:
        content = (given.parent / name).read_bytes()
    except OSError as problem:
        raise Trouble(
            f"--office {given}: its table of procedures, {given.parent / name}, cannot be read"
            f" ({problem.strerror}); put it there, or leave out `procedures` in [office]"
        ) from None
    yield Wish(OFFICE.parent / name, "the table of procedures", content)
