"""The house is packaged flat: its names must be nobody else's, and nothing may be left out."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from mot_cua import VERSION

ROOT = Path(__file__).parent.parent.parent
OURS = {"mot_cua", "config", "hardware", "kiosk", "display"} | {
    "firmware_bridge",
    "queue_server",
    "office",
}


def test_no_dependency_ships_a_package_with_one_of_our_names() -> None:
    for name, sellers in importlib.metadata.packages_distributions().items():
        if name in OURS:
            assert set(sellers) == {"mot-cua"}, f"{name} is also shipped by {sellers}"


def test_the_wheel_carries_every_package_with_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *sorted(OURS)], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert set(tracked) <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
