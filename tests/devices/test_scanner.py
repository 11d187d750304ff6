"""Scanners: letters that become texts, and a real serial port of a pseudo-terminal."""

from __future__ import annotations

import os
import tty
from pathlib import Path

import pytest
from hands_desk import NewsStand, until
from hypothesis import given
from hypothesis import strategies as st

from hardware.attendant import Attendant
from hardware.inputs import HandsFault, Scanned
from hardware.scanner import AGAIN_MS, FORGET_MS, LONGEST, PAUSE_MS, Assembly, Scanner, SerialText
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError
from mot_cua.ids import Ticks

CLOCK = SystemClock()
QR = "https://motcua.example/t/9f3a2c1d8e7b"


def taken(*pieces: tuple[int, str], **options) -> list[str]:
    assembly = Assembly(**options)
    found = [text for at, letters in pieces for text in assembly.take(letters, Ticks(at))]
    return found + assembly.advance(Ticks(1_000_000))


def test_a_text_ends_with_its_line_however_it_is_cut_into_pieces():
    assert taken((0, QR + "\r\n")) == [QR]
    assert taken((0, QR[:7]), (20, QR[7:]), (40, "\r")) == [QR]
    assert taken((0, "1012\n1013\n")) == ["1012", "1013"]


def test_a_scanner_without_line_ends_is_understood_by_its_pauses():
    assert taken((0, QR[:7]), (PAUSE_MS - 1, QR[7:])) == [QR]
    assert taken((0, "1012"), (PAUSE_MS, "1013")) == ["1012", "1013"]


def test_a_paper_that_stays_before_the_scanner_is_read_once():
    assert taken(*((100 * n, QR + "\n") for n in range(50))) == [QR]
    assert taken((0, QR + "\n"), (AGAIN_MS, QR + "\n")) == [QR, QR]
    assert taken((0, "1012\n"), (10, "1013\n"), (20, "1012\n")) == ["1012", "1013", "1012"]


def test_what_is_not_printable_is_left_out_and_nothing_is_no_text():
    assert taken((0, "\x02\x1b10\x0012\x03\n")) == ["1012"]
    assert taken((0, "\r\n  \r\n\x00\n")) == []


def test_a_text_without_end_is_no_text_and_the_next_one_is_read():
    assert taken((0, "x" * (LONGEST + 1) + "\n1012\n")) == ["1012"]
    assert taken((0, "x" * LONGEST + "\n")) == ["x" * LONGEST]
    assert taken((0, "x" * 5_000), (50, "x" * 5_000)) == []


def test_who_types_may_pause_and_correct_but_leaves_nothing_to_the_next_person():
    assert taken((0, "10"), (3_000, "2\b"), (4_000, "12\n"), is_typed=True) == ["1012"]
    assert taken((0, "99"), (FORGET_MS, "1012\n"), is_typed=True) == ["1012"]
    assert taken((0, "\b\b1012\n"), is_typed=True) == ["1012"]
    assert taken((0, "1012"), is_typed=True) == []


@given(st.lists(st.tuples(st.integers(0, 5_000), st.text(max_size=300)), max_size=20))
def test_whatever_a_scanner_sends_texts_are_printable_and_short(pieces):
    now, stamped = 0, []
    for gap, letters in pieces:
        now += gap
        stamped.append((now, letters))
    for text in taken(*stamped):
        assert text == text.strip()
        assert text.isprintable()
        assert 0 < len(text) <= LONGEST


class Port:
    """A scanner at the end of a pseudo-terminal, which may be pulled out and plugged in again."""

    def __init__(self, folder):
        self.path = str(folder / "usb-Scanner-by-id")
        self._ours = -1
        self.plug_in()

    def plug_in(self):
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)
        Path(self.path).symlink_to(os.ttyname(theirs))
        self._theirs = theirs

    def read_paper(self, data):
        os.write(self._ours, data)

    def pull_out(self):
        Path(self.path).unlink()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def port(tmp_path):
    return Port(tmp_path)


@pytest.fixture
def news():
    return NewsStand()


@pytest.fixture
def scanner(port, news):
    source = SerialText(port.path, key="kiosk.0.scanner.path", baud=9600)
    attendant = Attendant(Scanner(source, clock=CLOCK, post=news.post), clock=CLOCK, post=news.post)
    until(lambda: source._port is not None)
    yield source
    attendant.close()
    assert source._port is None


def wait_until_read(port, news):
    """What was sent while the port was being opened is thrown away; so send until one arrives."""
    until(lambda: port.read_paper(b"?\r\n") or not news.is_silent)
    assert news.next() == Scanned("?")


def test_a_paper_over_a_serial_port(port, news, scanner):
    wait_until_read(port, news)
    port.read_paper(QR.encode()[:10])
    port.read_paper(QR.encode()[10:])
    assert news.next() == Scanned(QR)
    port.read_paper("phiếu".encode() + b"\r\n")
    assert news.next() == Scanned("phiếu")
    port.read_paper(b"\xff\xfe12\r\n")
    assert news.next() == Scanned("\ufffd\ufffd12")


def test_a_scanner_that_is_pulled_out_is_told_and_found_again(port, news, scanner):
    wait_until_read(port, news)
    port.pull_out()
    gone = news.next()
    assert (gone.part, gone.state) == ("scanner", "gone")
    assert gone.detail.startswith(f"kiosk.0.scanner.path: cannot use {port.path} (") or (
        gone.detail == f"kiosk.0.scanner.path: {port.path} hung up: check that it is plugged in"
    )
    port.plug_in()
    assert news.next() == HandsFault("scanner", "ok")
    wait_until_read(port, news)
    port.pull_out()


def test_a_port_that_is_not_there_is_one_sentence():
    with pytest.raises(DeviceError) as raised:
        SerialText("/dev/serial/by-id/none", key="kiosk.0.scanner.path").open()
    assert str(raised.value) == (
        "kiosk.0.scanner.path: cannot use /dev/serial/by-id/none (No such file or directory): there"
        " is no such device; switch it on in config.txt, or name another"
    )


def test_a_port_that_another_program_reads_is_one_sentence(port):
    first = SerialText(port.path, key="kiosk.0.scanner.path")
    first.open()
    with pytest.raises(DeviceError) as raised:
        SerialText(port.path, key="kiosk.0.scanner.path").open()
    assert str(raised.value) == (
        f"kiosk.0.scanner.path: cannot use {port.path} (Resource temporarily unavailable): another"
        " program or an overlay holds it; end that one, or wire another"
    )
    first.close()
    port.pull_out()
