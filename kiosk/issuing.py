"""May a number be given out now, and which people are before it?"""

from __future__ import annotations

from config.settings import Settings, prefix_of
from kiosk.day import KioskDay
from kiosk.paper import Wait, service_of
from kiosk.series import Issued, Series
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import NewId, RequestId, ServiceCode, TicketClass, TicketId
from mot_cua.messages import QueueState
from mot_cua.timetable import Timetable


class Issuing:
    """The rules of one kiosk for giving out numbers; the server's are made from the same file."""

    def __init__(
        self,
        settings: Settings,
        timetable: Timetable,
        series: Series,
        *,
        day: KioskDay,
        clock: Clock,
        make_id: NewId,
    ) -> None:
        self._settings, self._timetable, self._series = settings, timetable, series
        self._day, self._clock, self._make_id = day, clock, make_id

    def issue(
        self, service: ServiceCode, ticket_class: TicketClass, first: TicketId | None = None
    ) -> Issued:
        """Give out the next number of a service; `first` is one that the same citizen has.

        Raises:
            Refused: `unknown-service`, `outside-hours` or `series-exhausted`.
            sqlite3.Error: the disk failed; no number was given out.
        """
        try:
            known = service_of(self._settings, service)
        except KeyError:
            raise Refused("unknown-service", f"the office file has no service {service}") from None
        if self._day.is_clock_right and not self._timetable.is_issuing(self._clock.wall_ms()):
            raise Refused("outside-hours", "numbers are given out in the hours of issue only")
        return self._series.issue(
            request=RequestId(self._make_id()),
            service=service,
            ticket_class=ticket_class,
            day=self._day.today,
            issued_ms=self._day.moment,
            prefix=prefix_of(known, self._settings.office.number_style),
            first=first,
        )

    def wait(self, service: ServiceCode, queue: QueueState | None) -> Wait:
        """Say what somebody is told who takes a number now; nothing when no queue is known.

        People ahead are the server's, and ours that it has not heard of.
        """
        services = queue.services if queue else ()
        state = next((one for one in services if one.service == service), None)
        if state is None:
            return Wait()
        return Wait(state.waiting + max(0, self._series.unheard(service) - 1), state.forecast)
