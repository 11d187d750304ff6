"""A serial port on a pseudo-terminal: what goes wrong with it, each in a sentence."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from firmware.wire import Plug

from hardware.serial_line import SerialLine
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError

CLOCK = SystemClock()


@pytest.fixture
def plug() -> Iterator[Plug]:
    plug = Plug()
    yield plug
    plug.close()


@pytest.fixture
def line(plug: Plug) -> Iterator[SerialLine]:
    line = SerialLine(plug.path, CLOCK)
    line.open()
    yield line
    line.close()


def test_bytes_go_both_ways(line: SerialLine, plug: Plug) -> None:
    line.write(b"question", within_ms=1000)
    assert os.read(plug.ours, 100) == b"question"
    os.write(plug.ours, b"answer")
    assert line.read(within_ms=5000) == b"answer"
    assert line.read(within_ms=0) == b""


def test_a_wake_from_another_thread_ends_the_wait(line: SerialLine) -> None:
    threading.Timer(0.05, line.wake).start()
    assert line.read(within_ms=60_000) == b""


def test_a_second_program_is_kept_out_and_told_so(line: SerialLine, plug: Plug) -> None:
    second = SerialLine(plug.path, CLOCK)
    with pytest.raises(DeviceError) as refused:
        second.open()
    assert str(refused.value).startswith(f"{plug.path}: cannot open the port: ")
    assert str(refused.value).endswith("; check the plug, and that no other program holds it")
    line.close()
    second.open()
    second.close()


def test_a_port_that_is_not_there_is_told(tmp_path: Path) -> None:
    line = SerialLine(str(tmp_path / "ttyACM0"), CLOCK)
    with pytest.raises(DeviceError, match=r"ttyACM0: cannot open the port: .* check the plug"):
        line.open()
    with pytest.raises(DeviceError, match="ttyACM0: the port is not open; open it first"):
        line.read(within_ms=0)
    with pytest.raises(DeviceError, match="ttyACM0: the port is not open; open it first"):
        line.write(b"x", within_ms=0)
    line.close()


def test_a_device_that_takes_nothing_ends_the_write_at_its_deadline(line: SerialLine) -> None:
    told = r"bytes did not leave the port within 50 ms; unplug it and plug it in again"
    with pytest.raises(DeviceError, match=told):
        line.write(bytes(1_000_000), within_ms=50)


def test_a_port_that_is_unplugged_fails_and_closes_without_a_word() -> None:
    plug = Plug()
    line = SerialLine(plug.path, CLOCK)
    line.open()
    plug.close()
    with pytest.raises(DeviceError, match=r": cannot read: .*; check the plug, and that no other"):
        line.read(within_ms=5000)
    with pytest.raises(DeviceError, match=r": cannot write: .*; check the plug, and that no other"):
        line.write(b"x", within_ms=1000)
    line.close()
    line.close()
