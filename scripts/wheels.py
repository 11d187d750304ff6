"""Print what of our locks a Raspberry Pi needs, with hashes: `scripts/release` fetches just that.

pip reads the markers of a lock for the computer that it runs on, and not for the one that it
fetches for. Here they are read for a Pi, and left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from licences import LOCK, PI
from packaging.markers import Marker

PACKAGE: Final = re.compile(r"(?P<pin>[a-z0-9.-]+==[^ ;]+)(?: ; (?P<marker>[^\\]+))? \\\n")


def needed(lock: str, python: str) -> Iterator[str]:
    """Yield the blocks of a lock that a Pi with a Python such as `3.13` needs, without markers."""
    computer = {**PI, "python_version": python, "python_full_version": f"{python}.0"}
    for block in re.split(r"\n(?=\S)", lock):
        found = PACKAGE.match(block)
        if found is None:
            raise SystemExit(f"{block[:60]!r} is no package with hashes; run scripts/lock")
        marker = found["marker"]
        if marker is None or Marker(marker.strip()).evaluate(dict(computer)):
            yield f"{found['pin']} \\\n{block[found.end() :].rstrip()}\n"


if __name__ == "__main__":
    for lock in (LOCK, *map(Path, sys.argv[2:])):
        sys.stdout.writelines(needed(lock.read_text(encoding="utf-8"), sys.argv[1]))
