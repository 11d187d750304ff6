"""Make this computer a part of an office; what is right already stays as it is.

1. Everything is wished for first, as files and links; the plan is where the disk differs.
2. `--dry-run` prints the plan and ends. Otherwise it is carried out, and systemd is told.
3. A run that broke off is taken up by the next: the mark of a finished one is written last.

It runs with the system's own Python, before there is any other: standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from wishes import HERE, OFFICE, UNITS, VENV, Trouble, Wish, our_files, parsed, register, under

DATA: Final = Path("/var/lib/mot-cua")
LOCK: Final = HERE / "requirements" / "run.txt"
INSTEAD: Final = LOCK.with_name("pi.txt")
MARK: Final = ".installed"
"""What a finished run leaves in the virtual environment; one that broke off leaves none."""

SERVER: Final = ("mot-cua-server.service", "mot-cua-clock.path")
"""The server, and what sets the clock when an administrator says so."""
TABLES: Final = {"kiosk": "kiosk", "display": "board", "bridge": "bridge"}
"""Role → its table in the office file."""

PEOPLE: Final[Sequence[Sequence[str]]] = (
    ("systemd-sysusers", "mot-cua.conf"),
    ("systemd-tmpfiles", "--create", "mot-cua.conf"),
)
SETTLE: Final[Sequence[Sequence[str]]] = (
    ("systemctl", "daemon-reexec"),
    # Not waited for: it fails where a kernel lacks one of the drivers, and has loaded the others.
    ("systemctl", "restart", "--no-block", "systemd-modules-load.service"),
    ("systemctl", "restart", "systemd-journald.service"),
    ("udevadm", "control", "--reload"),
    ("udevadm", "trigger"),
)
START: Final = ("systemctl", "restart", "mot-cua.target", "mot-cua-backup.timer")
RUNNING: Final = Path("/run/systemd/system")
"""There as long as systemd runs; not where a card is prepared that is yet to be started."""
STOP: Final = ("systemctl", "stop", "mot-cua.target", "mot-cua-backup.timer")
FORGET: Final[Sequence[Sequence[str]]] = (
    ("systemctl", "daemon-reexec"),
    ("systemctl", "restart", "systemd-journald.service"),
    ("udevadm", "control", "--reload"),
)


def say(text: str) -> None:
    """Tell the technician."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def units_of(office: dict[str, Any], roles: Sequence[str], name: str | None) -> list[str]:
    """Name the units that this computer runs. Raises Trouble: there is no such device."""
    if "all" in roles:
        return [
            *SERVER,
            *(
                f"mot-cua-{role}@{one['id']}.service"
                for role, table in TABLES.items()
                for one in office.get(table, ())
            ),
        ]
    devices = [
        f"mot-cua-{role}@{_device(office, role, name)}.service"
        for role in roles
        if role != "server"
    ]
    return [*(SERVER if "server" in roles else ()), *devices]


def _device(office: dict[str, Any], role: str, name: str | None) -> str:
    table = TABLES[role]
    known = [str(one["id"]) for one in office.get(table, ())]
    if name is None and len(known) == 1:
        return known[0]
    if name in known:
        return str(name)
    what = f"no [[{table}]] {name!r}" if name else f"{len(known)} [[{table}]]"
    raise Trouble(
        f"--role {role}: the office file has {what}; say which with --id:"
        f" {', '.join(known) or 'there is none, add it to the file first'}"
    )


def office_text(given: Path | None, root: Path) -> bytes:
    """Read the office file: the one that is given, or the one that is there."""
    place = given or under(root, OFFICE)
    try:
        return place.read_bytes()
    except OSError as problem:
        if given is None:
            raise Trouble(
                f"there is no {OFFICE} yet; copy config/office.toml, make it your office's, and"
                " say  --office FILE"
            ) from None
        raise Trouble(f"--office {given}: cannot be read ({problem.strerror})") from None


def wishes(options: argparse.Namespace) -> list[Wish]:
    """Wish for all files and links of this computer's roles."""
    text = office_text(options.office, options.root)
    office = parsed(text)
    all_of_them = [*our_files(), Wish(OFFICE, "the office file", text)]
    all_of_them += register(office, options.office)
    for unit in units_of(office, options.role, options.id):
        template = f"{unit.partition('@')[0]}@.service" if "@" in unit else unit
        place = UNITS / "mot-cua.target.wants" / unit
        all_of_them.append(Wish(place, "is started here", link=f"../{template}"))
    return all_of_them


