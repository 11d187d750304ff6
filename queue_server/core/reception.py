"""What kiosks tell, and what an officer changes about somebody who waits.

The server never refuses a paper that a kiosk has printed: it records the fact and flags what is
odd. A citizen with a number in hand is right.
"""

from __future__ import annotations

from config.settings import label_of
from mot_cua.errors import Refused
from mot_cua.ids import DeviceId, TicketId, Ticks, digest_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.admission import admitted_before, base_of, merge, was_admitted
from queue_server.core.office import DESK, Office
from queue_server.core.situation import MINUTE, SECOND, Situation
from queue_server.core.ticket import Action, Ticket


def receive_ticket(now: Situation, command: c.ReceiveTicket) -> list[e.Event]:
    """Let a printed number wait by its age; one of a sealed day is recorded as late."""
    office = now.office
    if office.known_as(command.ticket) in office.tickets or command.ticket in office.voided:
        return []
    admitted = admitted_before(office, command)
    if admitted is not None:
        return merge(now, command, admitted)
    if _is_of_the_past(now, command):
        return [
            e.TicketCameLate(
                request=command.request,
                ticket=command.ticket,
                day=command.day,
                service=command.service,
                number=command.number,
                label=command.label,
                issuer=command.issuer,
                issued_ms=command.issued_ms,
                was_admitted=was_admitted(office, command),
            )
        ]
    received = e.TicketReceived(
        request=command.request,
        ticket=command.ticket,
        day=command.day,
        service=command.service,
        number=command.number,
        label=command.label,
        ticket_class=command.ticket_class,
        issuer=command.issuer,
        token_digest=digest_of(command.token),
        issued_ms=command.issued_ms,
        base_ticks=_seniority(now, command),
        first=command.first,
        flags=tuple(_flags(now, command)),
    )
    if office.day is None:
        return [e.DayOpened(day=command.day), received]
    return [received]


def _seniority(now: Situation, command: c.ReceiveTicket) -> Ticks:
    """Work out since when somebody waits; never longer than whom the same kiosk served before.

    Over a reboot only the wall clock tells the age, and it may have been a day off.
    """
    base, before = base_of(now, command.age_ms), now.office.last_bases.get(command.issuer)
    return base if before is None else Ticks(max(base, before))


def _is_of_the_past(now: Situation, command: c.ReceiveTicket) -> bool:
    office = now.office
    if office.day is not None:
        return command.day < office.day
    return office.sealed is not None and command.day <= office.sealed


def _flags(now: Situation, command: c.ReceiveTicket) -> list[str]:
    office = now.office
    flags = []
    if command.service not in {one.code for one in now.settings.service}:
        flags.append("unknown-service")
    if office.day is not None and command.day != office.day:
        flags.append("other-day")
    if not command.is_clock_trusted:
        flags.append("clock-untrusted")
    elif not now.timetable.is_issuing(command.issued_ms):
        flags.append("outside-hours")
    if any(_is_same_number(one, command) for one in office.tickets.values()):
        flags.append("number-twice")
    return flags


def _is_same_number(ticket: Ticket, command: c.ReceiveTicket) -> bool:
    ours = (ticket.day, ticket.service, ticket.number, ticket.issuer)
    return ours == (command.day, command.service, command.number, command.issuer)


def issue_at_desk(now: Situation, command: c.IssueAtDesk) -> list[e.Event]:
    """Give out the next number of the server's own range."""
    office, rules = now.office, now.settings.rules
    now.require_service(command.service)
    if office.day is None:
        raise Refused("day-closed", "no business day is open; numbers are given out from its start")
    number = office.last_numbers.get((DeviceId(DESK), command.service), rules.desk_first - 1) + 1
    if number > rules.desk_last:
        raise Refused(
            "series-exhausted",
            f"all desk numbers of {command.service}"
            f" ({rules.desk_first}–{rules.desk_last}) are used",
        )
    service = next(one for one in now.settings.service if one.code == command.service)
    return [
        e.TicketReceived(
            request=command.request,
            ticket=command.ticket,
            day=office.day,
            service=command.service,
            number=number,
            label=label_of(service, number, now.settings.office.number_style),
            ticket_class=command.ticket_class,
            issuer=DeviceId(DESK),
            token_digest=digest_of(command.token),
            issued_ms=now.now.wall_ms,
            base_ticks=now.now.ticks,
        )
    ]


def void_number(now: Situation, command: c.VoidNumber) -> list[e.Event]:
    """Keep that a number was taken back; it is gone from the series for good.

    A number of a ticket that is not known was forgotten by its kiosk's disk. If it has come here
    before that, it is not gone.
    """
    office, ticket = now.office, now.office.known_as(command.ticket)
    if ticket in office.voided or _is_here(office, command):
        return []
    if ticket not in office.tickets and command.day != office.day:
        detail = f"{command.service} {command.number} of {command.day}"
        return [e.DeviceReported(part="numbers", state="forgotten", detail=detail)]
    return [
        e.NumberWasVoided(
            ticket=ticket,
            day=command.day,
            service=command.service,
            number=command.number,
            reason=command.reason,
            issuer=command.issuer,
        )
    ]


