"""Old events go after some years: figures, accounts and the chain stay, and nothing is forgotten
that no verified backup has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from house_of_tests import house_at
from small_office import Play

from config.house import House
from mot_cua.business_day import ms_of
from mot_cua.errors import JournalError
from mot_cua.ids import CounterNo, DayText, DeviceId, ServiceCode, TicketId, UnixMs, leg_of
from office import retention
from office.command import commands
from office.retention import carry_out, due
from office.safekeeping import back_up, backups
from queue_server.core import commands as c
from queue_server.core.events import (
    AnyEvent,
    DeviceReported,
    TicketPrintRecorded,
    TicketReceived,
    kind_of,
)
from queue_server.core.periods import period_of
from queue_server.inspection.archive import write_archive
from queue_server.journal.journal import Entry
from queue_server.journal.officers_reader import read_officers
from queue_server.journal.period_report import PeriodReport, PeriodReports
from queue_server.journal.report import DayReport
from queue_server.journal.retention import GOING, Plan, last_purge
from queue_server.journal.verify import Findings, verify
from queue_server.program import open_journal, reports_of

ONE = CounterNo(1)
OLD = ("2026-11-19", "2026-11-20")
YOUNG = ("2032-11-22", "2032-11-23")
NOW = UnixMs(ms_of(DayText("2032-11-24"), "18:00"))


class Years:
    """A small office that lives a day now and then; by the real rules, into a real journal."""

    def __init__(self, house: House, *, officer: str = "") -> None:
        self._house, self._play, self._written, self._number = house, Play(), 0, 0
        self._officer = officer
        self._do(c.NoteSettings, values={"office.id": '"duc-thuong"'})

    def live(self, *days: str, broken: str = "") -> None:
        for day in days:
            self._live(DayText(day), broken)
        journal = open_journal(self._house)
        fresh = self._play.history[self._written :]
        journal.append_all([Entry(event, stamp.ticks, stamp.wall_ms) for event, stamp in fresh])
        journal.close()
        self._written = len(self._play.history)

    def _live(self, day: DayText, broken: str) -> None:
        play = self._play
        play.wall, play.ticks = int(ms_of(day, "08:00")), play.ticks + 86_400_000
        self._do(c.OpenDay, day=day)
        self._do(c.OpenCounter, counter=ONE, officer=self._officer)
        for level in ("very-satisfied", "satisfied", ""):
            ticket = self._take(day)
            play.wait(240)
            self._do(c.CallNext, counter=ONE)
            self._do(c.Start, counter=ONE)
            play.wait(300)
            self._do(c.Finish, counter=ONE)
            if level:
                pressed = play.ticks
                leg = leg_of(ticket, 1)
                self._do(c.PressRating, counter=ONE, level=level, leg=leg, pressed=pressed)
            play.wait(120)
            self._do(c.PassTime)
        self._take(day)
        self._do(c.PressRating, counter=ONE, level="satisfied", leg=None, pressed=play.ticks)
        play.wait(4 * 3600)
        if broken:
            self._do(c.ReportDevice, part="printer", state=broken)
            play.wait(60)
        self._do(c.CloseDay)

    def _take(self, day: DayText) -> TicketId:
        self._number += 1
        number = self._number % 100 + 1
        ticket = TicketId(f"ticket-{self._number}")
        self._do(
            c.ReceiveTicket, ticket=ticket, day=day, service=ServiceCode("HT"), number=number,
            label=f"1{number:03}", ticket_class="normal", issuer=DeviceId("kiosk-1"),
            token=f"token-of-{ticket}-", issued_ms=UnixMs(self._play.wall), age_ms=0,
        )  # fmt: skip
        return ticket

    def _do(self, kind: type[c.Command], **fields: Any) -> None:
        self._play.do(kind(request=self._play.request(), **fields))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path / "data")


@pytest.fixture
def years(house: House) -> Years:
    made = Years(house)
    made.live(*OLD, *YOUNG)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def wanted(house: House) -> Plan:
    found = due(house, NOW)
    assert found is not None
    return found


def read(house: House) -> tuple[list[DayReport | None], PeriodReport | None, Findings]:
    journal = open_journal(house)
    try:
        reports = reports_of(house, journal)
        period = PeriodReports(journal.engine, long_wait_min=30).read(period_of("2026-11"))
        days = [reports.day(day) for day in (*OLD, *YOUNG)]
        return days, period, verify(journal, house.settings)
    finally:
        journal.close()


@pytest.mark.usefixtures("years")
def test_reports_of_purged_days_are_the_same_and_the_journal_is_whole(
    house: House, place: Path
) -> None:
    days, period, findings = read(house)
    assert findings.problems == [] and findings.days == 4
    assert days[0] is not None and days[0].issued == 4 and days[0].total.rated == 2
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    days_after, period_after, after = read(house)
    assert days_after == days
    assert period_after == period
    assert (after.problems, after.days, after.kept_days) == ([], 2, 2)
    assert after.events < findings.events


@pytest.mark.usefixtures("years")
def test_the_purge_is_an_event_with_who_and_where_the_events_are(house: House, place: Path) -> None:
    back_up(house, place, NOW)
    plan = wanted(house)
    archive = carry_out(house, plan, NOW, by="binh")
    journal = open_journal(house)
    told = last_purge(journal)
    assert told is not None
    assert (told.by, told.backup, told.day) == ("binh", str(archive), "2026-11-20")
    assert (told.upto, told.head, told.deleted) == (plan.upto, plan.head, plan.events)
    assert [
        row.stamp.seq for row in journal.read() if row.event.__class__.__name__ == "SettingsChanged"
    ]
    journal.close()
    assert archive.name == "2032-11-24T18-00-00.archive"
    assert backups(place) == []


@pytest.mark.usefixtures("years")
def test_nothing_on_the_disk_leads_to_a_paper_of_a_purged_day(house: House, place: Path) -> None:
    journal = open_journal(house)
    came = [row.event for row in journal.read() if isinstance(row.event, TicketReceived)]
    journal.close()
    old, young = f'"{came[0].ticket}"', f'"{came[-1].ticket}"'
    content = (house.data / "journal.db").read_bytes()
    assert old.encode() in content
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    content = (house.data / "journal.db").read_bytes()
    assert old.encode() not in content
    assert young.encode() in content


def test_the_office_works_on_and_the_next_year_goes_too(
    house: House, years: Years, place: Path
) -> None:
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    assert due(house, NOW) is None
    years.live("2032-11-25", "2032-11-26")
    later = UnixMs(ms_of(DayText("2037-11-25"), "18:00"))
    back_up(house, place, later)
    found = due(house, later)
    assert found is not None and found.days == YOUNG
    carry_out(house, found, later, by="mai")
    _, period, findings = read(house)
    assert (findings.problems, findings.days, findings.kept_days) == ([], 2, 4)
    assert period is not None and period.issued == 8
    journal = open_journal(house)
    journal.rebuild()
    assert verify(journal, house.settings).problems == []
    journal.close()


@pytest.mark.usefixtures("years")
def test_whoever_changes_what_was_left_is_found(house: House, place: Path) -> None:
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    path = house.data / "journal.db"
    whole = path.read_bytes()

    def found_after(change: str) -> str:
        path.write_bytes(whole)
        with closing(sqlite3.connect(path)) as db, db:
            assert db.execute(change).rowcount == 1
        return read(house)[2].problems[0]

    settings = "(SELECT min(seq) FROM event WHERE kind = 'settings-changed')"
    left = f"UPDATE event SET body = replace(body, 'duc', 'khac') WHERE seq = {settings}"
    assert found_after(left).endswith("its content was changed after it was stored")
    gone = found_after(f"DELETE FROM event WHERE seq = {settings}")
    assert gone.endswith("what was left of the time before was changed")
    kept = "UPDATE event SET body = replace(body, '\"final\"', '\"void\"') WHERE seq ="
    kept += " (SELECT min(seq) FROM event WHERE kind = 'day-kept')"
    assert found_after(kept).endswith("(day-kept): its content was changed after it was stored")


def refused(house: House, plan: Plan) -> str:
    # Without the header, in which SQLite counts who opens the file.
    before = (house.data / "journal.db").read_bytes()[100:]
    with pytest.raises(JournalError) as told:
        carry_out(house, plan, NOW, by="binh")
    assert (house.data / "journal.db").read_bytes()[100:] == before
    assert not (house.data / retention.WORK).exists()
    return str(told.value)


@pytest.mark.usefixtures("years")
def test_nothing_goes_that_no_verified_backup_has(
    house: House, place: Path, tmp_path: Path
) -> None:
    plan = wanted(house)
    assert refused(house, plan) == "there is no verified backup; make one first: mot-cua backup"
    folder, _ = back_up(house, place, NOW)
    note = house.data / "last-backup.json"
    told = msgspec.json.decode(note.read_bytes())
    note.write_bytes(msgspec.json.encode(told | {"upto": plan.upto - 1}))
    assert refused(house, plan) == (
        f"{folder}: ends before what would go; make another: mot-cua backup"
    )
    note.write_bytes(msgspec.json.encode(told))
    assert refused(house, plan._replace(head="00")) == (
        f"{folder}: is of another journal; make a backup of this one"
    )
    content = bytearray((folder / "journal.db").read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    (folder / "journal.db").write_bytes(content)
    assert "is damaged" in refused(house, plan)
    folder.rename(tmp_path / "elsewhere")
    assert refused(house, plan) == f"{folder}: is not there; plug its disk in, or: mot-cua backup"


@pytest.mark.usefixtures("years")
def test_nothing_goes_while_a_program_has_the_journal(house: House, place: Path) -> None:
    back_up(house, place, NOW)
    plan = wanted(house)
    journal = open_journal(house)
    with pytest.raises(JournalError) as told:
        carry_out(house, plan, NOW, by="binh")
    assert str(told.value) == (
        f"{house.data / 'journal.db'}: a program has this file open; stop the programs first:"
        " systemctl stop mot-cua.target"
    )
    journal.close()


@pytest.mark.usefixtures("years")
def test_an_archive_of_purged_days_says_where_their_events_are(house: House, place: Path) -> None:
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    journal = open_journal(house)
    with (house.data / "x.zip").open("wb") as file, pytest.raises(JournalError) as told:
        write_archive(
            file, journal.engine, period_of("2026-11"), settings=house.settings, report=b"",
            now_ms=NOW,
        )  # fmt: skip
    journal.close()
    assert str(told.value) == (
        "2026-11: of these days only the totals are left; `mot-cua verify` names the backup that"
        " has their events"
    )


def test_the_command_says_what_would_go_and_changes_nothing(tmp_path: Path) -> None:
    house = house_at(tmp_path / "data")
    Years(house).live(*OLD)
    before = (house.data / "journal.db").read_bytes()
    result = CliRunner().invoke(
        commands, ["retain", "--dry-run", "--data", str(house.data)], catch_exceptions=False
    )
    assert result.output == "Nothing is older than 5 years.\n"
    assert (house.data / "journal.db").read_bytes() == before
    missing = CliRunner().invoke(commands, ["retain", "--data", str(tmp_path / "nothing")])
    assert "no journal here; name the folder with --data" in str(missing.exception)


@pytest.mark.usefixtures("years")
def test_the_years_are_of_the_office_file_and_the_last_young_day_stays(house: House) -> None:
    def days_at(day: str, years: int = 5) -> tuple[str, ...]:
        office = msgspec.structs.replace(house.settings.office, keep_years=years)
        settings = msgspec.structs.replace(house.settings, office=office)
        found = due(house._replace(settings=settings), ms_of(DayText(day), "12:00"))
        return found.days if found else ()

    assert days_at("2031-11-19") == ()
    assert days_at("2031-11-20") == OLD[:1]
    assert days_at("2031-11-21") == OLD
    assert days_at("2036-02-29", years=10) == ()
    # Nobody knows yet whether the day after it will speak of its papers.
    assert days_at("2038-01-01") == (*OLD, YOUNG[0])


def test_a_day_stays_while_the_next_one_still_speaks_of_its_papers(house: House) -> None:
    years = Years(house)
    years.live(OLD[0])
    journal = open_journal(house)
    assert journal.last is not None
    # The kiosk was away in the evening, and tells in the morning that a paper came out.
    printed = TicketPrintRecorded(ticket=TicketId("ticket-1"), outcome="printed")
    journal.append([printed], ticks=journal.last.ticks, wall_ms=journal.last.wall_ms)
    journal.close()
    years.live(OLD[1], *YOUNG)
    assert due(house, ms_of(DayText("2031-11-20"), "12:00")) is None
    found = due(house, ms_of(DayText("2031-11-21"), "12:00"))
    assert found is not None and found.days == OLD


def test_the_command_lets_old_years_go_and_says_where_their_events_are(
    house: House, place: Path
) -> None:
    Years(house).live("2010-11-18", "2010-11-19", "2099-11-19", "2099-11-20")
    file = Path(__file__).parent.parent / "data" / "small-office.toml"

    def say(*words: str) -> str:
        where = ["--office", str(file), "--data", str(house.data)]
        done = CliRunner().invoke(commands, [*words, *where], catch_exceptions=False)
        return done.output

    gone = "46 events of 2 days, 2010-11-18 to 2010-11-19; their totals stay.\n"
    assert say("retain", "--dry-run") == gone + "Nothing was changed (--dry-run).\n"
    say("backup", "--to", str(place))
    told = say("retain")
    assert told.startswith(f"{gone}They are gone from here. The backup that has them is kept:")
    [archive] = place.glob("*.archive")
    assert f"Of 2 older days the totals are left; their events are in {archive}\n" in say("verify")
    assert say("restore", archive.name, "--from", str(place), "--try").endswith("4 sealed days\n")
    assert say("retain") == "Nothing is older than 5 years.\n"


def test_a_fault_of_the_evening_lasts_as_long_in_the_report_of_a_purged_day(
    house: House, place: Path
) -> None:
    years = Years(house)
    years.live(OLD[0], broken="paper_end")
    years.live(OLD[1], broken="ready")
    years.live(*YOUNG)
    days, period, _ = read(house)
    assert days[0] is not None and [one.lasted_ms for one in days[0].faults] == [60_000]
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    assert read(house)[:2] == (days, period)


def test_nobody_finds_an_officer_by_a_rating_of_a_purged_day(house: House, place: Path) -> None:
    years = Years(house, officer="Lê Thị Mai")
    years.live(*OLD, *YOUNG)
    back_up(house, place, NOW)
    carry_out(house, wanted(house), NOW, by="binh")
    engine = open_journal(house).engine
    assert [one.key for one in read_officers(engine, period_of("2026-11"))] == [""]
    assert [one.key for one in read_officers(engine, period_of("2032-11"))] == ["Lê Thị Mai"]
    engine.dispose()


def test_a_day_stays_while_the_next_one_begins_with_its_fault(house: House) -> None:
    years = Years(house)
    years.live(OLD[0])
    journal = open_journal(house)
    assert journal.last is not None
    broken = DeviceReported(part="printer", state="paper_end")
    journal.append(
        [broken], ticks=journal.last.ticks, wall_ms=journal.last.wall_ms, device="kiosk-1"
    )
    journal.close()
    years.live(OLD[1])
    assert due(house, ms_of(DayText("2031-11-20"), "12:00")) is None


def test_every_kind_that_goes_is_one_that_there_is() -> None:
    kinds = {kind.__struct_config__.tag for kind in AnyEvent.__args__}  # type: ignore[attr-defined]
    assert set(GOING) < kinds
    assert len(set(GOING)) == len(GOING)
    assert kind_of(TicketPrintRecorded(ticket=TicketId("t"), outcome="printed")) in GOING
