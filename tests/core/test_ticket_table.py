"""The table of the ticket's life: every step it has works, and every other is refused by name."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, ServiceCode
from queue_server.core import commands as c
from queue_server.core.ticket import TRANSITIONS, Action, State, Ticket, after

PAIRS = [(state, action) for state in State for action in Action]


@pytest.mark.parametrize(("state", "action"), PAIRS)
def test_a_step_that_the_table_does_not_have_is_refused_with_a_code_of_its_own(
    state: State, action: Action
) -> None:
    if action in TRANSITIONS[state]:
        assert after(state, action) is TRANSITIONS[state][action]
        return
    options = ", ".join(TRANSITIONS[state]) or "nothing"
    with pytest.raises(Refused) as refusal:
        after(state, action)
    assert refusal.value.code == f"{action.value}-while-{state.value}"
    assert str(refusal.value) == (
        f"cannot {action.value} a ticket that is {state.value}; possible: {options}"
    )


def test_every_state_can_be_reached_from_waiting() -> None:
    reached, fresh = {State.WAITING}, {State.WAITING}
    while fresh:
        fresh = {
            target for state in fresh for target in TRANSITIONS[state].values() if target
        } - reached
        reached |= fresh
    assert reached == set(State)


def brought_to(play: Play, state: State) -> Ticket:
    """Bring a ticket of the service HT to a state, at counter 1."""
    play.open(1)
    ticket = play.issue("HT")
    if state is State.CANCELLED:
        play.of(c.Cancel, ticket)
    elif state is State.NO_SHOW:
        play.absent(1)
    elif state is not State.WAITING:
        play.call(1)
    if state in (State.SERVING, State.HELD, State.DONE):
        play.at(c.Start, 1)
    if state is State.HELD:
        play.at(c.Hold, 1)
    if state is State.DONE:
        play.at(c.Finish, 1)
    return play.see(ticket)


def commands_for(play: Play, ticket: Ticket) -> dict[Action, c.Command]:
    one, request = CounterNo(1), play.request
    return {
        Action.CALL_NUMBER: c.CallNumber(request=request(), counter=one, ticket=ticket.id),
        Action.RECALL: c.Recall(request=request(), counter=one),
        Action.UNDO_CALL: c.UndoCall(request=request(), counter=one),
        Action.START: c.Start(request=request(), counter=one),
        Action.MARK_ABSENT: c.MarkAbsent(request=request(), counter=one),
        Action.FINISH: c.Finish(request=request(), counter=one),
        Action.NEXT_LEG: c.FinishToNext(request=request(), counter=one, service=ServiceCode("CT")),
        Action.HOLD: c.Hold(request=request(), counter=one),
        Action.RESUME: c.Resume(request=request(), counter=one, ticket=ticket.id),
        Action.RELEASE: c.Release(request=request(), ticket=ticket.id),
        Action.TRANSFER: c.Transfer(request=request(), counter=one, service=ServiceCode("CT")),
        Action.RETURN: c.Return(request=request(), ticket=ticket.id),
        Action.CANCEL: c.Cancel(request=request(), ticket=ticket.id),
        Action.UNDO_CANCEL: c.UndoCancel(request=request(), ticket=ticket.id),
        Action.CHANGE_CLASS: c.ChangeClass(
            request=request(), ticket=ticket.id, ticket_class="priority"
        ),
        Action.CHANGE_SERVICE: c.ChangeService(
            request=request(), ticket=ticket.id, service=ServiceCode("CT")
        ),
    }


@pytest.mark.parametrize("state", [s for s in State if s is not State.EXPIRED])
def test_the_commands_obey_the_table(state: State) -> None:
    """In every state, each command is possible, or guarded, or refused; never a surprise."""
    for action in commands_for(Play(), brought_to(Play(), State.WAITING)):
        play = Play()
        ticket = brought_to(play, state)
        command = commands_for(play, ticket)[action]
        if action in TRANSITIONS[state]:
            play.wait(20)
            try:
                play.do(command)
            except Refused as guarded:
                assert "-while-" not in guarded.code, guarded.code
            else:
                expected = TRANSITIONS[state][action]
                assert expected is None or play.see(ticket).state is expected
        else:
            refusal = play.refusal(command)
            is_by_counter = isinstance(command, c.AtCounter) and refusal.code == "counter-empty"
            is_busy = refusal.code == "counter-busy"
            assert is_by_counter or is_busy or refusal.code == f"{action}-while-{state}"
