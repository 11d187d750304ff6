"""The demo's visitor is signed in, as whom they like, and types no password."""

from __future__ import annotations

from pathlib import Path

import pytest
from house_of_tests import house_at

from mot_cua.clock import SystemClock
from mot_cua.ids import UnixMs
from office.demo.page import create_page
from office.demo.staff import Staff
from office.demo.texts import TEXTS
from office.demo.watch import Watch
from queue_server.core.people import ROLES


def test_a_visitor_comes_in_as_whom_they_like(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    staff = Staff(
        house.data / "people", "http://127.0.0.1:1", office_ms=UnixMs(0), real_ms=UnixMs(0)
    )
    watch = Watch(house, staff)
    page = create_page(
        house,
        watch,
        clock=SystemClock(),
        server_port=1,
        machine_state=dict,
        order=lambda _: None,
        visit=lambda role: f"session-of-{role}",
    ).test_client()
    for role in ROLES:
        answer = page.get(f"/?role={role}")
        assert (
            f"mot-cua=session-of-{role}; HttpOnly; Path=/; SameSite=Strict"
            in (answer.headers["Set-Cookie"])
        )
        assert TEXTS["vi"][f"role-{role}"] in answer.text
    assert "session-of-admin" in page.get("/?role=nobody").headers["Set-Cookie"]
    watch.close()


def test_nobody_comes_in_while_the_server_is_away(tmp_path: Path) -> None:
    staff = Staff(tmp_path / "people", "http://127.0.0.1:1", office_ms=UnixMs(0), real_ms=UnixMs(0))
    staff.come_in()
    assert staff.visit("admin") == ""
    with pytest.raises(ConnectionError, match="nobody has come in yet"):
        staff.read("/api/office")


def test_passwords_are_made_anew_at_each_start(tmp_path: Path) -> None:
    lists = {
        Staff(tmp_path, "http://127.0.0.1:1", office_ms=UnixMs(0), real_ms=UnixMs(0)).list()
        for _ in range(2)
    }
    assert len(lists) == 2
    assert all(one.startswith("  Tài khoản của lần chạy này:\n    can-bo     ") for one in lists)
