"""The registers: numbers without gaps, values in one form, nothing erased, years that close."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.business_day import ms_of
from mot_cua.errors import Refused
from mot_cua.ids import DayText, RequestId, Ticks, UnixMs
from mot_cua.written import read_count, read_date, read_share
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.decisions import decide
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.registers.entries import Entry, Place
from queue_server.core.registers.tables import REGISTERS

PETITION = {
    "received_on": "20/11/2026",
    "channel": "letter",
    "paper": "15/PAKN",
    "identified": "on",
    "service": "DD",
    "content": "Chờ quá lâu ở quầy 3",
    "handler": "Phó Giám đốc",
    "due": "11/12/2026",
    "state": "open",
}
ANSWERED = PETITION | {"state": "answered", "ended_on": "2026-11-20", "answer": "Đã thêm quầy"}
APOLOGY = {
    "dossier": "H40.20-261101-0012",
    "service": "DD",
    "due": "2026-11-23",
    "reason": "other-agency",
    "apologised_on": "2026-11-20",
    "new_due": "2026-11-30",
    "state": "open",
}
RANK = {
    "ranked_year": "2023",
    "index": "Chỉ số CCHC",
    "rank": "9",
    "of": "20",
    "source": "QĐ 12/QĐ-UBND",
}
INDICATOR = {"period": "2026-10", "dossiers": "1.032", "on_time": "99,97%", "source": "Hệ thống"}
SEAT = {
    "first": "2026-11-23",
    "last": "2026-11-27",
    "session": "day",
    "counter": "1",
    "officer": "Nguyễn Thị Lan",
    "part": "main",
}
PROCEDURE = {
    "code": "HT-01",
    "service": "Tư pháp – Hộ tịch",
    "name": "Đăng ký khai sinh",
    "time": "Trong ngày làm việc",
    "fee": "37 354",
    "charge": "0",
    "papers": "Tờ khai|Giấy chứng sinh",
    "updated_on": "1/9/2026",
}
SAMPLES = {
    "procedures": PROCEDURE,
    "petitions": PETITION,
    "apologies": APOLOGY,
    "ranks": RANK,
    "indicators": INDICATOR,
    "roster": SEAT,
}


class Clerk(Play):
    """Somebody who keeps the registers."""

    def add(self, register: str, values: dict[str, str]) -> Entry:
        self.do(c.WriteEntry(request=self.request(), register=register, values=values, by="lan"))
        return self.last()

    def change(self, entry: Entry, **values: str) -> Entry:
        self.do(self.wish(entry, **values))
        return self.last()

    def wish(self, entry: Entry, **values: str) -> c.WriteEntry:
        return c.WriteEntry(
            request=self.request(),
            register=entry.place.register,
            year=entry.place.year,
            number=entry.place.number,
            seen=entry.seq,
            values={**entry.values, **values},
            by="hoa",
        )

    def last(self) -> Entry:
        event, _ = self.history[-1]
        assert isinstance(event, e.EntryWritten)
        return self.office.entries[Place(event.register, event.year, event.number)]

    def wake_up_on(self, day: str) -> None:
        self.wall = int(ms_of(day, "08:00"))


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_takes_its_entries_in_order(clerk: Clerk, register: str) -> None:
    first = clerk.add(register, SAMPLES[register])
    assert first.place.label == "01/2026"
    assert set(first.values) <= {one.name for one in REGISTERS[register].fields}


def test_values_are_kept_in_one_form_whatever_was_typed(clerk: Clerk) -> None:
    petition = clerk.add("petitions", PETITION | {"content": "  Phi\u0301 cao  "})
    assert petition.values["received_on"] == "2026-11-20"
    assert petition.values["content"] == "Phí cao"
    indicator = clerk.add("indicators", INDICATOR | {"period": "Tháng 10/2026"})
    assert indicator.values["dossiers"] == "1032"
    assert indicator.values["on_time"] == "99.97"
    assert indicator.values["period"] == "2026-10"
    procedure = clerk.add("procedures", PROCEDURE)
    assert (procedure.values["service"], procedure.values["fee"]) == ("HT", "37.354 đồng")
    assert (procedure.values["charge"], procedure.values["updated_on"]) == (
        "Không thu",
        "2026-09-01",
    )
    assert procedure.values["papers"] == "Tờ khai\nGiấy chứng sinh"


def test_posted_procedures_stand_from_year_to_year(clerk: Clerk) -> None:
    entry = clerk.add("procedures", PROCEDURE)
    clerk.wake_up_on("2027-01-04")
    assert clerk.change(entry, updated_on="2027-01-04").place.label == "01/2026"


def test_numbers_run_without_gaps_and_each_year_begins_anew(clerk: Clerk) -> None:
    places = [clerk.add("petitions", PETITION).place.number for _ in range(3)]
    clerk.wake_up_on("2027-01-04")
    later = clerk.add("petitions", PETITION)
    assert (places, later.place.label) == ([1, 2, 3], "01/2027")


def test_the_same_request_gets_one_number(clerk: Clerk) -> None:
    wish = c.WriteEntry(request=RequestId("twice"), register="petitions", values=PETITION, by="lan")
    clerk.do(wish)
    clerk.do(wish)
    assert len(clerk.office.entries) == 1


def test_a_change_says_who_and_what_stood_there_before(clerk: Clerk) -> None:
    entry = clerk.add("petitions", PETITION)
    answered = clerk.change(entry, **ANSWERED)
    event, _ = clerk.history[-1]
    assert isinstance(event, e.EntryWritten)
    assert (event.old["state"], event.new["state"], event.by) == ("open", "answered", "hoa")
    assert (answered.entered_by, answered.changed_by) == ("lan", "hoa")


def test_who_has_not_seen_the_last_change_does_not_overwrite_it(clerk: Clerk) -> None:
    entry = clerk.add("petitions", PETITION)
    clerk.change(entry, handler="Trưởng phòng")
    refusal = clerk.refusal(clerk.wish(entry, handler="Người khác"))
    assert refusal.code == "entry-changed"
    assert "01/2026 was changed by hoa meanwhile" in str(refusal)


def test_saving_the_same_again_says_that_nothing_changed(clerk: Clerk) -> None:
    entry = clerk.add("petitions", PETITION)
    refusal = clerk.refusal(clerk.wish(entry))
    assert (refusal.code, str(refusal)) == ("entry-unchanged", "01/2026 says this already")


def test_a_mistaken_entry_is_struck_out_and_keeps_its_number(clerk: Clerk) -> None:
    entry = clerk.add("apologies", APOLOGY)
    struck = clerk.change(entry, struck="Ghi hai lần")
    assert struck.is_struck
    assert clerk.add("apologies", APOLOGY).place.number == 2


def test_the_new_date_of_a_dossier_is_set_once(clerk: Clerk) -> None:
    entry = clerk.add("apologies", APOLOGY)
    refusal = clerk.refusal(clerk.wish(entry, new_due="2026-12-04"))
    assert refusal.code == "entry-wrong"
    assert "new_due: set-once 2026-11-30" in str(refusal)


def test_a_closed_year_takes_only_what_became_of_the_matter(clerk: Clerk) -> None:
    entry = clerk.add("petitions", PETITION)
    clerk.wake_up_on("2027-01-04")
    refusal = clerk.refusal(clerk.wish(entry, handler="Người khác"))
    assert "handler: year-closed" in str(refusal)
    done = clerk.change(entry, state="answered", ended_on="04/01/2027", answer="Xong")
    assert (done.place.year, done.values["ended_on"]) == (2026, "2027-01-04")


def test_the_first_day_of_a_year_closes_the_registers_of_the_old_one(clerk: Clerk) -> None:
    clerk.open()
    clerk.add("petitions", PETITION)
    clerk.add("petitions", PETITION)
    clerk.do(c.CloseDay(request=clerk.request()))
    clerk.wake_up_on("2027-01-04")
    clerk.do(c.OpenDay(request=clerk.request(), day=DayText("2027-01-04")))
    closed = [event for event, _ in clerk.history if isinstance(event, e.RegisterClosed)]
    assert closed == [e.RegisterClosed(register="petitions", year=2026, entries=2)]


@pytest.mark.parametrize(
    ("register", "wrong", "fault"),
    [
        ("petitions", {"paper": ""}, "paper: missing"),
        ("petitions", {"identified": ""}, "identified: not-ticked"),
        ("petitions", {"received_on": "31/02/2026"}, "received_on: no-date 31/02/2026"),
        ("petitions", {"received_on": "21/11/2026"}, "received_on: in-future 2026-11-20"),
        ("petitions", {"due": "19/11/2026"}, "due: before received_on"),
        ("petitions", {"channel": "fax"}, "channel: no-choice fax"),
        ("petitions", {"service": "ZZ"}, "service: no-choice ZZ"),
        ("petitions", {"content": "=HYPERLINK(1)"}, "content: formula"),
        ("petitions", {"content": "x" * 2001}, "content: too-long 2000"),
        ("petitions", {"content": "Gọi 0912 345 678"}, "content: personal 0912 345 678"),
        ("petitions", {"paper": "CCCD 001090012345"}, "paper: personal 001090012345"),
        ("petitions", {"state": "answered"}, "ended_on: missing-at-end"),
        ("petitions", {"ended_on": "20/11/2026"}, "state: still-open ended_on"),
        ("apologies", {"dossier": "Nguyễn Văn A"}, "dossier: no-dossier Nguyễn Văn A"),
        ("apologies", {"new_due": "2026-11-23"}, "new_due: not-after due"),
        ("apologies", {"new_due": "2026-11-28"}, "new_due: day-off"),
        ("ranks", {"rank": "21"}, "rank: no-rank 20"),
        ("ranks", {"ranked_year": "1.99"}, "ranked_year: no-year 1.99"),
        ("ranks", {"rank": "0"}, "rank: no-rank 20"),
        ("ranks", {"rank": "thứ 9"}, "rank: no-count thứ 9"),
        ("indicators", {"on_time": "101%"}, "on_time: no-share 101%"),
        ("indicators", {"period": "2026-13"}, "period: no-period 2026-13"),
        ("indicators", {"dossiers": "", "on_time": ""}, "dossiers: none-of-them"),
        ("roster", {"last": "2026-11-20"}, "last: before first"),
        ("roster", {"counter": "9"}, "counter: no-choice 9"),
    ],
)
def test_what_cannot_be_is_named_by_its_field_and_nothing_is_written(
    clerk: Clerk, register: str, wrong: dict[str, str], fault: str
) -> None:
    refusal = clerk.refusal(
        c.WriteEntry(
            request=clerk.request(),
            register=register,
            values=SAMPLES[register] | wrong,
            by="lan",
        )
    )
    assert refusal.code == "entry-wrong"
    assert f"this cannot be written into {register}: " in str(refusal)
    assert fault in str(refusal)


def test_two_officers_do_not_sit_at_one_counter(clerk: Clerk) -> None:
    clerk.add("roster", SEAT | {"session": "morning"})
    clerk.add("roster", SEAT | {"session": "afternoon", "officer": "Trần Văn Hòa"})
    clerk.add("roster", SEAT | {"part": "reserve", "officer": "Lê Thị Mai"})
    refusal = clerk.refusal(
        c.WriteEntry(request=clerk.request(), register="roster", values=SEAT, by="lan")
    )
    assert "counter: seat-taken 01/2026; counter: seat-taken 02/2026" in str(refusal)


def test_one_period_has_one_line_of_indicators(clerk: Clerk) -> None:
    clerk.add("indicators", INDICATOR)
    refusal = clerk.refusal(
        c.WriteEntry(request=clerk.request(), register="indicators", values=INDICATOR, by="lan")
    )
    assert "period: twice 01/2026" in str(refusal)


@pytest.mark.parametrize(
    ("wish", "code", "said"),
    [
        ({"register": "gossip"}, "unknown-register", "no register 'gossip'; there are: petitions"),
        (
            {"register": "petitions", "year": 2026, "number": 7},
            "unknown-entry",
            "petitions has no entry 07/2026",
        ),
    ],
)
def test_what_does_not_exist_is_refused(
    clerk: Clerk, wish: dict[str, object], code: str, said: str
) -> None:
    command = c.WriteEntry(request=clerk.request(), values=PETITION, by="lan", **wish)  # type: ignore[arg-type]
    refusal = clerk.refusal(command)
    assert refusal.code == code
    assert said in str(refusal)


def test_a_register_waits_for_a_clock_that_can_be_trusted(clerk: Clerk) -> None:
    now = clerk.now._replace(now=c.Now(Ticks(1), UnixMs(clerk.wall), is_trusted=False))
    command = c.WriteEntry(request=clerk.request(), register="ranks", values=RANK, by="lan")
    with pytest.raises(Refused, match="the server's clock is wrong; registers go by its dates"):
        decide(now, command)


def entry_event(number: int, year: int = 2026) -> e.EntryWritten:
    return e.EntryWritten(
        request=RequestId("r"), register="ranks", year=year, number=number, old={}, new=RANK
    )


def test_a_verification_finds_a_gap_and_a_line_after_the_close() -> None:
    watcher = Watcher(Office([1]))
    stamp = e.Stamp(1, Ticks(1), UnixMs(1))
    assert watcher.apply(entry_event(1), stamp) == []
    assert watcher.apply(entry_event(3), stamp) == ["I17: ranks has no number 2, but 03/2026"]
    watcher.apply(e.RegisterClosed(register="ranks", year=2026, entries=3), stamp)
    assert watcher.apply(entry_event(4), stamp) == ["I17: ranks was closed, and then got 04/2026"]


def test_figures_and_dates_are_read_as_offices_write_them() -> None:
    assert [read_count(one) for one in ("1.032", "37\u00a0354", "3539762")] == [
        1032,
        37354,
        3539762,
    ]
    assert [read_count(one) for one in ("", "1.03", "-5", "1.032,5")] == [None] * 4
    assert [read_date(one) for one in ("1/9/2026", "2026-9-1", "00/01/2026")] == [
        "2026-09-01",
        None,
        None,
    ]
    assert [read_share(one) for one in ("100,00 %", "100,01", "abc")] == ["100.00", None, None]
