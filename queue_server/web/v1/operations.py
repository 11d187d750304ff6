"""Everything that the API does: one table, of which addresses and their description are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from queue_server.web.permissions import resource_of
from queue_server.web.v1 import answers, reading, writing
from queue_server.web.v1 import asked as a


class Operation(NamedTuple):
    """One row."""

    method: str
    path: str
    """Below `/api/v1`, as OpenAPI writes it."""
    do: Callable[..., answers.Answer]
    """Takes what is asked, and the body where there is one."""
    asked: type[a.Asked]
    body: type[a.Wish] | None
    answer: type[answers.Answer]
    status: int = 200
    refusals: tuple[int, ...] = ()
    """Beside those of every address."""

    @property
    def name(self) -> str:
        """What the view is called: its row of the table of permissions has `v1.` before it."""
        return self.do.__name__

    @property
    def scope(self) -> str:
        """What a token needs for it, by the table of permissions."""
        row = resource_of(f"v1.{self.name}")
        assert row is not None, self.name
        return row.name


EVERYWHERE: Final = (400, 401, 403, 429, 503)
_NOT_THERE: Final = (404,)
_RULES: Final = (404, 409, 413, 415)

TABLE: Final = (
    Operation("GET", "/queue", reading.queue, a.Asked, None, answers.Queue),
    Operation(
        "GET", "/services/{code}", reading.service, a.OfService, None, answers.Service,
        refusals=_NOT_THERE,
    ),
    Operation("GET", "/counters", reading.counters, a.Asked, None, answers.Counters),
    Operation("GET", "/days", reading.days, a.Latest, None, answers.Days),
    Operation(
        "GET", "/days/{day}", reading.day, a.OfDay, None, answers.Figures, refusals=_NOT_THERE,
    ),
    Operation(
        "GET", "/periods/{period}", reading.period, a.OfPeriod, None, answers.Figures,
        refusals=_NOT_THERE,
    ),
    Operation("GET", "/devices", reading.devices, a.Asked, None, answers.Health),
    Operation(
        "POST", "/tickets", writing.issue, a.Asked, a.TicketWish, answers.Issued, 201, _RULES,
    ),
    Operation(
        "POST", "/counters/{number}/next", writing.call_next, a.OfCounter, a.NextWish,
        answers.Done, refusals=_RULES,
    ),
    Operation(
        "POST", "/counters/{number}/finish", writing.finish, a.OfCounter, a.FinishWish,
        answers.Done, refusals=_RULES,
    ),
)  # fmt: skip
