"""What becomes known of a day after its seal: counted once, wherever it was counted first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from small_office import SETTINGS
from web.pages_office import PagesOffice

from config.settings import KioskSettings
from mot_cua.business_day import ms_of
from mot_cua.ids import DayText, DeviceId, ServiceCode, TicketId, UnixMs
from queue_server.core import commands as c
from queue_server.journal.verify import verify

FRIDAY = "2026-11-20"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    kiosk = (KioskSettings(id="kiosk-1"),)
    made = PagesOffice(tmp_path, msgspec.structs.replace(SETTINGS, kiosk=kiosk))
    made.hear("kiosk-1")
    made.hear("kiosk-1", online=False)
    yield made
    made.switch_off()


def until(office: PagesOffice, day: str, time: str) -> None:
    office.wait((ms_of(day, time) - office.clock.wall_ms()) / 1000)


def told(office: PagesOffice, number: int) -> None:
    """Let the kiosk be heard at last, about a paper of Friday."""
    office.do(
        c.ReceiveTicket,
        ticket=TicketId(f"paper-{number}"),
        day=DayText(FRIDAY),
        service=ServiceCode("HT"),
        number=number,
        label=f"1{number:03d}",
        ticket_class="normal",
        issuer=DeviceId("kiosk-1"),
        token=f"token-{number}",
        issued_ms=UnixMs(ms_of(FRIDAY, "08:30")),
        age_ms=office.clock.wall_ms() - ms_of(FRIDAY, "08:30"),
    )


def test_a_paper_admitted_on_friday_is_in_no_supplement_when_its_kiosk_is_back_on_tuesday(
    office: PagesOffice,
) -> None:
    office.do(c.AdmitPaper, ticket=TicketId("admitted"), label="1001", ticket_class="normal")
    for day, time in ((FRIDAY, "18:00"), ("2026-11-23", "08:00"), ("2026-11-23", "18:00")):
        until(office, day, time)
    office.switch_off()
    office.switch_on()
    until(office, "2026-11-24", "08:00")
    told(office, 1)
    told(office, 2)
    report = office.gateway.reports.day(FRIDAY)
    assert report is not None
    assert (report.issued, report.admitted, report.came_late) == (1, 1, 1)
    journal = office.server.journal
    assert verify(journal, office.settings).problems == []
