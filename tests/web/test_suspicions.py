"""What the administration says of floods, forged facts and guessed passwords."""

from __future__ import annotations

from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from mot_cua.ids import RequestId
from queue_server.core import commands as c


def report(office: PagesOffice, device: str, part: str, state: str) -> None:
    fact = c.ReportDevice(request=RequestId(office.request()), part=part, state=state)
    office.gateway.ask(fact, by=device)


def lock_out(office: PagesOffice, login: str, address: str) -> None:
    office.do(c.NoteLockOut, login=login, address=address, failures=5, wait_ms=60_000)


def alerts(client: FlaskClient, address: str = "/admin") -> str:
    return client.get(address).text.partition('<ul class="alerts">')[2].partition("</ul>")[0]


def test_a_quiet_day_says_nothing(office: PagesOffice, client: FlaskClient) -> None:
    report(office, "kiosk-1", "printer", "paper_end")
    assert "kiosk-1" not in alerts(client)


def test_a_flood_and_a_forgery_are_told_with_what_to_do(
    office: PagesOffice, client: FlaskClient
) -> None:
    report(office, "kiosk-2", "line", "flood")
    report(office, "kiosk-1", "facts", "forged")
    office.wait(15 * 60)
    report(office, "kiosk-2", "line", "flood")
    said = alerts(client)
    assert (
        "kiosk-2 gửi dồn dập nên bị ngắt 1 phút (2 lần, lần cuối 09:15). Nếu lặp lại, hãy khởi động"
        " lại máy đó; vẫn còn thì loại máy: mot-cua devices revoke kiosk-2" in said
    )
    assert (
        "kiosk-1 báo dữ liệu không thể có, máy chủ đã bỏ (1 lần, lần cuối 09:00). Hãy xem lại máy"
        " đó; nếu nghi bị can thiệp: mot-cua devices revoke kiosk-1" in said
    )
    assert said.index("kiosk-2") < said.index("kiosk-1"), "the latest first"


def test_lock_outs_are_told_by_account_and_by_computer(
    office: PagesOffice, client: FlaskClient
) -> None:
    lock_out(office, "lan", "192.168.1.66")
    lock_out(office, "", "192.168.1.66")
    said = alerts(client)
    assert (
        "Tài khoản lan bị nhập sai mật khẩu nhiều lần nên tạm khóa (1 lần, lần cuối 09:00). Hãy hỏi"
        " chủ tài khoản; nếu không phải họ thì có người đang dò mật khẩu." in said
    )
    assert (
        "Máy tính 192.168.1.66 thử nhiều tên đăng nhập nên tạm bị chặn (1 lần, lần cuối 09:00). Hãy"
        " xem ai đang dùng máy đó." in said
    )
    english = alerts(client, "/admin?lang=en")
    assert "Wrong passwords locked the account lan for a while (1×" in english
    assert "The computer 192.168.1.66 tried many logins and has to wait" in english


def test_yesterday_is_over(office: PagesOffice, client: FlaskClient) -> None:
    report(office, "kiosk-2", "line", "flood")
    office.do(c.CloseDay)
    assert "kiosk-2" in alerts(client), "in the evening it still stands there"
    office.wait(3 * 24 * 3600)
    assert office.gateway.view.day == "2026-11-23"
    assert "kiosk-2" not in alerts(client)
