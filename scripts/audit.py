"""Ask the public register of vulnerabilities about every locked package, and word its answer.

Nobody answers on a computer without the internet, and an index of one's own is not known there.
Then nothing is known: neither that all is well, nor that anything is wrong. That is said, and is no
failure, because a check that fails for want of a network is soon switched off.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

LOCKS: Final = Path(__file__).resolve().parent.parent / "requirements"
COMMAND: Final = (
    sys.executable, "-m", "pip_audit", "--require-hashes",
    "--requirement", str(LOCKS / "run.txt"), "--requirement", str(LOCKS / "pi.txt"),
    "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15",
)  # fmt: skip
PATIENCE: Final = 300.0


class Verdict(NamedTuple):
    """What is known, in lines, and how the program ends."""

    lines: tuple[str, ...]
    code: int


def main() -> int:
    """Ask, print, and return the exit code."""
    try:
        asked = subprocess.run(
            COMMAND, capture_output=True, check=False, text=True, timeout=PATIENCE
        )
        verdict = read(asked.stdout, asked.stderr)
    except subprocess.TimeoutExpired:
        verdict = read("", f"no answer within {PATIENCE:g} s")
    sys.stdout.write("\n".join(verdict.lines) + "\n")
    return verdict.code


def read(said: str, complained: str) -> Verdict:
    """Word what pip-audit has said: JSON on its output, complaints beside it."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = complained.strip().splitlines()[-1:] or ["it said nothing"]
        return Verdict(
            (
                f"NOT CHECKED: the register of vulnerabilities could not be asked ({why[0]}).",
                "Nothing is known about any package. Try again where there is a way to it.",
            ),
            0,
        )
    found = tuple(_finding(one, hole) for one in packages for hole in one.get("vulns", ()))
    unknown = [str(one["name"]) for one in packages if "skip_reason" in one]
    return Verdict((*found, *_summary(packages, found, unknown)), 1 if found else 0)


def _finding(package: dict[str, Any], hole: dict[str, Any]) -> str:
    cure = ", ".join(hole.get("fix_versions", ())) or "no version yet"
    return f"VULNERABLE: {package['name']} {package['version']}: {hole['id']}; mended in {cure}"


def _summary(
    packages: Sequence[object], found: Sequence[str], unknown: Sequence[str]
) -> tuple[str, ...]:
    checked = len(packages) - len(unknown)
    if checked == 0:
        return ("NOT CHECKED: the register of vulnerabilities knew none of our packages here.",)
    lines = [f"{checked} packages checked, {len(found)} known vulnerabilities."]
    if found:
        lines.append("Take the mended versions: scripts/lock --upgrade, then scripts/test.")
    if unknown:
        lines.append(
            f"NOT CHECKED: {len(unknown)} packages are unknown there: {', '.join(unknown)}"
        )
    return tuple(lines)


if __name__ == "__main__":
    sys.exit(main())
