"""Hands and counter units through whole programs: faults are told, presses keep their moment."""

from __future__ import annotations

import pytest
from on_the_stage import ask

from hardware.inputs import (
    HandsFault,
    KioskRatingTouched,
    RatingHeld,
    RatingTouched,
    Scanned,
    ServicePressed,
    UnitChanged,
)
from hardware.speaker.port import SpeakerStatus
from mot_cua.ids import CounterNo, DeviceId, Ticks
from office.simulate.stage import Stage, StageSpeaker
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.journal.report import Reports

ONE = CounterNo(1)


def events(stage: Stage, kind: type[e.Event]) -> list[e.Event]:
    return [row.event for row in stage.server.journal.read() if isinstance(row.event, kind)]


def later(stage: Stage, seconds: float) -> None:
    stage.advance_to(int(stage.clock.wall_ms() + seconds * 1000))


@pytest.fixture
def two_visits(stage: Stage) -> Stage:
    """Counter 1 has finished 1001, whose window is open, and then 1002, whose window is to come."""
    for _ in range(2):
        later(stage, 4)
        stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    for _ in range(2):
        ask(stage, c.CallNext, ONE)
        later(stage, 1)
        ask(stage, c.Finish, ONE)
    assert stage.panels[ONE].label == "1001"
    return stage


def test_a_unit_that_goes_and_comes_is_told_with_its_remark(stage: Stage) -> None:
    for state, detail in (("silent", "check its cable"), ("ready", "")):
        stage.to_bridge(UnitChanged(1, state, detail))
        [health] = [
            one.status.health for name, one in stage.server.devices.items() if name == "bridge-1"
        ]
        assert health == {"unit-1": state}
    assert events(stage, e.DeviceReported)[-2:] == [
        e.DeviceReported(part="unit-1", state="silent", detail="check its cable"),
        e.DeviceReported(part="unit-1", state="ready"),
    ]


def test_a_press_rates_the_visit_that_the_lamps_stood_for(two_visits: Stage) -> None:
    stage = two_visits
    pressed = stage.clock.monotonic_ms()
    later(stage, 29)
    assert stage.panels[ONE].label == "1002"
    # The press on 1001 was under way while the lamps went on to 1002.
    stage.to_bridge(RatingTouched(1, "satisfied", pressed, "1001"))
    stage.to_bridge(RatingTouched(1, "very-satisfied", stage.clock.monotonic_ms(), "1002"))
    given = events(stage, e.RatingGiven)
    labels = [stage.server.office.windows[one.leg].label for one in given]  # type: ignore[attr-defined]
    strays = [one.reason for one in events(stage, e.PressWasStray)]  # type: ignore[attr-defined]
    assert (labels, strays) == (["1002"], ["too-late"])


def test_a_press_while_the_lamps_were_out_rates_nobody(two_visits: Stage) -> None:
    stage = two_visits
    stage.to_bridge(RatingTouched(1, "satisfied", stage.clock.monotonic_ms(), ""))
    [stray] = events(stage, e.PressWasStray)
    assert (stray.reason, stage.panels[ONE].label) == ("not-invited", "1001")  # type: ignore[attr-defined]


def test_a_press_counts_from_its_own_moment(two_visits: Stage) -> None:
    stage = two_visits
    pressed = Ticks(stage.clock.monotonic_ms() + 2000)
    later(stage, 5)
    stage.to_bridge(RatingTouched(1, "satisfied", pressed, "1001"))
    [given] = events(stage, e.RatingGiven)
    now = stage.server._timeline.now().ticks
    assert now - given.pressed == 3000  # type: ignore[attr-defined]


def test_a_press_at_the_kiosk_alone_is_an_opinion(stage: Stage) -> None:
    stage.to_kiosk(KioskRatingTouched("satisfied", stage.clock.monotonic_ms()))
    assert events(stage, e.OpinionGiven) == [e.OpinionGiven(level="satisfied", channel="kiosk")]
    report = Reports(stage.server.journal.engine, satisfied_levels=frozenset()).days()
    assert report[0].rated == 0


def test_a_press_at_the_kiosk_after_a_scan_rates_that_visit(two_visits: Stage) -> None:
    stage = two_visits
    ticket = next(one for one in stage.server.office.tickets.values() if one.label == "1002")
    stage.to_kiosk(Scanned(ticket.label))
    stage.to_kiosk(KioskRatingTouched("satisfied", stage.clock.monotonic_ms()))
    [given] = events(stage, e.RatingGiven)
    assert (given.leg, given.channel) == (ticket.leg_id, "kiosk")  # type: ignore[attr-defined]


def test_a_stuck_button_is_told_until_it_is_free(stage: Stage) -> None:
    kiosk = DeviceId("kiosk-1")
    stage.to_kiosk(HandsFault("button service:HT", "stuck", "something lies on it"))
    assert stage.server.devices[kiosk].status.health == {
        "printer": "ready",
        "button service:HT": "stuck",
    }
    stage.to_kiosk(HandsFault("button service:HT", "ok"))
    assert stage.server.devices[kiosk].status.health == {"printer": "ready"}
    assert [
        (one.part, one.state)  # type: ignore[attr-defined]
        for one in events(stage, e.DeviceReported)
    ] == [("printer", "ready"), ("button service:HT", "stuck"), ("button service:HT", "ok")]


@pytest.fixture
def speaking(stage: Stage) -> StageSpeaker:
    """The bridge has a loudspeaker at counter 1."""
    speaker = StageSpeaker()
    stage.bridge._speaker = speaker
    return speaker


def test_a_counter_that_can_speak_invites_once_for_each_visit(
    two_visits: Stage, speaking: StageSpeaker
) -> None:
    stage = two_visits
    later(stage, 31)
    assert stage.panels[ONE].label == "1002"
    assert speaking.said == ["rate"]
    stage.broker.cut()
    stage.settle()
    stage.broker.mend()
    stage.settle()
    assert stage.panels[ONE].label == "1002"
    assert speaking.said == ["rate", "rate"], "whoever stands there has seen the lamps go out"


def test_a_rating_button_that_is_held_is_named_and_rates_nothing(
    two_visits: Stage, speaking: StageSpeaker
) -> None:
    two_visits.to_bridge(RatingHeld(1, "very-satisfied"))
    assert speaking.said == ["face very-satisfied"]
    assert events(two_visits, e.RatingGiven) == []


def test_a_counter_whose_loudspeaker_broke_down_is_told(stage: Stage) -> None:
    stage.to_bridge(SpeakerStatus("no-sound", "there is no aplay"))
    health = stage.server.devices[DeviceId("bridge-1")].status.health
    assert health == {"speaker": "no-sound"}
