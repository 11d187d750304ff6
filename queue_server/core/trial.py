"""Trying an office out, and handing it over: days before that count in no figure."""

from __future__ import annotations

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import Situation

LONGEST_NAME = 80
LONGEST_REMEDY = 200


def begin_trial(now: Situation, command: c.BeginTrial) -> list[e.Event]:
    """Let the days from the next one on be trial days. An open day stays what it was."""
    if now.office.is_on_trial:
        raise Refused("on-trial", "the office is being tried out already")
    return [e.TrialBegan(request=command.request, by=command.by)]


def hand_over(now: Situation, command: c.HandOver) -> list[e.Event]:
    """Record what was tried and by whom it was taken over.

    An open trial day stays one to its end. Refused: `hand-over-names`, who gives and who takes;
    `hand-over-open`, something was neither found right nor is it said what is done about it.
    """
    del now
    names = command.giver.strip(), command.taker.strip()
    if not all(0 < len(one) <= LONGEST_NAME for one in names):
        raise Refused("hand-over-names", "say who hands over and who takes over")
    for one in command.items:
        if not one.is_ok and not 0 < len(one.remedy.strip()) <= LONGEST_REMEDY:
            raise Refused(
                "hand-over-open", f"{one.key}: tick it, or say what is done and until when"
            )
    return [
        e.HandedOver(
            request=command.request,
            by=command.by,
            giver=names[0],
            taker=names[1],
            items=command.items,
        )
    ]
