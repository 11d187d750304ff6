"""`mot-cua clock set`: what is no time is told, and who may not set it learns how."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mot_cua.business_day import local
from mot_cua.errors import DeviceError, MotCuaError, Refused, SettingsError
from mot_cua.ids import SERVER
from mot_cua.login import Login, write_login
from mot_cua.timekeeper import ThisComputer
from office.clock import moment_of
from office.command import commands


def say(*words: str) -> MotCuaError:
    problem = CliRunner().invoke(commands, ["clock", *words]).exception
    assert isinstance(problem, MotCuaError)
    return problem


def test_a_moment_is_read_in_hanois_time() -> None:
    assert f"{local(moment_of('2026-11-21 09:05')):%d/%m/%Y %H:%M}" == "21/11/2026 09:05"


def test_what_is_no_moment_is_told() -> None:
    for text in ("9 giờ", "2026-11-21", "2026-02-30 09:00"):
        with pytest.raises(SettingsError) as told:
            moment_of(text)
        assert str(told.value) == f"{text!r}: expected a moment like '2026-11-21 09:00'"
    with pytest.raises(SettingsError, match="that was before this software was made"):
        moment_of("2025-12-31 23:59")


def test_on_a_device_only_root_may_set_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def may_not(_self: ThisComputer, _wall_ms: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(ThisComputer, "set_wall_ms", may_not)
    problem = say("set", "2026-11-21 09:00", "--data", str(tmp_path))
    assert isinstance(problem, DeviceError)
    assert str(problem) == (
        "the clock cannot be set (Operation not permitted); type the same after  sudo"
    )


def test_on_the_servers_computer_the_server_is_asked(tmp_path: Path) -> None:
    write_login(tmp_path, Login(device=SERVER, password="secret"))
    problem = say("set", "2026-11-21 09:00", "--data", str(tmp_path))
    assert isinstance(problem, Refused)
    assert problem.code == "clock-not-ours"


def test_without_a_wish_there_is_nothing_to_obey(tmp_path: Path) -> None:
    assert "nobody wishes for another time" in str(say("obey", "--data", str(tmp_path)))
