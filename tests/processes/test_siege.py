"""Real programs die a hundred times under people's hands; what people saw is in the journal."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from mot_cua.errors import DeviceError, MotCuaError
from office.faults.siege import BrokerKind, Siege, make_broker
from office.faults.visits import Visits

BLOWS = 50


@pytest.mark.process
@pytest.mark.broker
@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", ["embedded", "mosquitto"])
def test_fifty_blows_lose_nothing_and_double_nothing(tmp_path: Path, kind: BrokerKind) -> None:
    siege = Siege(tmp_path, kind)
    with closing(Visits(siege, seed=5)) as visits:
        try:
            siege.start()
            visits.open()
            for _ in range(BLOWS):
                visits.visit()
            visits.settle()
        finally:
            siege.close()
        assert visits.judge() == []
        assert visits.hits.total() == BLOWS
        assert len(visits.answers) >= BLOWS
        assert visits.pressed.total() > 0
        # The judge would have seen it: an answer, a paper and a press that no journal knows.
        visits.answers["request-nobody-sent"] = "ticket-nobody-has"
        visits.pressed.clear()
        problems = visits.judge()
    assert "durable: request-nobody-sent was told ticket-nobody-has" in "\n".join(problems)
    assert any(one.startswith("rating: ") for one in problems)


def test_a_siege_without_mosquitto_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    siege = Siege(tmp_path, "embedded")
    monkeypatch.setattr("shutil.which", lambda *_args, **_named: None)
    with closing(siege), pytest.raises(DeviceError, match="apt-get install mosquitto"):
        make_broker(siege.house, "mosquitto")


def test_an_office_that_does_not_get_well_names_its_log(tmp_path: Path) -> None:
    siege = Siege(tmp_path, "embedded")
    with (
        closing(siege),
        pytest.raises(MotCuaError, match=r"it rained within 0.1 s; see .*programs"),
    ):
        siege.until(lambda: False, "it rained", patience=0.1)
