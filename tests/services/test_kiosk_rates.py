"""Rating at the kiosk: by number, by paper, by button; told for a visit, or by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from house_of_tests import SETTINGS, house_at
from on_the_stage import ask

from config.devices import KioskSettings
from config.settings import Reason
from hardware.inputs import KioskRatingTouched, Scanned, ServicePressed, Touched
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, UnixMs
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.ticket import Ticket

ONE = CounterNo(1)
REASONS = (Reason(id="attitude", label="Thái độ"), Reason(id="waiting", label="Thời gian chờ"))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    kiosks = (KioskSettings(id="kiosk-1", rating_buttons=True),)
    rating = msgspec.structs.replace(SETTINGS.rating, reason=REASONS)
    settings = msgspec.structs.replace(SETTINGS, kiosk=kiosks, rating=rating)
    made = Stage(house_at(tmp_path, settings), begins=UnixMs(ms_of("2026-11-20", "09:00")))
    ask(made, c.OpenCounter, ONE)
    yield made
    made.close()


def later(stage: Stage, seconds: float) -> None:
    stage.advance_to(UnixMs(int(stage.clock.wall_ms() + seconds * 1000)))


def visit(stage: Stage) -> Ticket:
    later(stage, 4)
    stage.to_kiosk(ServicePressed("HT"))
    later(stage, 10)
    label = ask(stage, c.CallNext, ONE)[0].label
    later(stage, 60)
    ask(stage, c.Finish, ONE)
    return next(one for one in stage.server.office.tickets.values() if one.label == label)


def touch(stage: Stage, *targets: str) -> None:
    for target in targets:
        later(stage, 0.4)
        stage.to_kiosk(Touched(target))


def page(stage: Stage) -> tuple[str, list[str]]:
    shown = stage.kiosk.view().rating
    return (shown.stage, [one.words for one in shown.keys]) if shown else ("", [])


def events(stage: Stage, kind: type[e.Event]) -> list[e.Event]:
    return [row.event for row in stage.server.journal.read() if isinstance(row.event, kind)]


def test_a_number_is_picked_rated_and_the_reason_is_asked(stage: Stage) -> None:
    first, second = visit(stage), visit(stage)
    assert stage.kiosk.view().has_rating
    touch(stage, "vote")
    assert page(stage) == ("pick", ["1002", "1001"])
    touch(stage, f"visit:{first.leg_id}")
    stage_name, levels = page(stage)
    assert (stage_name, levels[0], levels[-1]) == ("rate", "Rất hài lòng", "Không hài lòng")
    touch(stage, "rating:dissatisfied")
    assert page(stage) == ("why", ["Thái độ", "Thời gian chờ"])
    touch(stage, "why:waiting")
    assert page(stage) == ("thanks", [])
    [given] = events(stage, e.RatingGiven)
    [reason] = events(stage, e.ReasonGiven)
    assert (given.leg, given.channel) == (first.leg_id, "kiosk")  # type: ignore[attr-defined]
    assert (reason.leg, reason.reason) == (first.leg_id, "waiting")  # type: ignore[attr-defined]
    later(stage, 5)
    assert stage.kiosk.view().mode == "choose"
    touch(stage, "vote")
    assert page(stage) == ("pick", ["1002"])
    del second


def test_a_satisfied_citizen_is_thanked_and_asked_nothing(stage: Stage) -> None:
    ticket = visit(stage)
    touch(stage, "vote", f"visit:{ticket.leg_id}", "rating:satisfied")
    assert page(stage)[0] == "thanks"


def test_the_paper_of_a_visit_that_is_over_asks_for_its_rating(stage: Stage) -> None:
    ticket = visit(stage)
    later(stage, 3600)
    stage.to_kiosk(Scanned(ticket.label))
    assert page(stage)[0] == "rate"
    assert stage.kiosk.view().rating.hint == "Số 1001"  # type: ignore[union-attr]
    touch(stage, "rating:neutral", "why:skip")
    [given] = events(stage, e.RatingGiven)
    assert (given.leg, given.level) == (ticket.leg_id, "neutral")  # type: ignore[attr-defined]
    assert events(stage, e.ReasonGiven) == []


def test_whoever_finds_no_number_has_an_opinion_and_is_not_asked_why(stage: Stage) -> None:
    visit(stage)
    touch(stage, "vote", "visit:none", "rating:dissatisfied")
    assert page(stage)[0] == "thanks"
    assert [one.level for one in events(stage, e.OpinionGiven)] == ["dissatisfied"]  # type: ignore[attr-defined]
    assert events(stage, e.RatingGiven) == []


def test_who_walks_away_without_choosing_a_reason_or_a_visit_leaves_the_screen_free(
    stage: Stage,
) -> None:
    ticket = visit(stage)
    touch(stage, "vote")
    later(stage, 20)
    assert stage.kiosk.view().mode == "choose"
    touch(stage, "vote", f"visit:{ticket.leg_id}", "rating:dissatisfied")
    later(stage, 10)
    assert page(stage)[0] == "thanks"
    later(stage, 4)
    assert stage.kiosk.view().mode == "choose"
    assert len(events(stage, e.RatingGiven)) == 1


def test_taking_a_number_comes_before_rating(stage: Stage) -> None:
    visit(stage)
    touch(stage, "vote")
    later(stage, 4)
    stage.to_kiosk(ServicePressed("HT"))
    assert stage.kiosk.view().mode in ("printing", "take")


def test_a_button_without_a_screen_to_pick_on_is_told_at_once(stage: Stage) -> None:
    visit(stage)
    stage.to_kiosk(KioskRatingTouched("satisfied", stage.clock.monotonic_ms()))
    kinds = {type(one) for one in events(stage, e.OpinionGiven)} | {page(stage)[0]}
    assert kinds in ({e.OpinionGiven, "thanks"}, {"pick"})
    later(stage, 21)
    assert [one.level for one in events(stage, e.OpinionGiven)] == ["satisfied"]  # type: ignore[attr-defined]


def test_after_ten_minutes_a_number_can_no_longer_be_picked(stage: Stage) -> None:
    visit(stage)
    later(stage, 601)
    touch(stage, "vote")
    assert page(stage)[0] == "rate"
