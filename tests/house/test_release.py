"""What a release brings along: just the packages of our locks that a Raspberry Pi needs."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def wheels(monkeypatch):
    """`scripts/wheels.py`, which finds its neighbours as a script does."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location("wheels", ROOT / "scripts/wheels.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOCK = """\
click==8.5.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
lgpio==0.2.2.0 ; python_full_version < '3.13' \\
    --hash=sha256:dd
"""
CLICK = "click==8.5.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
LGPIO = "lgpio==0.2.2.0 \\\n    --hash=sha256:dd\n"


def test_a_pi_gets_what_it_needs_with_all_hashes_and_nothing_of_other_systems(wheels):
    assert list(wheels.needed(LOCK, "3.11")) == [CLICK, LGPIO]


def test_from_python_3_13_on_the_buttons_library_is_the_systems_own(wheels):
    assert list(wheels.needed(LOCK, "3.13")) == [CLICK]


def test_a_package_without_hashes_is_no_part_of_a_release(wheels):
    with pytest.raises(SystemExit) as told:
        list(wheels.needed("click==8.5.1\n", "3.11"))
    assert str(told.value) == "'click==8.5.1\\n' is no package with hashes; run scripts/lock"


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_our_own_locks_make_a_whole_release(wheels, python):
    run, instead = (
        (ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("run.txt", "pi.txt")
    )
    names = [one.split("==")[0] for one in wheels.needed(run, python)]
    assert len(names) > 30
    assert ("lgpio" in names) == (python == "3.11")
    [pygame] = wheels.needed(instead, python)
    assert re.match(r"pygame-ce==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", pygame)
    assert "pygame-ce" not in names, "both fill one folder"