def fingerprint(wheel: Path | None) -> str:
    """Tell one state of the programs from another."""
    files = [wheel] if wheel else [HERE / "pyproject.toml", *sorted(_program_files())]
    files += [LOCK, INSTEAD]
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def _program_files() -> Iterator[Path]:
    packages = parsed((HERE / "pyproject.toml").read_bytes())
    for name in packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        for file in (HERE / name).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def make_venv(options: argparse.Namespace) -> None:
    """Install the programs and all they need into a virtual environment of their own."""
    place = under(options.root, VENV)
    source = str(options.wheel or HERE)
    # The system's python3, never one below /home: ProtectHome would hide it from the units.
    # From 3.13 on lgpio has no wheel, and the system's must be seen (pyproject.toml, `pi`).
    sees = ("--system-site-packages",) if sys.version_info >= (3, 13) else ()
    run("/usr/bin/python3", "-m", "venv", *sees, str(place))
    pip = (str(place / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check")
    # Exactly what was tested, file by file; a package that is another one is refused.
    run(*pip, "install", "--require-hashes", "--requirement", str(LOCK))
    run(*pip, "install", f"{source}[pi]")
    run(*pip, "install", "--force-reinstall", "--no-deps", source)
    # Measured in the wheels for aarch64: SDL of pygame 2.6.1 has no KMSDRM, that of pygame-ce has.
    # Both fill one folder, so that one must go before the other comes.
    run(*pip, "uninstall", "--yes", "pygame")
    run(*pip, "install", "--require-hashes", "--requirement", str(INSTEAD))


def run(*command: str) -> None:
    """Run a command, and say so. Raises Trouble when it fails."""
    say(f"$ {' '.join(command)}")
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Trouble(
            f"this did not work ({problem}); the lines above say why. Mend it and type the same"
            " command again: what is done stays done. Missing:  sudo apt-get install python3-venv"
        ) from None


def install(options: argparse.Namespace) -> None:
    """Bring this computer to what is wished for."""
    plan = [one for one in wishes(options) if not one.is_there(options.root)]
    venv, made = under(options.root, VENV), under(options.root, VENV / MARK)
    mark = "" if options.no_venv else fingerprint(options.wheel)
    is_old = not made.exists() or made.read_text(encoding="ascii") != mark
    if is_old and not options.no_venv:
        say(f"{'~' if venv.exists() else '+'} {VENV}   (the programs and their libraries)")
    for line in (line for one in plan for line in one.lines(options.root)):
        say(line)
    if not (plan or is_old):
        say("Nothing to do: this computer is as it should be.")
        return
    if options.dry_run:
        for command in commands(options):
            say(f"$ {' '.join(command)}")
        say("Nothing was changed (--dry-run).")
        return
    made.unlink(missing_ok=True)
    if is_old and not options.no_venv:
        make_venv(options)
        run(str(venv / "bin/mot-cua"), "check", str(options.office or under(options.root, OFFICE)))
    carry_out(plan, options)
    venv.mkdir(parents=True, exist_ok=True)
    made.write_text(mark, encoding="ascii")
    say("Done. See:  systemctl status 'mot-cua*'    journalctl -u 'mot-cua*' -f")
    if not {"server", "all"} & set(options.role):
        say(
            "Now let it in: on the server  sudo --user=mot-cua mot-cua enroll NAME"
            "  (docs/devices.md)"
        )


def carry_out(plan: Sequence[Wish], options: argparse.Namespace) -> None:
    """Write the files, tell systemd, and start the programs."""
    for one in plan:
        one.grant(options.root)
    for command in commands(options):
        run(*command)


def commands(options: argparse.Namespace) -> Sequence[Sequence[str]]:
    """Return what is said to the computer after the files are written."""
    if is_folder(options):
        return ()
    return (*PEOPLE, *SETTLE, START) if RUNNING.exists() else PEOPLE


def uninstall(options: argparse.Namespace) -> None:
    """Take away the programs and their units; the data, the office file and the user stay."""
    root = options.root
    places = [under(root, one.path) for one in our_files()]
    wants = under(root, UNITS / "mot-cua.target.wants")
    places += sorted(wants.glob("mot-cua-*"))
    there = [one for one in places if one.is_symlink() or one.exists()]
    for place in there:
        say(f"- /{place.relative_to(root)}")
    # After an update it is a link, with a folder for each version beside it.
    homes = sorted(under(root, VENV.parent).glob(f"{VENV.name}*"))
    for home in homes:
        say(f"- /{home.relative_to(root)}")
    say(f"= {DATA} and {OFFICE.parent} stay: the data and the office file")
    if options.dry_run:
        say("Nothing was changed (--dry-run).")
        return
    hears = RUNNING.exists() and not is_folder(options)
    if hears and (UNITS / "mot-cua.target").exists():
        run(*STOP)
    for place in there:
        place.unlink()
    shutil.rmtree(wants, ignore_errors=True)
    for home in homes:
        home.unlink() if home.is_symlink() else shutil.rmtree(home)
    for command in FORGET if hears else ():
        run(*command)


def is_folder(options: argparse.Namespace) -> bool:
    """Whether a folder stands for the computer, which then hears no commands."""
    return bool(options.root != Path("/"))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/install-pi",
        description="Make this computer a part of an office. docs/install.md goes with it.",
    )
    add = parser.add_argument
    roles = ("server", *TABLES, "all")
    add("--role", action="append", choices=roles, help="What it is; may be given more than once.")
    add("--id", help="Its name in the office file; not needed where there is only one.")
    add("--office", type=Path, metavar="FILE", help="The office file; later runs may leave it out.")
    add("--wheel", type=Path, metavar="FILE", help="The programs; else they come from this folder.")
    add("--dry-run", action="store_true", help="Show every change, and make none.")
    add("--uninstall", action="store_true", help="Take it away again; the data stay.")
    add("--root", type=Path, default=Path("/"), help="A folder instead of this computer.")
    add("--no-venv", action="store_true", help="Leave /opt/mot-cua alone.")
    options = parser.parse_args(arguments)
    if not (options.role or options.uninstall):
        parser.error(f"say what this computer is:  --role {'|'.join(roles)}")
    return options


def _require_rights(options: argparse.Namespace) -> None:
    if not (options.dry_run or is_folder(options)) and os.geteuid() != 0:
        raise Trouble("only root may change this computer; type the same after  sudo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it; a mistake that a technician can mend is one sentence."""
    options = parse(arguments)
    try:
        _require_rights(options)
        (uninstall if options.uninstall else install)(options)
    except Trouble as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
