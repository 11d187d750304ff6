"""What becomes known of a day after its seal: counted once, wherever it was counted first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from reports.years import Years
from small_office import SETTINGS
from web.pages_office import PagesOffice

from config.settings import KioskSettings
from mot_cua.business_day import ms_of
from mot_cua.errors import Refused
from mot_cua.ids import DayText, DeviceId, ServiceCode, TicketId, UnixMs
from queue_server.core import commands as c
from queue_server.core.periods import period_of
from queue_server.documents.compose import compose_day
from queue_server.documents.compose_period import compose_period
from queue_server.journal.report import Reports
from queue_server.journal.verify import verify
from queue_server.reports.period_page import period_page
from queue_server.web.day_figures import DayPage, day_page

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


def page_of(office: PagesOffice, day: str) -> DayPage:
    report = office.gateway.reports.day(day)
    assert report is not None
    return day_page(report, office.settings, now_ms=office.clock.wall_ms())


def test_closing_a_sealed_day_again_is_refused_and_changes_nothing(office: PagesOffice) -> None:
    office.day_of_ratings("satisfied", "dissatisfied")
    office.do(c.CloseDay)
    before, events = page_of(office, FRIDAY), office.server.journal.last_seq
    with pytest.raises(Refused, match="no business day is open"):
        office.do(c.CloseDay)
    with pytest.raises(Refused, match=f"{FRIDAY} is sealed; its figures do not change"):
        office.do(c.OpenDay, day=DayText(FRIDAY))
    assert page_of(office, FRIDAY) == before
    assert office.server.journal.last_seq == events


def test_a_close_that_was_missed_is_made_up_and_says_when(office: PagesOffice) -> None:
    office.day_of_ratings("satisfied")
    office.switch_off()
    office.clock.advance(ms_of("2026-11-23", "07:20") - office.clock.wall_ms())
    office.switch_on()
    page = page_of(office, FRIDAY)
    assert page.report.is_made_up
    assert page.standing == "số liệu chốt bù lúc 07:20 ngày 23/11/2026"


def test_a_service_with_a_target_of_its_own_is_judged_by_it_on_days_and_in_months(
    tmp_path: Path,
) -> None:
    years = Years(tmp_path)
    years.day("2026-11-02", {("HT", 1): "+" * 37 + "---", ("DD", 3): "+" * 37 + "---"})
    land = [msgspec.structs.replace(one, target_percent=90) for one in SETTINGS.service[2:]]
    settings = msgspec.structs.replace(SETTINGS, service=(*SETTINGS.service[:2], *land))
    month = years.reports.read(period_of("2026-11"))
    day = Reports(years.journal.engine, satisfied_levels=frozenset({"satisfied"})).day("2026-11-02")
    assert month is not None and day is not None
    monthly = period_page(month, years.reports, settings)
    for page in (day_page(day, settings, now_ms=UnixMs(0)), monthly):
        said = {one.key: one.said for one in page.by_service}
        assert (said["HT"].target, said["HT"].verdict) == (95, "Chưa đạt mục tiêu")
        assert (said["DD"].target, said["DD"].verdict) == (90, "Đạt mục tiêu")
    for paper in (
        compose_day(day, settings, now_ms=UnixMs(0)),
        compose_period(monthly, settings, now_ms=UnixMs(0)),
    ):
        assert "Mục tiêu riêng – Đất đai: 90%." in paper.notes
    years.journal.close()


def test_the_pages_name_a_target_of_a_services_own(tmp_path: Path) -> None:
    land = [msgspec.structs.replace(one, target_percent=90) for one in SETTINGS.service[2:]]
    office = PagesOffice(
        tmp_path, msgspec.structs.replace(SETTINGS, service=(*SETTINGS.service[:2], *land))
    )
    leader = office.client("leader")
    for address in ("/report", "/report/period/2026-11"):
        assert "mục tiêu 95%, riêng Đất đai 90%. " in leader.get(address).text
    office.switch_off()
