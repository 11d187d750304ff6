"""Words that stories on the stage share."""

from __future__ import annotations

from concurrent.futures import Future

from mot_cua.ids import CounterNo, RequestId, new_id
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.office import Answer
from queue_server.service import Ask

DAY = "2026-11-20"
"""A Friday on which the small office works."""


def ask(stage: Stage, kind: type[c.Command], counter: CounterNo, request: str = "") -> list[Answer]:
    """Ask the server as a page does. Raises Refused."""
    reply: Future[list[Answer]] = Future()
    wish = kind(request=RequestId(request or new_id()), counter=counter)  # type: ignore[call-arg]
    stage.to_server(Ask((wish,), reply))
    return reply.result(timeout=0)
