"""Days of trouble from one seed each: what people saw and were told is what the journal says.

`--faults-days 200` lives as many days; without it, some days that fit into a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from faults.bugs import BUGS
from house_of_tests import house_at

from office.faults.days import live

BUG_SEEDS = range(1, 9)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        days = metafunc.config.getoption("--faults-days")
        metafunc.parametrize("seed", range(1, days + 1))


def test_a_day_of_trouble_loses_nothing_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    outcome = live(house_at(tmp_path), seed, minutes=30)
    assert not outcome.problems, outcome.told
    assert outcome.issued > 20
    assert len(outcome.faults) > 10


def test_the_same_seed_lives_the_same_day_again(tmp_path: Path) -> None:
    first, again = (live(house_at(tmp_path / name), 7, minutes=20) for name in ("a", "b"))
    assert first == again
    assert live(house_at(tmp_path / "c"), 8, minutes=20).history != first.history


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_bug_does_not_survive_some_days_of_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    found: set[str] = set()
    for seed in BUG_SEEDS:
        outcome = live(house_at(tmp_path / str(seed)), seed, minutes=30)
        found = {problem.split(":")[0] for problem in outcome.problems}
        if found:
            break
    assert BUGS[bug] in found, f"caught by {found or 'nothing'}"


def test_a_day_that_failed_tells_how_to_live_it_again(tmp_path: Path) -> None:
    outcome = live(house_at(tmp_path), 9, minutes=2)._replace(problems=["lost: 1001"])
    assert outcome.told == "seed 9: lost: 1001 (again: python bench/faults.py --seed 9)"
