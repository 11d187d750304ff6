"""The live stream: each change, a heartbeat, a limited number of places, and a quick end."""

from __future__ import annotations

import threading

import msgspec
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from queue_server.web.live import Streams, stream_places, streams_of


def test_a_stream_tells_the_version_at_once_and_after_each_change(office: PagesOffice) -> None:
    stream = iter(office.client().get("/events", buffered=False).response)
    first = next(stream)
    assert (
        first == f"retry: 1000\n\nevent: office\ndata: {office.gateway.view.version}\n\n".encode()
    )
    office.open(1)
    assert next(stream) == f"event: office\ndata: {office.gateway.view.version}\n\n".encode()


def test_a_silent_office_has_a_heartbeat(office: PagesOffice) -> None:
    streams = Streams(1)
    assert streams.take_place()
    stream = streams.events(office.gateway, heartbeat_s=0.01)
    next(stream)
    version = office.gateway.view.version
    assert next(stream) == f": still here\nevent: beat\ndata: {version}\n\n"
    stream.close()


def test_a_stream_is_not_kept_by_anybody(client: FlaskClient) -> None:
    answer = client.get("/events", buffered=False)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


def test_when_all_places_are_taken_a_page_is_told_to_ask(office: PagesOffice) -> None:
    app = office.app()
    streams = streams_of(app)
    for _ in range(stream_places(3)):
        assert streams.take_place()
    answer = office.client(app=app).get("/events")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.json == {"code": "no-place", "message": "all live streams are in use"}


def test_a_closed_page_gives_its_place_back_and_is_told_nothing_more(office: PagesOffice) -> None:
    streams = Streams(1)
    for _ in range(3):
        assert streams.take_place()
        assert not streams.take_place()
        stream = streams.events(office.gateway)
        next(stream)
        stream.close()
    office.settle()
    assert office.server._changes.listeners == []


def test_a_question_about_the_stream_takes_no_place(office: PagesOffice) -> None:
    app = office.app()
    for _ in range(stream_places(3) + 1):
        assert app.test_client().head("/events").status_code == 200


def test_open_streams_end_when_the_server_stops(office: PagesOffice) -> None:
    streams = Streams(2)
    has_begun, seen = threading.Event(), []

    def listen() -> None:
        for piece in streams.events(office.gateway):
            seen.append(piece)
            has_begun.set()

    assert streams.take_place()
    page = threading.Thread(target=listen)
    page.start()
    assert has_begun.wait(5)
    streams.close()
    page.join(timeout=5)
    assert not page.is_alive()
    assert len(seen) == 1
    assert not streams.take_place()


def test_the_whole_office_is_there_as_json(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    office.issue("HT")
    answer = client.get("/api/office")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == msgspec.json.decode(msgspec.json.encode(office.gateway.view))
    assert answer.json["totals"]["issued"] == answer.json["totals"]["waiting"] == 1
