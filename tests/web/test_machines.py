"""Setting the time on the page of the machines, from the form to the computer's clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from mot_cua.errors import JournalError
from mot_cua.ids import CounterNo, UnixMs
from mot_cua.timekeeper import UNIT, WISH, obey
from queue_server.asked_clock import QUESTION, AskedClock, leave_question, take_answer
from queue_server.core import commands as c
from queue_server.core import events as e


class Hand:
    """The unit that may set the clock, and sets that of this office."""

    def __init__(self, office: PagesOffice, folder: Path) -> None:
        self._office, self._folder = office, folder
        unit = folder / "root" / UNIT.relative_to("/")
        unit.parent.mkdir(parents=True)
        unit.symlink_to("../mot-cua-clock.path")

    def set_wall_ms(self, wall_ms: UnixMs) -> None:
        self._office.clock.step(wall_ms - self._office.clock.wall_ms())

    def obey(self) -> None:
        obey(self._folder, self, self._office.clock, "one boot")


@pytest.fixture
def hand(office: PagesOffice, tmp_path: Path) -> Hand:
    return Hand(office, tmp_path)


def post(client: FlaskClient, moment: str) -> tuple[int, str]:
    answer = client.post("/admin/machines/time", data={"moment": moment})
    return answer.status_code, answer.text


def test_an_administrator_sets_the_time_and_the_office_lives_in_it_at_once(
    office: PagesOffice, client: FlaskClient, hand: Hand
) -> None:
    assert "Giờ của máy chủ: 09:00, 20/11/2026" in client.get("/admin/machines").text
    assert post(client, "2026-11-23T07:15")[0] == 303
    [told] = [r for r in office.server.journal.read() if isinstance(r.event, e.ClockSet)]
    assert isinstance(told.event, e.ClockSet)
    assert told.event.by == "admin"
    assert told.event.after_ms - told.event.before_ms == ((2 * 24 + 22) * 60 + 15) * 60_000
    hand.obey()
    office.settle()
    assert office.gateway.view.day == "2026-11-23"
    assert "Giờ của máy chủ: 07:15, 23/11/2026" in client.get("/admin/machines?set=1").text


def test_a_leap_waits_until_the_counters_are_closed(
    office: PagesOffice, client: FlaskClient, hand: Hand, tmp_path: Path
) -> None:
    office.open(1)
    code, page = post(client, "2026-11-20T10:30")
    assert code == 409
    assert "Còn quầy đang mở nên chưa chỉnh quá 10 phút; vui lòng đóng các quầy trước." in page
    assert not (tmp_path / WISH).exists()
    office.do(c.CloseCounter, counter=CounterNo(1))
    assert post(client, "2026-11-20T10:30")[0] == 303
    hand.obey()
    assert office.gateway.now_ms() - office.server.office.wall_ms == 90 * 60_000


def test_what_is_no_moment_is_told(client: FlaskClient, hand: Hand) -> None:
    del hand
    for text in ("", "hôm nay", "2026-13-40T09:00"):
        code, page = post(client, text)
        assert (code, "Vui lòng nhập đủ ngày và giờ." in page) == (409, True)


def test_a_server_without_the_unit_says_so(client: FlaskClient) -> None:
    code, page = post(client, "2026-11-20T09:05")
    assert code == 409
    assert "Máy chủ này chưa được cài phần chỉnh giờ" in page


def test_the_command_line_asks_the_server_and_is_told_why_not(
    office: PagesOffice, hand: Hand, tmp_path: Path
) -> None:
    asked = AskedClock(tmp_path, post=office.inbox.post, clock=office.clock)
    asked.look()
    assert take_answer(tmp_path) is None
    now = office.clock.wall_ms()
    office.open(1)
    leave_question(tmp_path, UnixMs(now + 3_600_000), "mai", office.clock)
    asked.look()
    assert take_answer(tmp_path) == "close these counters first: 1; then set it"
    office.do(c.CloseCounter, counter=CounterNo(1))
    leave_question(tmp_path, UnixMs(now + 3_600_000), "mai", office.clock)
    office.clock.advance(900)
    asked.look()
    assert (take_answer(tmp_path), take_answer(tmp_path)) == ("", None)
    hand.obey()
    assert office.clock.wall_ms() == now + 3_600_900
    last = office.server.journal.latest("clock-set")
    assert last is not None and isinstance(last.event, e.ClockSet)
    assert (last.event.by, last.device) == ("mai", "console")


def test_a_question_that_nobody_can_read_is_removed(office: PagesOffice, tmp_path: Path) -> None:
    (tmp_path / QUESTION).parent.mkdir()
    (tmp_path / QUESTION).write_text("?", encoding="utf-8")
    with pytest.raises(JournalError, match="is no question for the time"):
        AskedClock(tmp_path, post=office.inbox.post, clock=office.clock).look()
    assert not (tmp_path / QUESTION).exists()
