"""What the server has a kiosk do: an order is done in time, once, and for valid numbers.

A broker may deliver an order again. It is remembered for as long as it could still be done.
"""

from __future__ import annotations

import logging

from kiosk.printing import Printing
from kiosk.series import Issued, Series
from mot_cua.clock import Clock
from mot_cua.ids import RequestId, UnixMs
from mot_cua.messages import (
    DeviceCommand,
    PrintApology,
    PrintHandOver,
    PrintSummary,
    Reprint,
    TellCitizen,
)

log = logging.getLogger(__name__)

KioskOrder = Reprint | PrintSummary | PrintApology | PrintHandOver | TellCitizen
"""What a kiosk can be told to do."""


class Orders:
    """The orders that one kiosk has heard."""

    def __init__(self, series: Series, printing: Printing, clock: Clock) -> None:
        self._series, self._printing, self._clock = series, printing, clock
        self._done: dict[RequestId, UnixMs] = {}
        """Orders that were done, and until when they could be done again."""

    def taken(self, command: DeviceCommand) -> KioskOrder | None:
        """Return what is to be done now; an order that was returned once is done."""
        order, now = command.order, self._clock.wall_ms()
        self._done = {name: until for name, until in self._done.items() if until >= now}
        if now > order.expires_ms:
            log.warning("the order %s came too late and is not done", order.id)
        elif not isinstance(order, KioskOrder):
            log.info("the order %s is not for a kiosk", order)
        elif order.id in self._done:
            log.warning("the order %s came again and was done already", order.id)
        else:
            self._done[order.id] = order.expires_ms
            return order
        return None

    def papers(self, order: Reprint) -> list[Issued]:
        """List what an order wants on paper: one ticket in any case, or those that have none."""
        if order.ticket is None:
            return self._printing.unprinted(order.tickets)
        known = self._series.ticket(order.ticket)
        if known is None:
            log.warning("asked to print %s again, which is not of this kiosk", order.ticket)
            return []
        if known.print == "voided":
            log.warning("asked to print %s again, which was taken back", order.ticket)
            return []
        if self._printing.is_under_way(order.ticket):
            log.info("asked to print %s again, which is at the printer already", order.ticket)
            return []
        return [known]
