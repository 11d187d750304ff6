"""Markup, formulas and statements in every field that people fill: they stay what was typed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from small_office import SETTINGS
from web.pages_office import PagesOffice
from web.test_permissions import VALUES
from web.test_v1 import system

from hardware.printer.commands import emergency_text, ticket_job
from hardware.printer.layout import TicketPaper
from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.documents.kinds import KINDS
from queue_server.journal.verify import verify

KNOWN = VALUES | {"period": "2026-11", "kind": "txt", "token": "token-of-1001"}
SCRIPT = "<script>alert(1)</script>"
EVIL = f"=HYPERLINK(1)+{SCRIPT}" + """\'";DROP TABLE event;--#read("/etc/passwd")*x*$y$&lt;"""
"""A formula, markup, a statement, and the language in which our PDFs are typeset."""


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[PagesOffice]:
    """An office whose every name is an attack."""
    replace = msgspec.structs.replace
    office = replace(
        SETTINGS.office, name=EVIL, agency=EVIL, place=EVIL, hotline=EVIL[:60], notices=(EVIL,)
    )
    rated = replace(
        SETTINGS.rating, level=tuple(replace(one, label=EVIL) for one in SETTINGS.rating.level)
    )
    made = PagesOffice(
        tmp_path,
        replace(
            SETTINGS,
            office=office,
            rating=rated,
            service=tuple(replace(one, name=EVIL, name_en=EVIL) for one in SETTINGS.service),
            counter=tuple(replace(one, name=EVIL) for one in SETTINGS.counter),
        ),
    )
    made.day_of_ratings(*["satisfied"] * 11)
    yield made
    made.switch_off()


def fill_in_everything(office: PagesOffice) -> FlaskClient:
    """Type the attack into every form and every key that takes a text; nothing has to accept it."""
    admin = office.client("admin")
    csrf = {"csrf": admin.environ_base["HTTP_X_CSRF_TOKEN"]}
    forms = {
        "/people": {"login": "evil", "person": EVIL[:80], "role": "officer"},
        "/people/admin": {"person": EVIL[:80], "role": "admin"},
        "/tokens": {"name": EVIL[:80], "scope": "queue:read", "last_day": "2027-01-31"},
        "/sign-in": {"login": EVIL, "password": EVIL},
    }
    for address, form in forms.items():
        admin.post(address, data=form | csrf)
    leader = office.client("leader")
    token = {"csrf": leader.environ_base["HTTP_X_CSRF_TOKEN"]}
    words = dict.fromkeys(("cause", "action", "owner", "effect"), EVIL)
    leader.post("/report/period/2026-11/remedy", data=words | token | {"due": "2026-12-31"})
    office.issue("HT")
    for number, (action, field) in enumerate(
        (("pause", "reason"), ("open", "officer"), ("next", "reason"), ("finish", "outcome"),
         ("admit", "label"), ("cancel", "ticket"), ("issue", "service"), ("call", "ticket"))
    ):  # fmt: skip
        press = {"request": f"press-{number:04}", "actions": [action], field: EVIL[:200]}
        admin.post("/api/counter/1", json=press)
    office.hear("kiosk-1", version=EVIL, health={EVIL: EVIL, "printer": EVIL})
    other = system(office)
    for address in ("/tickets", "/counters/1/next"):
        other.post(f"/api/v1{address}", json={"request": "request-1", "service": EVIL})
    return office.client("admin", admin.application)


def readable(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Open every page and every answer there is."""
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in ("api.events", "static"):
            continue
        values = {name: KNOWN.get(name, "1") for name in rule.arguments}
        if rule.endpoint.startswith("periods"):
            values["name"] = "2026-11"
        with client.application.test_request_context():
            address = client.application.url_for(rule.endpoint, **values)
        answer = client.get(address, buffered=False)
        kind = answer.mimetype
        text = answer.get_data(as_text=True) if kind == "text/html" else ""
        answer.close()
        assert answer.status_code != 500, address
        yield address, text


def test_no_page_runs_what_somebody_has_typed_anywhere(evil: PagesOffice) -> None:
    client = fill_in_everything(evil)
    seen = [address for address, text in readable(client) if "alert(1)" in text]
    assert {"/", "/admin", "/people", "/tokens", "/public", "/report", "/counter/1"} <= set(seen)
    for address, text in readable(client):
        assert "<script>alert" not in text, address
        assert "'\";DROP" not in text, address


def test_no_statement_reaches_the_database(evil: PagesOffice) -> None:
    fill_in_everything(evil)
    assert verify(evil.server.journal, evil.settings).problems == []
    assert evil.gateway.users["evil"].person == EVIL[:80]
    assert EVIL[:80] in [one.name for one in evil.gateway.tokens.values()]


def test_an_address_is_no_statement_either(evil: PagesOffice) -> None:
    client = evil.client("admin")
    for value in ("' OR 1=1 --", "2026-11-20' UNION SELECT hash FROM secret --", "%00", "%"):
        for path in (f"/report/{value}", f"/report/period/{value}", f"/t/{value}"):
            answer = client.get(path)
            assert answer.status_code == 404, path
            assert "argon2" not in answer.text


def document(office: PagesOffice, kind: str) -> bytes:
    answer = office.client("inspector").get(f"/report/2026-11-20/{kind}")
    assert answer.status_code == 200
    return answer.data


def test_a_workbook_has_no_formula_and_no_link(evil: PagesOffice) -> None:
    book = openpyxl.load_workbook(io.BytesIO(document(evil, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(SCRIPT in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells if SCRIPT in str(cell.value)} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_letter_is_sound_and_says_the_name_as_it_is(evil: PagesOffice) -> None:
    parts = zipfile.ZipFile(io.BytesIO(document(evil, "docx")))
    words = "".join(ElementTree.fromstring(parts.read("word/document.xml")).itertext())
    assert SCRIPT in words
    assert "/etc/passwd" in words


@pytest.mark.parametrize("kind", [name for name, one in KINDS.items() if one.suffix == "pdf"])
def test_a_typeset_document_reads_no_file_and_sets_no_formula(evil: PagesOffice, kind: str) -> None:
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(document(evil, kind))).pages
    )
    plain = "".join(text.split())
    assert "<script>alert(1)</script>" in plain
    assert '#read("/etc/passwd")*x*$y$' in plain
    assert "root:" not in plain


def test_a_ticket_is_drawn_and_not_interpreted() -> None:
    cut, reset = b"\x1dV\x00", b"\x1b@"
    name = f"{SCRIPT}{(reset + cut).decode()}"
    paper = TicketPaper(agency=EVIL, office=name, label="1012", service=name, thanks=name)
    plain = TicketPaper(agency="A", office="B", label="1012", service="C", thanks="D")
    for job, usual in (
        (ticket_job(paper, 576), ticket_job(plain, 576)),
        (emergency_text(paper), emergency_text(plain)),
    ):
        assert job.count(cut) == usual.count(cut)
        assert job.count(reset) == usual.count(reset)
    assert SCRIPT.encode() not in ticket_job(paper, 576), "names are pictures"


def test_a_sign_above_a_counter_shows_the_names_themselves(evil: PagesOffice) -> None:
    evil.do(c.OpenCounter, counter=CounterNo(2), officer=EVIL)
    answer = evil.client(None).get("/counter-board/1")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
