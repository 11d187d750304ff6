"""Papers that did not come out: the administrator sees them, and one press prints them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, expect
from web.pages_office import PagesOffice, Served, come_in

from mot_cua.bus.local import LocalBus
from mot_cua.bus.port import Arrived, Interest
from mot_cua.ids import DeviceId, TicketId
from mot_cua.messages import DeviceCommand, DeviceStatus, PrintApology, PrintSummary, Reprint
from queue_server.core import commands as c
from queue_server.core import events as e

KIOSK = DeviceId("kiosk-1")
WISH = "0123456789abcdef"


class Orders:
    """A kiosk that only listens."""

    def __init__(self, office: PagesOffice) -> None:
        self._office, self.heard = office, list[Reprint]()
        self.days: list[PrintSummary] = []
        self.apologies: list[PrintApology] = []
        self._broker = office.server._bus._broker  # type: ignore[attr-defined]
        bus = LocalBus(self._broker, office.settings.office.id, KIOSK)
        bus.start(
            self._take,
            interests=(Interest(DeviceCommand, KIOSK),),
            will=DeviceStatus(online=False, boot="b", role="kiosk"),
        )

    def _take(self, item: object) -> None:
        if isinstance(item, Arrived) and isinstance(item.message, DeviceCommand):
            match item.message.order:
                case Reprint() as reprint:
                    self.heard.append(reprint)
                case PrintSummary() as day:
                    self.days.append(day)
                case PrintApology() as apology:
                    self.apologies.append(apology)

    def all(self) -> list[Reprint]:
        self._broker.pump()
        return self.heard


@pytest.fixture
def kiosk(office: PagesOffice) -> Orders:
    office.hear(KIOSK, health={"printer": "ready"})
    return Orders(office)


def paper(office: PagesOffice, label: str, outcome: str) -> TicketId:
    ticket = TicketId(f"paper-{label}")
    office.do(c.RecordPrint, ticket=ticket, outcome=outcome, detail="")
    return ticket


def order(client: FlaskClient, *, kiosk: str = KIOSK, **fields: Any) -> Any:
    return client.post(f"/api/device/{kiosk}/reprint", json={"request": WISH, **fields})


def test_valid_numbers_without_paper_are_listed_the_longest_waiting_first(
    office: PagesOffice, client: FlaskClient
) -> None:
    assert "Phiếu chưa in được" not in client.get("/admin").text
    old, young = office.issue("CT", age_s=600), office.issue("HT", age_s=60)
    paper(office, young, "failed")
    paper(office, old, "unconfirmed")
    paper(office, office.issue("HT"), "printed")
    page = client.get("/admin").text
    assert "Phiếu chưa in được: 2" in page
    assert page.index(f">{old}<") < page.index(f">{young}<")
    assert "không rõ đã in chưa" in page


def test_one_press_orders_all_that_are_missing_once(
    office: PagesOffice, client: FlaskClient, kiosk: Orders
) -> None:
    tickets = [paper(office, office.issue("HT", age_s=age), "failed") for age in (120, 90, 60)]
    assert order(client).status_code == 200
    assert order(client).status_code == 200
    [told] = kiosk.all()
    assert told.tickets == tuple(tickets)
    assert told.ticket is None
    assert told.expires_ms - told.issued_ms == 60_000
    events = [row.event for row in office.server.journal.read()]
    assert sum(isinstance(one, e.ReprintOrdered) for one in events) == 1


def test_a_lost_paper_is_ordered_by_itself(
    office: PagesOffice, client: FlaskClient, kiosk: Orders
) -> None:
    ticket = paper(office, office.issue("HT"), "printed")
    assert order(client, ticket=ticket).status_code == 200
    [told] = kiosk.all()
    assert (told.ticket, told.tickets) == (ticket, ())


def test_one_paper_is_ordered_again_three_times_and_no_more(
    office: PagesOffice, client: FlaskClient, kiosk: Orders
) -> None:
    ticket = paper(office, office.issue("HT"), "printed")
    for press in range(3):
        wish = {"request": f"officer-{press:04}", "ticket": ticket}
        assert client.post(f"/api/device/{KIOSK}/reprint", json=wish).status_code == 200
    answer = client.post(f"/api/device/{KIOSK}/reprint", json=wish | {"request": "officer-0009"})
    assert answer.json["code"] == "reprint-limit"
    assert answer.json["message"] == (
        "Số này đã in lại 3 lần; vui lòng ghi số ra giấy và kiểm tra máy in."
    )
    assert answer.json["detail"] == (
        "1001 was ordered again 3 times already; write the number on a paper by hand, and have the"
        " printer looked at"
    )
    assert len(kiosk.all()) == 3


def test_a_paper_that_came_out_once_stays_printed_whatever_the_second_did(
    office: PagesOffice,
) -> None:
    ticket = paper(office, office.issue("HT"), "printed")
    office.do(c.RecordPrint, ticket=ticket, outcome="failed", is_reprint=True)
    assert office.gateway.view.waiting[0].print == "printed"
    assert office.gateway.view.unprinted == ()


def test_numbers_that_are_done_need_no_paper(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    ticket = paper(office, office.issue("HT"), "failed")
    office.serve(1)
    office.hear(KIOSK)
    answer = order(client)
    assert answer.status_code == 409
    assert answer.json["message"] == "Mọi số còn hiệu lực đều đã in phiếu."
    assert answer.json["detail"] == "every valid number of kiosk-1 is on paper"
    answer = order(client, ticket=ticket)
    assert answer.json["code"] == "reprint-while-done"
    assert answer.json["message"] == "Số này đã phục vụ xong, nên chưa làm được việc đó."
    assert answer.json["detail"] == "1001 is done already"


def test_what_cannot_be_printed_is_refused_with_the_reason(
    office: PagesOffice, client: FlaskClient
) -> None:
    answer = order(client)
    assert (answer.status_code, answer.json["code"]) == (409, "device-away")
    assert answer.json["message"] == "Máy lấy số đang mất kết nối; chưa gửi được lệnh in."
    assert answer.json["detail"] == "kiosk-1 is not connected"
    office.hear(KIOSK)
    answer = order(client, ticket="nobody")
    assert answer.json["detail"] == "no ticket nobody is known today"
    office.do(c.IssueAtDesk, ticket=TicketId("at-the-desk"), service="HT")
    answer = order(client, ticket="at-the-desk")
    assert answer.json["message"] == "Số này không do máy lấy số đó cấp."
    assert answer.json["detail"] == "1900 was given out at the desk"
    office.hear("kiosk-2")
    answer = order(client, kiosk="kiosk-2", ticket=paper(office, office.issue("HT"), "failed"))
    assert answer.json["detail"] == "1002 was given out by kiosk-1"
    office.server._bus._broker.cut()  # type: ignore[attr-defined]
    answer = order(client)
    assert (answer.status_code, answer.json["code"]) == (409, "device-away")
    assert answer.json["detail"] == "the broker is away; no device can be told anything"
    answer = client.post(f"/api/device/{KIOSK}/reprint", json={"request": "x"})
    assert answer.status_code == 400
    assert answer.json["message"].endswith("- at `$.request`")


def test_a_day_is_ordered_on_a_slip_from_the_administrators_page(
    office: PagesOffice, client: FlaskClient, kiosk: Orders
) -> None:
    address, wish = f"/api/device/{KIOSK}/summary", {"request": WISH, "day": "2026-11-20"}
    office.day_of_ratings("satisfied", "")
    answer = client.post(address, json=wish)
    assert (answer.status_code, answer.json["code"]) == (409, "device-away")
    assert answer.json["detail"] == "kiosk-1 is not connected"
    office.hear(KIOSK)
    assert client.post(address, json=wish).status_code == 200
    kiosk.all()
    [told] = kiosk.days
    assert (told.id, told.title[:15]) == (WISH, "Ngày 20/11/2026")
    assert told.headline == "Chưa đủ số liệu (1 lượt đánh giá, tối thiểu 10)"
    answer = client.post(address, json=wish | {"day": "2020-01-01"})
    assert (answer.status_code, answer.json["message"]) == (404, "Không có số liệu của ngày này.")
    assert client.post(address, json={"request": WISH}).status_code == 400
    office.server._bus._broker.cut()  # type: ignore[attr-defined]
    assert client.post(address, json=wish).json["detail"] == (
        "the broker is away; no device can be told anything"
    )


@pytest.mark.browser
def test_the_press_on_the_page_says_what_became_of_it(
    office: PagesOffice, served: Served, kiosk: Orders, context: BrowserContext
) -> None:
    come_in(context, served, office.employ("admin").login)
    page = context.new_page()
    paper(office, office.issue("HT"), "failed")
    page.goto(served.at("/admin"))
    page.get_by_role("button", name="In lại tất cả · kiosk-1").click()
    expect(page.get_by_text("Đã gửi lệnh in tới máy lấy số.")).to_be_visible()
    assert len(kiosk.all()) == 1
    office.hear(KIOSK, online=False)
    page.get_by_role("button", name="In lại", exact=True).click()
    expect(page.get_by_text("Máy lấy số đang mất kết nối; chưa gửi được lệnh in.")).to_be_visible()
