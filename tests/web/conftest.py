"""The pages' fixtures: an office by hand, a client that reads its pages, and a real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice, Served


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path)
    yield made
    made.switch_off()


@pytest.fixture
def client(office: PagesOffice) -> FlaskClient:
    return office.app().test_client()


@pytest.fixture
def served(office: PagesOffice) -> Iterator[Served]:
    made = Served(office)
    yield made
    made.stop()
