"""A wish for another time, and the one short-lived program that may grant it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mot_cua.clock import BUILD_DATE, ManualClock
from mot_cua.errors import DeviceError, Refused
from mot_cua.ids import UnixMs
from mot_cua.steadiness import Steadiness
from mot_cua.timekeeper import TIME_SERVER, UNIT, WISH, Timekeeper, obey

HOUR = 3_600_000
BOOT = "this boot"


class Pi:
    """A Raspberry Pi: its clock stands while it is off, unless a cell keeps another one going."""

    def __init__(self, *, has_cell: bool = False, may: bool = True) -> None:
        self.clock, self._may = ManualClock(), may
        self._cell = 0 if has_cell else None
        """How far the clock with the cell is from the other, in ms."""

    def set_wall_ms(self, wall_ms: UnixMs) -> None:
        if not self._may:
            raise PermissionError(1, "Operation not permitted")
        self.clock.step(wall_ms - self.clock.wall_ms())
        self._cell = None if self._cell is None else 0

    def drift(self, ms: int) -> None:
        self.clock.step(ms)
        self._cell = None if self._cell is None else self._cell - ms

    def power_cut(self, ms: int) -> None:
        self.clock.advance(ms)
        self.clock.step(-ms if self._cell is None else self._cell)


@pytest.fixture
def pi() -> Pi:
    return Pi()


def keeper(pi: Pi, folder: Path) -> Timekeeper:
    return Timekeeper(folder, pi.clock, BOOT, root=folder / "root")


def wish(pi: Pi, folder: Path, by: int) -> UnixMs:
    wanted = UnixMs(pi.clock.wall_ms() + by)
    keeper(pi, folder).set(wanted)
    return wanted


def test_the_wish_is_granted_to_the_millisecond_however_long_it_waited(
    pi: Pi, tmp_path: Path
) -> None:
    wanted = wish(pi, tmp_path, 3 * HOUR)
    assert stat.S_IMODE((tmp_path / WISH).stat().st_mode) == 0o600
    pi.clock.advance(7_300)
    assert obey(tmp_path, pi, pi.clock, BOOT) == wanted + 7_300
    assert pi.clock.wall_ms() == wanted + 7_300
    assert not (tmp_path / WISH).exists()


def test_a_clock_with_a_cell_is_set_too_and_right_after_the_next_power_cut(tmp_path: Path) -> None:
    pi = Pi(has_cell=True)
    right = pi.clock.wall_ms()
    pi.drift(-3 * HOUR)
    wish(pi, tmp_path, 3 * HOUR)
    obey(tmp_path, pi, pi.clock, BOOT)
    pi.power_cut(HOUR)
    assert pi.clock.wall_ms() == right + HOUR


def test_a_wish_of_another_boot_or_of_long_ago_is_thrown_away(pi: Pi, tmp_path: Path) -> None:
    for boot, late in (("another boot", 0), (BOOT, 60_001)):
        wish(pi, tmp_path, HOUR)
        pi.clock.advance(late)
        before = pi.clock.wall_ms()
        with pytest.raises(DeviceError) as told:
            obey(tmp_path, pi, pi.clock, boot)
        path = tmp_path / WISH
        assert str(told.value) == f"{path}: was left more than a minute ago; set the time again"
        assert (pi.clock.wall_ms(), path.exists()) == (before, False)


def test_what_is_no_wish_moves_nothing_and_is_removed(pi: Pi, tmp_path: Path) -> None:
    path = tmp_path / WISH
    with pytest.raises(DeviceError, match="nobody wishes for another time"):
        obey(tmp_path, pi, pi.clock, BOOT)
    path.parent.mkdir()
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(DeviceError, match=r"is no wish for a time .*; it was removed"):
        obey(tmp_path, pi, pi.clock, BOOT)
    assert not path.exists()
    keeper(pi, tmp_path).set(UnixMs(BUILD_DATE - 1))
    with pytest.raises(DeviceError, match="before this software was made; set the time again"):
        obey(tmp_path, pi, pi.clock, BOOT)


def test_a_program_without_the_right_says_where_the_right_comes_from(tmp_path: Path) -> None:
    pi = Pi(may=False)
    wish(pi, tmp_path, HOUR)
    with pytest.raises(DeviceError) as told:
        obey(tmp_path, pi, pi.clock, BOOT)
    assert str(told.value) == (
        "the clock cannot be set (Operation not permitted); what allows it:"
        " systemctl cat mot-cua-clock.service"
    )


def test_nobody_is_let_wish_where_nobody_listens_or_a_time_server_does(
    pi: Pi, tmp_path: Path
) -> None:
    asked, root = keeper(pi, tmp_path), tmp_path / "root"
    with pytest.raises(Refused) as told:
        asked.require()
    assert told.value.code == "clock-not-ours"
    assert str(told.value) == f"{UNIT} is not there; sudo scripts/install-pi makes it"
    unit = root / UNIT.relative_to("/")
    unit.parent.mkdir(parents=True)
    unit.symlink_to("../mot-cua-clock.path")
    asked.require()
    heard = root / TIME_SERVER.relative_to("/")
    heard.parent.mkdir(parents=True)
    heard.touch()
    with pytest.raises(Refused) as told:
        asked.require()
    assert told.value.code == "clock-kept"
    assert str(told.value) == "a time server keeps this clock; it would put it back"


def test_a_leap_that_somebody_answers_for_is_believed_at_once_and_another_is_not() -> None:
    clock = ManualClock()
    steadiness = Steadiness(clock)
    assert steadiness.is_steady
    steadiness.expect(UnixMs(clock.wall_ms() + 5 * HOUR))
    clock.step(5 * HOUR + 2_000)
    assert steadiness.is_steady
    clock.step(5 * HOUR)
    assert not steadiness.is_steady
