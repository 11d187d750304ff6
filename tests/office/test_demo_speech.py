"""What is said in the demo's office stands on its page, and can be heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from house_of_tests import house_at

from config.house import House
from hardware.bench import Bench
from mot_cua.clock import SystemClock
from mot_cua.ids import UnixMs
from office.demo.page import create_page
from office.demo.staff import Staff
from office.demo.watch import Watch


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path)


@pytest.fixture
def benches(house: House) -> Iterator[dict[str, Bench]]:
    made = {name: Bench(house.bench(name)) for name in house.devices()}
    yield made
    for bench in made.values():
        bench.close()


@pytest.fixture
def watch(house: House, benches: dict[str, Bench]) -> Iterator[Watch]:
    nobody = Staff(
        house.data / "people", "http://127.0.0.1:1", office_ms=UnixMs(0), real_ms=UnixMs(0)
    )
    watch = Watch(house, nobody)
    while not all(watch.here.get(name) for name in benches):
        threading.Event().wait(0.01)
    yield watch
    watch.close()


def until(watch: Watch, what: str) -> None:
    """Wait until the page has been told of a change."""
    heard = watch.listen()
    while heard.get(timeout=5) != what:
        pass


def test_the_last_words_are_shown_and_their_sound_is_given_out_once_they_are_the_last(
    house: House, benches: dict[str, Bench], watch: Watch
) -> None:
    app = create_page(
        house,
        watch,
        clock=SystemClock(),
        server_port=1,
        machine_state=dict,
        order=lambda _: None,
    )
    page = app.test_client()
    assert page.get("/state").json["speech"] is None
    assert page.get("/speech/1.wav").status_code == 404
    for number, words in ((1, "Mời số một"), (2, "Mời số hai")):
        told = threading.Thread(target=until, args=(watch, "speech"))
        told.start()
        while not watch._listeners:
            threading.Event().wait(0.01)
        benches["board-1"].show("speech", is_kept=False, words=words, wav=b"RIFF%d" % number)
        told.join(timeout=5)
        watch._listeners.clear()
        assert page.get("/state").json["speech"] == {"number": number, "words": words}
    sound = page.get("/speech/2.wav")
    assert (sound.data, sound.mimetype) == (b"RIFF2", "audio/wav")
    assert page.get("/speech/1.wav").status_code == 404
