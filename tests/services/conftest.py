"""A whole office in one thread, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from house_of_tests import house_at

from config.house import House
from mot_cua.business_day import ms_of
from mot_cua.ids import UnixMs
from office.simulate.stage import Stage

DAY = "2026-11-20"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path)


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    stage = Stage(house, begins=UnixMs(ms_of(DAY, "09:00")))
    yield stage
    stage.close()
