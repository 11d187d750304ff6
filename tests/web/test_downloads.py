"""The documents of a day behind the links of its report."""

from __future__ import annotations

import csv
import io

import pytest
from documents.reading import text_of
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from queue_server.core import commands as c


@pytest.fixture
def client(office: PagesOffice) -> FlaskClient:
    return office.client("inspector")


@pytest.mark.parametrize(
    ("kind", "name", "mimetype", "begins"),
    [
        ("pdf", "bao-cao-hai-long-2026-11-20.pdf", "application/pdf", b"%PDF-"),
        (
            "docx",
            "bao-cao-hai-long-2026-11-20.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
        ),
        (
            "xlsx",
            "bao-cao-hai-long-2026-11-20.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
        ("csv", "bao-cao-hai-long-2026-11-20.csv", "text/csv", b"\xef\xbb\xbfday;"),
        ("bulletin", "ban-tin-loa-2026-11-20.txt", "text/plain", "Trung tâm".encode()),
        ("poster", "ap-phich-hai-long-2026-11-20.pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_each_document_comes_under_its_name(
    office: PagesOffice, client: FlaskClient, kind: str, name: str, mimetype: str, begins: bytes
) -> None:
    office.day_of_ratings("satisfied")
    answer = client.get(f"/report/2026-11-20/{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.mimetype == mimetype
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(begins)


def test_an_open_day_is_provisional_and_a_sealed_one_stays_as_it_is(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings("satisfied", "")
    assert "số liệu tạm tính đến 09:04" in text_of(client.get("/report/2026-11-20/pdf").data)
    office.do(c.CloseDay)
    sealed = client.get("/report/2026-11-20/pdf").data
    assert "số liệu chốt lúc 09:04" in text_of(sealed)
    office.wait(3600)
    assert client.get("/report/2026-11-20/pdf").data == sealed


def test_the_table_counts_what_the_page_counts(office: PagesOffice, client: FlaskClient) -> None:
    office.day_of_ratings("very-satisfied", "dissatisfied", "")
    text = client.get("/report/2026-11-20/csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    counts = {one["label"]: one["count"] for one in rows if one["group"] == "office"}
    assert counts == {
        "Rất hài lòng": "1",
        "Hài lòng": "0",
        "Bình thường": "0",
        "Không hài lòng": "1",
        "Không đánh giá": "1",
    }


def test_unknown_days_and_kinds_are_not_found(client: FlaskClient) -> None:
    for address in ("2026-11-19/pdf", "yesterday/pdf", "2026-11-20/exe"):
        assert client.get(f"/report/{address}").status_code == 404
