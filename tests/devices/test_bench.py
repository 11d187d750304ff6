"""The workbench: what is shown is seen, also by those who come late; a sleeper harms nobody."""

from __future__ import annotations

import queue
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.bench import Bench, BenchClient, Line


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "bench.sock")
    yield bench
    bench.close()


def watch(tmp_path: Path, kinds: set[str]) -> tuple[BenchClient, queue.Queue[Line]]:
    seen: queue.Queue[Line] = queue.Queue()
    client = BenchClient(
        tmp_path / "bench.sock", lambda line: seen.put(line) if line["kind"] in kinds else None
    )
    return client, seen


def test_who_comes_late_sees_what_was_last_shown(bench: Bench, tmp_path: Path) -> None:
    bench.show("lamp", "HT", is_lit=True)
    bench.show("lamp", "HT", is_lit=False)
    bench.show("paper", is_kept=False, png=b"\x00\x01")
    client, seen = watch(tmp_path, {"lamp", "paper"})
    assert seen.get(timeout=5) == {"kind": "lamp", "key": "HT", "is_lit": False}
    bench.show("paper", is_kept=False, png=b"\x00\x01")
    assert seen.get(timeout=5) == {"kind": "paper", "key": "", "png": "AAE="}
    assert seen.empty()
    client.close()


def test_a_touch_reaches_its_handler_and_nonsense_does_not(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pressed: queue.Queue[Line] = queue.Queue()
    bench.on("press", pressed.put)
    client, seen = watch(tmp_path, {"here"})
    seen.get(timeout=5)
    assert client.send("dance")
    assert client.send("press", service="HT")
    assert pressed.get(timeout=5) == {"kind": "press", "service": "HT"}
    assert 'the bench does not know b\'{"kind": "dance"}\\n\'' in caplog.text
    client.close()


def test_a_watcher_that_sleeps_is_let_go_and_the_others_still_see(
    bench: Bench, tmp_path: Path
) -> None:
    sleeper = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sleeper.connect(str(tmp_path / "bench.sock"))
    client, seen = watch(tmp_path, {"picture", "hello"})
    bench.show("hello")
    assert seen.get(timeout=5)["kind"] == "hello"
    for number in range(30):
        bench.show("picture", png=bytes(100_000), number=number)
    assert [seen.get(timeout=10)["number"] for _ in range(30)] == list(range(30))
    sleeper.settimeout(5)
    while sleeper.recv(1 << 20):
        pass  # the bench has closed the line when nothing more comes
    sleeper.close()
    client.close()


def test_a_client_comes_back_when_the_program_does(tmp_path: Path) -> None:
    first = Bench(tmp_path / "bench.sock")
    client, seen = watch(tmp_path, {"here", "gone"})
    assert seen.get(timeout=5)["kind"] == "here"
    first.close()
    assert seen.get(timeout=5)["kind"] == "gone"
    assert not client.send("press")
    second = Bench(tmp_path / "bench.sock")
    assert seen.get(timeout=5)["kind"] == "here"
    client.close()
    second.close()
