"""A new office is tried out, counted in no figure, and handed over with a printed record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from small_office import SETTINGS
from web.pages_office import PagesOffice

from config.devices import BoardSettings, BridgeSettings, ScannerSettings
from config.settings import KioskSettings
from mot_cua.bus.local import LocalBus
from mot_cua.bus.port import Arrived, Interest
from mot_cua.business_day import ms_of
from mot_cua.errors import JournalError
from mot_cua.ids import CounterNo, DayText, DeviceId, TicketId
from mot_cua.last_backup import NOTE, LastBackup, last_backup, note_backup
from mot_cua.messages import DeviceCommand, DeviceStatus, Finding, PrintHandOver
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.journal import schema
from queue_server.journal.verify import verify

KIOSK = DeviceId("kiosk-1")
COMPLETE = msgspec.structs.replace(
    SETTINGS,
    kiosk=(KioskSettings(id="kiosk-1", scanner=ScannerSettings(kind="simulated")),),
    board=(BoardSettings(id="board-1"),),
    bridge=(BridgeSettings(id="bridge-1", counters=(1,)),),
)
FINE = (Finding("disk", "ok", "9000 MB free"),)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, COMPLETE, is_new=True)
    yield made
    made.switch_off()


def shown(client: FlaskClient) -> dict[str, bool | None]:
    """Each line of the list: whether it was seen; None where a person ticks."""
    client.get("/admin/hand-over")
    gateway = client.application.extensions["mot-cua-gateway"]
    return {one.key: one.is_seen for one in gateway.to_try()}


def next_day(office: PagesOffice) -> None:
    office.clock.advance(ms_of(DayText("2026-11-23"), "08:00") - office.clock.wall_ms())
    office.settle()


def serve_one(office: PagesOffice) -> None:
    office.open(1)
    office.issue("HT")
    office.serve(1)


def test_what_a_new_office_does_counts_in_no_figure_until_it_is_handed_over(
    office: PagesOffice, client: FlaskClient
) -> None:
    serve_one(office)
    assert "DỮ LIỆU MẪU" in client.get("/admin").text
    assert "Đang chạy thử" in client.get("/admin/hand-over").text
    hand_over(client)
    assert "Hôm nay vẫn là ngày chạy thử" not in client.get("/admin/hand-over").text
    next_day(office)
    assert [one.day for one in office.gateway.reports.days(limit=9)] == ["2026-11-23"]
    serve_one(office)
    report = office.gateway.reports.day("2026-11-23")
    assert report is not None and report.states["done"] == 1
    assert "DỮ LIỆU MẪU" not in client.get("/admin").text
    assert office.gateway.reports.day("2026-11-20") is None
    assert verify(office.server.journal, COMPLETE).problems == []


def test_a_trial_lasts_over_a_power_cut_and_its_own_papers_that_come_late(
    office: PagesOffice,
) -> None:
    serve_one(office)
    office.switch_off()
    office.switch_on()
    assert office.gateway.is_on_trial and office.gateway.view.is_trial
    office.issue("HT")
    office.serve(1)
    next_day(office)
    assert office.gateway.view.is_trial
    assert office.gateway.reports.days(limit=9) == []
    assert verify(office.server.journal, COMPLETE).problems == []
    assert office.server.journal.rebuild() == office.server.journal.last_seq
    assert office.gateway.reports.days(limit=9) == []


def test_the_list_is_of_this_offices_own_devices_and_ticks_what_was_seen(
    office: PagesOffice, client: FlaskClient, tmp_path: Path
) -> None:
    assert shown(client) == {
        "print-kiosk-1": False,
        "paper-kiosk-1": None,
        "services-kiosk-1": False,
        "scan-kiosk-1": False,
        "board-board-1": None,
        "press-1": False,
        "lamp-1": None,
        "power": False,
        "backup": False,
        "doctor": False,
    }
    for service in ("HT", "CT", "DD"):
        label = office.issue(service)
    ticket = TicketId(f"paper-{label}")
    office.gateway.ask(
        c.RecordPrint(request=office.request(), ticket=ticket, outcome="printed", detail=""),
        by="kiosk-1",
    )
    office.gateway.ask(c.ScanPaper(request=office.request(), ticket=ticket), by="kiosk-1")
    for level in COMPLETE.rating.level:
        office.do(c.PressRating, counter=CounterNo(1), level=level.id, leg=None, pressed=0)
    note_backup(
        tmp_path,
        LastBackup(made_ms=office.clock.wall_ms(), folder="/mnt/stick", upto=9, head="ab"),
    )
    for name, role in (("kiosk-1", "kiosk"), ("board-1", "display"), ("bridge-1", "bridge")):
        office.hear(name, role=role, findings=FINE)
    office.gateway.findings = lambda: FINE
    seen = shown(client)
    assert [key for key, is_seen in seen.items() if is_seen is False] == ["power"]


def test_what_was_not_seen_is_named(office: PagesOffice, client: FlaskClient) -> None:
    office.issue("HT")
    office.do(c.PressRating, counter=CounterNo(1), level="satisfied", leg=None, pressed=0)
    page = client.get("/admin/hand-over").text
    assert "<small>chưa thấy: Chứng thực, Đất đai</small>" in page
    assert "<small>chưa thấy: Rất hài lòng, Bình thường, Không hài lòng</small>" in page
    assert "<small>chưa thấy: server, kiosk-1, board-1, bridge-1</small>" in page


TICKED = ("paper-kiosk-1", "board-board-1", "lamp-1")
LEFT = ("print-kiosk-1", "services-kiosk-1", "scan-kiosk-1", "press-1", "power", "backup", "doctor")


def hand_over(client: FlaskClient, **fields: str) -> tuple[int, str]:
    form = {"giver": "Trần Văn Bình", "taker": "Lê Thị Mai", "kiosk": ""}
    form |= {f"tick-{key}": "on" for key in TICKED}
    form |= {f"remedy-{key}": "làm tiếp, trước 30/11/2026" for key in LEFT}
    answer = client.post("/admin/hand-over", data=form | fields)
    return answer.status_code, answer.text


def test_what_is_not_well_needs_a_remedy_and_both_sides_a_name(
    office: PagesOffice, client: FlaskClient
) -> None:
    code, page = hand_over(client, **{"remedy-power": " "})
    assert code == 409
    assert "Việc nào chưa đạt thì ghi còn phải làm gì, trước ngày nào." in page
    assert 'name="remedy-backup" maxlength="200" value="làm tiếp, trước 30/11/2026"' in page
    code, page = hand_over(client, taker="")
    assert (code, "Vui lòng ghi tên bên giao và bên nhận." in page) == (409, True)
    assert office.gateway.is_on_trial
    assert office.gateway.last_hand_over() is None


def test_the_record_is_kept_and_printed_at_the_kiosk(
    office: PagesOffice, client: FlaskClient
) -> None:
    heard: list[PrintHandOver] = []
    broker = office.server._bus._broker  # type: ignore[attr-defined]
    line = LocalBus(broker, office.settings.office.id, KIOSK)

    def take(item: object) -> bool:
        if isinstance(item, Arrived) and isinstance(item.message, DeviceCommand):
            order = item.message.order
            assert isinstance(order, PrintHandOver)
            heard.append(order)
        return True

    away = DeviceStatus(online=False, boot="b", role="kiosk")
    line.start(take, interests=(Interest(DeviceCommand, KIOSK),), will=away)
    office.hear("kiosk-1", version="0.1.0")
    code, page = hand_over(client, kiosk="kiosk-1")
    assert code == 200
    assert "Đã ghi biên bản bàn giao." in page
    assert "Hôm nay vẫn là ngày chạy thử; số liệu được tính từ ngày làm việc sau." in page
    assert "<b>Trần Văn Bình</b>" in page and "3/10 việc đạt" in page
    client.post("/admin/hand-over/print", data={"kiosk": "kiosk-1"})
    broker.pump()
    assert [one.taker for one in heard] == ["Lê Thị Mai"] * 2
    [order, _] = heard
    assert [one.is_ok for one in order.items].count(True) == 3
    assert order.items[0].remedy == "làm tiếp, trước 30/11/2026"
    assert [(one.label, one.value) for one in order.devices][1:] == [("kiosk-1", "0.1.0")]
    kept = office.gateway.last_hand_over()
    assert kept is not None and (kept[0].by, kept[0].giver) == ("admin", "Trần Văn Bình")


def test_pressing_twice_hands_over_once_and_prints_once(
    office: PagesOffice, client: FlaskClient
) -> None:
    heard: list[str] = []
    broker = office.server._bus._broker  # type: ignore[attr-defined]
    line = LocalBus(broker, office.settings.office.id, KIOSK)

    def take(item: object) -> bool:
        if isinstance(item, Arrived) and isinstance(item.message, DeviceCommand):
            heard.append(item.message.order.id)
        return True

    away = DeviceStatus(online=False, boot="b", role="kiosk")
    line.start(take, interests=(Interest(DeviceCommand, KIOSK),), will=away)
    office.hear("kiosk-1", version="0.1.0")
    page = client.get("/admin/hand-over").text
    carried = re.search(r'name="request" value="([^"]+)"', page)
    assert carried
    for _ in range(2):
        assert hand_over(client, kiosk="kiosk-1", request=carried[1])[0] == 200
    broker.pump()
    events = [row.event for row in office.server.journal.read()]
    assert sum(isinstance(one, e.HandedOver) for one in events) == 1
    # A kiosk does an order of one name once.
    assert len(heard) == 2 and len(set(heard)) == 1


def test_a_kiosk_that_is_away_is_told_and_the_hand_over_stands(
    office: PagesOffice, client: FlaskClient
) -> None:
    code, page = hand_over(client, kiosk="kiosk-1")
    assert (code, "Máy lấy số đang mất kết nối" in page) == (409, True)
    assert office.gateway.last_hand_over() is not None
    assert not office.gateway.is_on_trial


def test_an_office_that_works_may_be_tried_again_from_the_next_day_on(
    office: PagesOffice, client: FlaskClient
) -> None:
    hand_over(client)
    next_day(office)
    serve_one(office)
    client.post("/admin/hand-over/trial")
    assert office.gateway.is_on_trial and not office.gateway.view.is_trial
    answer = client.post("/admin/hand-over/trial")
    assert (answer.status_code, "Đang chạy thử rồi." in answer.text) == (409, True)
    office.clock.advance(24 * 3_600_000)
    office.settle()
    assert office.gateway.view.is_trial
    assert [one.day for one in office.gateway.reports.days(limit=9)] == ["2026-11-23"]


def test_an_office_that_is_not_new_is_not_on_trial(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old = PagesOffice(tmp_path / "old", COMPLETE)
    old.switch_off()
    old._is_new = True
    old.switch_on()
    assert not old.gateway.is_on_trial
    old.switch_off()


def test_a_note_of_a_backup_that_nobody_can_read_is_told(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("?", encoding="utf-8")
    with pytest.raises(JournalError, match="make another backup: mot-cua backup"):
        last_backup(tmp_path)


def test_the_event_keeps_what_was_ticked_by_whom(office: PagesOffice, client: FlaskClient) -> None:
    office.issue("HT")
    hand_over(client)
    row = office.server.journal.latest("handed-over")
    assert row is not None and isinstance(row.event, e.HandedOver)
    by_key = {one.key: one for one in row.event.items}
    assert by_key["lamp-1"].is_ok and not by_key["lamp-1"].is_seen
    assert not by_key["power"].is_ok
    assert by_key["power"].text == "Đã ngắt điện máy chủ rồi bật lại, các số đã cấp vẫn còn"


def test_what_holds_beyond_its_day_is_kept_on_a_trial_day_too(office: PagesOffice) -> None:
    office.do(c.WriteResponse, month="2026-10", text="Thêm một quầy buổi sáng.", by="mai")
    with office.server.journal.engine.connect() as db:
        kept = db.execute(sa.select(schema.response.c.month)).scalars().all()
    assert kept == ["2026-10"]
    assert verify(office.server.journal, COMPLETE).problems == []
