"""A folder that stands for a Pi, and the installer at work on it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from install.desk import REPOSITORY, Install


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """The disk of a Pi on which nothing of ours is yet."""
    root = tmp_path / "pi"
    root.mkdir()
    return root


@pytest.fixture
def install(pi: Path) -> Install:
    """`scripts/install-pi` on that disk, without the libraries, which would come from an index."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [REPOSITORY / "scripts/install-pi", "--root", pi, "--no-venv", *arguments]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [str(one) for one in command],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip

    return run