def _is_here(office: Office, command: c.VoidNumber) -> bool:
    if command.ticket in office.tickets or command.day != office.day:
        return False
    return command.number <= office.last_numbers.get((command.issuer, command.service), 0)


def note_access(now: Situation, command: c.NoteAccess) -> list[e.Event]:
    """Keep who may speak in this office, and who said so."""
    del now
    return [
        e.AccessChanged(
            device=command.device,
            change=command.change,
            by=command.by,
            changed_ms=command.changed_ms,
        )
    ]


def report_device(now: Situation, command: c.ReportDevice) -> list[e.Event]:
    """Keep a device's own report."""
    del now
    return [e.DeviceReported(part=command.part, state=command.state, detail=command.detail)]


def return_absent(now: Situation, command: c.Return) -> list[e.Event]:
    """Let an absent citizen wait again, once, behind the next two of the same service and class."""
    ticket = now.ticket_for(command.ticket, Action.RETURN)
    rules = now.settings.rules
    if ticket.has_returned:
        raise Refused("returned-already", f"{ticket.label} has already come back once")
    if now.open_since(ticket.changed) > rules.return_within_min * MINUTE:
        raise Refused(
            "return-too-late",
            f"{ticket.label} was absent for more than {rules.return_within_min} minutes;"
            " take a new number",
        )
    line = [
        one.base
        for one in now.office.waiting()
        if (one.service, one.ticket_class) == (ticket.service, ticket.ticket_class)
    ]
    next_ones: list[tuple[int, int, int]] = [*line[: rules.return_behind]]
    return [
        e.TicketReturned(
            request=command.request,
            ticket=ticket.id,
            behind=next_ones[-1] if next_ones else None,
        )
    ]


def scanned_ticket(office: Office, command: c.ScanPaper) -> TicketId:
    """Name the ticket of a paper that was scanned; one that is not known names none."""
    named = office.read_as(command.scanned) if command.scanned else None
    return named or office.known_as(command.ticket)


def scan_paper(now: Situation, command: c.ScanPaper) -> list[e.Event]:
    """Let an absent paper return by itself; of any other only note why nothing was to be done."""
    ticket = scanned_ticket(now.office, command)
    try:
        return return_absent(now, c.Return(request=command.request, ticket=ticket))
    except Refused as refusal:
        return [e.DeviceReported(part="scanner", state=refusal.code, detail=command.ticket)]


def cancel(now: Situation, command: c.Cancel) -> list[e.Event]:
    """Take a number out of the queue because its citizen gave it back."""
    ticket = now.ticket_for(command.ticket, Action.CANCEL)
    return [e.TicketCancelled(request=command.request, ticket=ticket.id, reason=command.reason)]


def undo_cancel(now: Situation, command: c.UndoCancel) -> list[e.Event]:
    """Put a cancelled number back where it was."""
    ticket = now.ticket_for(command.ticket, Action.UNDO_CANCEL)
    limit = now.settings.rules.undo_cancel_s
    if ticket.before is None or now.since(ticket.changed) > limit * SECOND:
        raise Refused(
            "undo-too-late", f"the cancelling of {ticket.label} can be undone within {limit} s only"
        )
    return [e.CancelUndone(request=command.request, ticket=ticket.id, back_to=ticket.before.state)]


def change_class(now: Situation, command: c.ChangeClass) -> list[e.Event]:
    """Grant or withdraw priority.

    One that loses priority may have been passed more often than a normal ticket ever can; it
    joins the normal line at the ceiling, so that it is among the next and nobody passes it again.
    """
    ticket = now.ticket_for(command.ticket, Action.CHANGE_CLASS)
    if ticket.ticket_class == command.ticket_class:
        raise Refused("class-unchanged", f"{ticket.label} is already {command.ticket_class}")
    return [
        e.ClassChanged(
            request=command.request,
            ticket=ticket.id,
            ticket_class=command.ticket_class,
            overtaken=min(ticket.overtaken, now.settings.rules.overtaking_cap),
            reason=command.reason,
        )
    ]


def change_service(now: Situation, command: c.ChangeService) -> list[e.Event]:
    """Let a waiting citizen wait for another service, with the same paper and seniority."""
    ticket = now.ticket_for(command.ticket, Action.CHANGE_SERVICE)
    now.require_service(command.service)
    if ticket.service == command.service:
        raise Refused("service-unchanged", f"{ticket.label} already waits for {command.service}")
    return [e.ServiceChanged(request=command.request, ticket=ticket.id, service=command.service)]
