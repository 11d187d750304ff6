"""The four keys of a call box at the counter."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.ids import CounterNo, RequestId
from mot_cua.messages import CounterRequest
from queue_server.call_box import commands_of
from queue_server.core.ticket import State

ONE = CounterNo(1)


@pytest.fixture
def play() -> Play:
    made = Play()
    made.open(1)
    for _ in range(3):
        made.issue("HT")
    return made


def press(play: Play, action: str, name: str) -> None:
    wish = CounterRequest(request=RequestId(name), action=action)  # type: ignore[arg-type]
    for command in commands_of(play.now, ONE, wish):
        play.do(command)


def at_the_counter(play: Play) -> str:
    ticket = play.office.counters[ONE].ticket
    return play.office.tickets[ticket].label if ticket else ""


def test_next_at_a_busy_counter_finishes_and_calls_with_one_key(play: Play) -> None:
    press(play, "next", "first")
    play.wait(300)
    press(play, "next", "second")
    assert at_the_counter(play) == "1002"
    assert play.office.totals()["done"] == 1


def test_a_trembling_hand_skips_nobody(play: Play) -> None:
    press(play, "next", "first")
    play.wait(1)
    with pytest.raises(Exception, match="counter 1 still holds 1001; finish it first"):
        press(play, "next", "second")
    assert at_the_counter(play) == "1001"


def test_a_key_that_the_broker_delivers_again_much_later_changes_nothing(play: Play) -> None:
    press(play, "next", "first")
    play.wait(300)
    press(play, "next", "first")
    assert at_the_counter(play) == "1001"
    assert play.office.totals()["done"] == 0


def test_the_other_keys_recall_give_up_and_finish(play: Play) -> None:
    press(play, "next", "first")
    for name in ("second", "third"):
        play.wait(20)
        press(play, "recall", name)
    assert play.office.tickets["HT-1"].calls == 3
    press(play, "no-show", "fourth")
    assert play.office.tickets["HT-1"].state is State.NO_SHOW
    press(play, "next", "fifth")
    press(play, "finish", "sixth")
    assert play.office.tickets["HT-2"].state is State.DONE
