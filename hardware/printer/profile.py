"""What a technician has seen one printer print right; everything else is sent as bitmaps.

A printer does not say what it can do, and two printers of one name differ. So nothing faster than
bitmaps is switched on before somebody has looked at paper (`mot-cua doctor printer`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Final

import msgspec

from mot_cua.errors import SettingsError

_HEADING: Final = """\
# What this printer prints right, as somebody has seen on its self-test:  mot-cua doctor printer
# true where the page came out right. What is false is sent as bitmaps, which every printer prints.

"""
_REMARKS: Final = {
    "ascii_number": "page B: the number in the printer's own letters",
    "native_qr": "page C: the printer draws the QR code itself",
    "graphics": "page D: fingerprints of the pictures that the printer keeps, in their order",
    "text_only": "page E alone came out right: tickets in plain letters without accents",
    "has_cutter": "false for a printer whose paper is torn off",
}


Fingerprint = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The faster modes of one printer."""

    ascii_number: bool = False
    native_qr: bool = False
    graphics: Annotated[tuple[Fingerprint, ...], msgspec.Meta(max_length=255)] = ()
    """The pictures in the printer's own memory, which keeps them without power, in their order."""
    text_only: bool = False
    has_cutter: bool = True


BITMAPS: Final = Profile()
"""Right on every ESC/POS printer with a knife."""


def profile_path(data: Path, kiosk: str) -> Path:
    """Name the file in which a kiosk's printer profile is kept."""
    return data / f"{kiosk}-printer.toml"


def read_profile(path: Path) -> Profile:
    """Read a profile; without a file, everything is sent as bitmaps.

    Raises:
        SettingsError: the file is damaged; the text names the place and the cure.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return BITMAPS
    except OSError as problem:
        raise SettingsError(f"{path}: cannot be read ({problem.strerror})") from None
    try:
        return msgspec.toml.decode(text, type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(
            f"{path}: {problem}; mend it, or delete it and run:  mot-cua doctor printer"
        ) from None


def save_profile(path: Path, profile: Profile) -> None:
    """Keep a profile; a power cut leaves the old file or the new one.

    Raises:
        SettingsError: it cannot be written there.
    """
    values = msgspec.to_builtins(profile)
    lines = [f"# {_REMARKS[name]}\n{name} = {_toml(value)}\n" for name, value in values.items()]
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(_HEADING + "\n".join(lines))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as problem:
        raise SettingsError(
            f"{path}: the profile cannot be kept here ({problem.strerror}); choose another folder"
            " with --data"
        ) from None


def _toml(value: bool | list[str]) -> str:
    # JSON writes lists of plain strings, and true and false, as TOML does.
    return json.dumps(value)
