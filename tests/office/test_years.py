"""Years of sample days: what is repeated has to pass for what was lived."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from house_of_tests import house_at

from config.house import House
from mot_cua.errors import SettingsError
from office.command import commands
from office.simulate.years import Written, simulate_days, working_days
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of

DAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path)


def written(house: House) -> Written:
    return simulate_days(house, DAYS, patterns=2, pace=12)


def test_repeated_days_make_a_journal_that_verification_finds_whole(house: House) -> None:
    count = written(house)
    journal = open_journal(house)
    found = verify(journal, house.settings)
    journal.close()
    assert found.problems == []
    assert (found.days, found.tickets, found.events) == count


def test_each_repeated_day_has_its_own_people_and_is_marked_as_sample(house: House) -> None:
    count = written(house)
    journal = open_journal(house)
    days = [reports_of(house, journal).day(day) for day in DAYS]
    journal.close()
    assert [one.is_sample for one in days if one] == [True] * len(DAYS)
    assert sum(one.issued for one in days if one) == count.visits > 100


def test_years_are_not_written_over_an_office_that_has_lived(house: House) -> None:
    written(house)
    with pytest.raises(SettingsError) as refused:
        written(house)
    assert str(refused.value) == f"{house.data}: already has a journal; choose an empty folder"


def test_only_days_on_which_the_office_works_are_lived(house: House) -> None:
    week = working_days(house, date(2026, 11, 12), date(2026, 11, 19))
    assert week == ["2026-11-13", *DAYS]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say --replay FILE or --years N"),
        (["--years", "1"], "--years needs --data FOLDER to keep them in"),
    ],
)
def test_simulate_says_what_it_lacks(words: list[str], said: str) -> None:
    result = CliRunner().invoke(commands, ["simulate", *words])
    assert result.exit_code == 2
    assert said in result.output
