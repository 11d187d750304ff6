"""What keeps strangers out: headers on every answer, who may post, names that are no markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from small_office import SETTINGS
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.web.app import create_app
from queue_server.web.texts import PROBLEMS

PRESS = {"request": "press-000", "actions": ["open"]}
PAGES = ("/", "/counter/1", "/public", "/admin", "/report", "/nowhere", "/api/office")
EVIL = "<script>alert('hài lòng')</script>\" onload=x"


@pytest.mark.parametrize("address", [*PAGES, "/static/console.js"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_caller_says_who_may_frame_the_pages(office: PagesOffice) -> None:
    app = create_app(office.gateway, office.entrance, frame_ancestors="http://127.0.0.1:8123")
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors http://127.0.0.1:8123")


@pytest.mark.parametrize("address", PAGES[:5])
def test_pages_have_no_inline_script_or_style(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_foreign_page_presses_nothing(
    office: PagesOffice, client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = client.post("/api/counter/1", json=PRESS, headers=headers)
    assert answer.status_code == 403
    assert answer.json["message"] == "Yêu cầu đến từ trang khác nên không được thực hiện"
    assert office.gateway.view.counters[0].state == "closed"


def test_our_own_page_presses(client: FlaskClient) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/counter/1", json=PRESS, headers=headers).status_code == 200


def test_a_form_presses_nothing(client: FlaskClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post("/api/counter/1", data=b"{}", content_type=kind)
        assert answer.status_code == 415
        assert answer.json["message"] == "Chỉ nhận JSON (application/json)"


def test_a_body_that_is_too_long_is_not_read(client: FlaskClient) -> None:
    answer = client.post(
        "/api/counter/1", data=b" " * (64 * 1024 + 1), content_type="application/json"
    )
    assert answer.status_code == 413
    assert answer.json == {"code": "http-413", "message": PROBLEMS[413][0]}


def test_other_methods_are_refused(client: FlaskClient) -> None:
    answer = client.delete("/api/counter/1", json={})
    assert answer.status_code == 405
    assert answer.json["message"] == "Trang này không nhận yêu cầu như vậy"


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[PagesOffice]:
    settings = msgspec.structs.replace(
        SETTINGS,
        office=msgspec.structs.replace(SETTINGS.office, name=EVIL, agency=EVIL, hotline=EVIL),
        rules=msgspec.structs.replace(SETTINGS.rules, basis=EVIL),
        service=tuple(msgspec.structs.replace(one, name=EVIL) for one in SETTINGS.service),
        counter=tuple(msgspec.structs.replace(one, name=EVIL) for one in SETTINGS.counter),
        rating=msgspec.structs.replace(
            SETTINGS.rating,
            level=tuple(msgspec.structs.replace(one, label=EVIL) for one in SETTINGS.rating.level),
        ),
    )
    made = PagesOffice(tmp_path, settings)
    yield made
    made.switch_off()


@pytest.mark.parametrize("address", PAGES[:5])
def test_names_are_text_and_never_markup(evil: PagesOffice, address: str) -> None:
    evil.do(c.OpenCounter, counter=CounterNo(1), officer=EVIL)
    evil.issue("HT")
    evil.hear("kiosk-1", version=EVIL, health={"printer": EVIL})
    page = evil.client().get(address).text
    assert "hài lòng" in page or "h\\u00e0i" in page
    assert "<script>alert" not in page
    assert '" onload=x' not in page.replace("&#34; onload=x", "").replace('\\" onload=x', "")
