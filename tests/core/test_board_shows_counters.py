"""The hall board shows whom each counter has before it, however long ago that number was called."""

from __future__ import annotations

from small_office import Play

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.core.office import RECENT_CALLS
from queue_server.snapshots import counter_state, queue_state


def test_a_number_that_was_laid_aside_stands_on_the_board_when_it_is_taken_up_again() -> None:
    play = Play()
    play.open(1, 2)
    play.issue()
    held = play.call(1)
    play.at(c.Start, 1)
    play.at(c.Hold, 1)
    for _ in range(RECENT_CALLS):
        play.issue("CT")
        play.serve(2)
    play.issue("CT")
    latest = play.call(2)
    play.of(c.Resume, held, counter=CounterNo(1))
    state = queue_state(play.now)
    assert [(one.label, one.counter) for one in state.called] == [
        (latest.label, 2),
        (held.label, 1),
    ]
    # Nobody is called by it, and it is none of the last calls.
    assert state.called[1].announcement == 0
    assert held.label not in {one.label for one in state.recent}
    assert counter_state(play.now, CounterNo(1)).call == state.called[1]
