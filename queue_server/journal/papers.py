"""Papers that officers admitted, as the tables keep them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from queue_server.core.office import Paper
from queue_server.journal import schema

leg, by_hand = schema.leg, schema.by_hand


def read_admitted(engine: Engine) -> set[Paper]:
    """Return every paper that was ever admitted; some a year, where kiosks are well."""
    first = (leg.c.ticket == by_hand.c.ticket) & (leg.c.leg == 1)
    papers = sa.select(leg.c.day, leg.c.label, leg.c.issuer).join_from(by_hand, leg, first)
    with engine.connect() as db:
        return {Paper(*row) for row in db.execute(papers.where(by_hand.c.what == "admitted"))}
