"""From the facts of devices to commands of the core."""

from __future__ import annotations

import logging
from typing import Any, assert_never

from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, ServiceCode, Ticks
from mot_cua.messages import (
    DeviceFault,
    Fact,
    Facts,
    NumberVoided,
    PaperScanned,
    RatingPressed,
    ReasonChosen,
    TicketIssued,
    TicketPrinted,
)
from queue_server.core import commands as c
from queue_server.core.office import Office

log = logging.getLogger(__name__)


def age_of(batch: Facts, fact: Fact) -> int:
    """Return how many ms ago a fact happened, as its device tells; 0 when it cannot know.

    Within one boot the monotonic clock tells. Over a reboot the wall clock does, if the device
    trusted it both times.
    """
    if fact.boot == batch.boot:
        return max(0, batch.sent_mono_ms - fact.mono_ms)
    if fact.clock_trusted and batch.clock_trusted:
        return max(0, batch.sent_wall_ms - fact.wall_ms)
    return 0


def last_numbers(office: Office, device: DeviceId) -> tuple[DayText, dict[ServiceCode, int]]:
    """Return the day that is open, and a device's highest number in each service."""
    numbers = {
        service: number
        for (issuer, service), number in office.last_numbers.items()
        if issuer == device
    }
    return office.day or DayText(""), numbers


def command_of(fact: Fact, *, device: DeviceId, age_ms: int, now: c.Now) -> c.Command:
    """Return what a fact asks the core to take note of."""
    request = RequestId(fact.id)
    body = fact.body
    match body:
        case TicketIssued():
            return c.ReceiveTicket(
                request=body.request,
                ticket=body.ticket,
                day=body.day,
                service=body.service,
                number=body.number,
                label=body.label,
                ticket_class=body.ticket_class,
                issuer=device,
                token=body.token,
                issued_ms=fact.wall_ms,
                age_ms=age_ms,
                first=body.first,
                is_clock_trusted=fact.clock_trusted,
            )
        case TicketPrinted():
            return c.RecordPrint(
                request=request,
                ticket=body.ticket,
                outcome=body.outcome,
                detail=body.detail,
                is_reprint=body.is_reprint,
            )
        case NumberVoided():
            return c.VoidNumber(
                request=request,
                ticket=body.ticket,
                day=body.day,
                service=body.service,
                number=body.number,
                reason=body.reason,
                issuer=device,
            )
        case RatingPressed() | ReasonChosen():
            return _of_rating(body, request, Ticks(now.ticks - age_ms))
        case PaperScanned():
            return c.ScanPaper(request=request, ticket=body.ticket, scanned=body.scanned)
        case DeviceFault():
            return c.ReportDevice(
                request=request, part=body.part, state=body.state, detail=body.detail
            )
        case _:
            assert_never(body)


def _of_rating(body: RatingPressed | ReasonChosen, request: RequestId, pressed: Ticks) -> c.Command:
    visit: dict[str, Any] = {"leg": body.leg, "ticket": body.ticket, "pressed": pressed}
    if isinstance(body, ReasonChosen):
        return c.ReasonAtKiosk(request=request, reason=body.reason, **visit)
    if body.channel == "kiosk":
        return c.PressAtKiosk(request=request, level=body.level, **visit)
    return c.PressRating(
        request=request,
        counter=CounterNo(body.counter),
        level=body.level,
        leg=body.leg,
        pressed=pressed,
    )


def forged(fact: Fact, device: DeviceId, doubt: str) -> c.ReportDevice:
    """Return what is kept of a fact that cannot be true: only that it was told."""
    log.error(
        "%s tells what it cannot know: %s. Look at that device, or shut it out:"
        " mot-cua devices revoke %s",
        device,
        doubt,
        device,
    )
    return c.ReportDevice(request=RequestId(fact.id), part="facts", state="forged", detail=doubt)


def missing(
    request: RequestId, device: DeviceId, stream: str, upto: int, fact: Fact
) -> c.ReportDevice:
    """Return what is kept of numbers before a fact that did not come: given up, or lost."""
    state, detail = "shed", f"{fact.shed} words on its health, for want of room"
    if fact.seq > upto + 1 + fact.shed:
        # A device sends what it was not told is stored. What is missing was stored once, in a
        # journal that was since put back from a backup.
        log.error("%s: facts %d to %d are lost", device, upto + 1, fact.seq - 1)
        state, detail = "gap", f"facts {upto + 1} to {fact.seq - 1} of stream {stream}"
    return c.ReportDevice(request=request, part="outbox", state=state, detail=detail)
