"""What an officer notes of a visit while it lasts: that it goes on, and how much it brings."""

from __future__ import annotations

from typing import Final

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import Situation
from queue_server.core.ticket import Action, State

MOST_DOSSIERS: Final = 99


def confirm_service(now: Situation, command: c.ConfirmService) -> list[e.Event]:
    """Take note that a long service still goes on; nobody forgot to press the key."""
    ticket = now.ticket_at(command.counter, Action.FINISH)
    if ticket.state is not State.SERVING:
        raise Refused("not-serving", f"{ticket.label} is called; its service has not begun")
    return [e.ServiceConfirmed(request=command.request, ticket=ticket.id, counter=command.counter)]


def count_dossiers(now: Situation, command: c.CountDossiers) -> list[e.Event]:
    """Take note of how many hồ sơ this number brings; the last count stands."""
    ticket = now.ticket_at(command.counter, Action.FINISH)
    if not 1 <= command.dossiers <= MOST_DOSSIERS:
        raise Refused(
            "dossier-count",
            f"{command.dossiers} is no number of dossiers; 1 to {MOST_DOSSIERS} are",
        )
    return [
        e.DossiersCounted(
            request=command.request,
            ticket=ticket.id,
            counter=command.counter,
            dossiers=command.dossiers,
        )
    ]
