"""The scribe of the screens' tests."""

from __future__ import annotations

import pytest
from screen_views import Scribe


@pytest.fixture
def scribe(monkeypatch: pytest.MonkeyPatch) -> Scribe:
    return Scribe(monkeypatch)
