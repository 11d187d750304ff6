"""A release: wheels in a folder, the list of their sums, and a signature over that list.

The signature is one of OpenSSH, made and checked by `ssh-keygen`: every Pi has it, and technicians
know how to keep its keys. Who may sign stands in a file of "allowed signers" on the computer.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

from mot_cua.errors import UpdateError

SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"
PURPOSE: Final = "mot-cua-release"
"""What the signature is for; one that was made for something else is worth nothing here."""

LARGEST: Final = 1 << 30
"""Bytes of a whole release; it is about 120 MB with all libraries."""

_LINE = re.compile(r"([0-9a-f]{64}) [ *]([A-Za-z0-9_.+-]+\.whl)")
_WHEEL = re.compile(r"mot_cua-(\d+(?:\.\d+)*)-py3-none-any\.whl")


class Release(NamedTuple):
    """Wheels on our own disk that were seen to be what somebody we trust has signed."""

    folder: Path
    version: str
    signer: str


def take_in(stick: Path, folder: Path, signers: Path) -> Release:
    """Copy a release into `folder`, which nobody else can write, and check the copy.

    A stick may say something else when it is read a second time; what was checked is what is used.

    Raises:
        UpdateError: the release is not whole, or nobody we trust has signed it.
    """
    _copy(stick, folder)
    signer = _signer(folder, signers)
    _check_sums(folder)
    versions = [found[1] for one in folder.iterdir() if (found := _WHEEL.fullmatch(one.name))]
    if len(versions) != 1:
        raise UpdateError(
            f"{stick}: holds {len(versions)} wheels of mot-cua, not one; take the folder as it was"
            " released"
        )
    return Release(folder, versions[0], signer)


def _copy(stick: Path, folder: Path) -> None:
    try:
        names = [SUMS, SIGNATURE, *sorted(one.name for one in stick.glob("*.whl"))]
        if sum((stick / name).stat().st_size for name in names) > LARGEST:
            raise UpdateError(f"{stick}: is larger than a release can be; nothing was copied")
        for name in names:
            shutil.copyfile(stick / name, folder / name)
    except OSError as problem:
        raise UpdateError(
            f"{stick}: is no release ({problem.strerror}: {problem.filename}); name the folder with"
            f" the wheels, {SUMS} and {SIGNATURE}"
        ) from None


def _signer(folder: Path, signers: Path) -> str:
    if not signers.is_file():
        raise UpdateError(
            f"{signers}: does not exist, so no release can be believed; write there whose releases"
            " this computer takes:  NAME KEY  (docs/updates.md)"
        )
    asked = ("-f", str(signers), "-s", str(folder / SIGNATURE))
    names = _ssh_keygen("find-principals", *asked).stdout.split()
    for name in names:
        said = _ssh_keygen("verify", *asked, "-I", name, "-n", PURPOSE, text=folder / SUMS)
        if said.returncode == 0:
            return name
    raise UpdateError(
        f"{SIGNATURE}: nobody of {signers} has signed this release; ask for it again from who made"
        " it, and install nothing of it"
    )


def _ssh_keygen(
    act: str, *asked: str, text: Path | None = None
) -> subprocess.CompletedProcess[str]:
    said = text.read_text(encoding="utf-8", errors="replace") if text else ""
    command = ("ssh-keygen", "-Y", act, *asked)
    try:
        return subprocess.run(
            command,
            input=said, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
    except FileNotFoundError:
        raise UpdateError(
            "ssh-keygen is missing, which checks signatures:  sudo apt-get install openssh-client"
        ) from None


def _check_sums(folder: Path) -> None:
    listed: dict[str, str] = {}
    for number, line in enumerate((folder / SUMS).read_text("utf-8").splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if not found:
            raise UpdateError(f"{SUMS}, line {number}: is no sum and name of a wheel")
        listed[found[2]] = found[1]
    there = {one.name: one for one in folder.glob("*.whl")}
    if odd := sorted(listed.keys() ^ there.keys()):
        raise UpdateError(f"{odd[0]}: is in the list or in the folder, but not in both; copy again")
    for name, path in there.items():
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                raise UpdateError(
                    f"{name}: is not the file that was signed; copy the release again"
                )
