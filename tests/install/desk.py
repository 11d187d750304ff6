"""Where the installer's tests find things."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
OFFICE = REPOSITORY / "config/office.toml"

Install = Callable[..., subprocess.CompletedProcess[str]]
