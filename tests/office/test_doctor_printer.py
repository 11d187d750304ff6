"""A technician sets up a ticket printer: found, tried on paper, and what works is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from config.house import SAMPLE_OFFICE
from hardware.printer.profile import Profile, read_profile
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import NetworkPrinter, PtyPrinter
from office.command import commands
from office.doctor.printer import Found, find_printers, list_printers


@pytest.fixture
def paper() -> PaperPrinter:
    return PaperPrinter(width_dots=576)


@pytest.fixture
def port(paper: PaperPrinter) -> Iterator[str]:
    printer = PtyPrinter(paper)
    yield printer.path
    printer.close()


def doctor(data: Path, *words: str, answers: str | None = None) -> Result:
    arguments = ["doctor", "printer", "--data", str(data), *words]
    return CliRunner().invoke(commands, arguments, input=answers)


def told(result: Result) -> str:
    return result.output if result.exception is None else str(result.exception)


def test_a_technician_looks_at_five_pages_and_says_which_are_right(
    tmp_path: Path, paper: PaperPrinter, port: str
) -> None:
    result = doctor(tmp_path, "--device", port, answers="a, b c\n")
    assert result.exit_code == 0, result.output
    assert f"{port}: ready, paper ok." in result.output
    assert "Page C: Mã QR do máy in vẽ – the QR code drawn by the printer; scan it" in result.output
    assert len(paper.cut) == 5
    assert read_profile(tmp_path / "kiosk-1-printer.toml") == Profile(
        ascii_number=True, native_qr=True
    )
    assert "the kiosk uses it from its next start." in result.output


def test_what_the_printer_keeps_is_the_offices_own_head_services_and_foot(
    tmp_path: Path, paper: PaperPrinter, port: str
) -> None:
    assert doctor(tmp_path, "--device", port, "--right", "AD").exit_code == 0
    kept = read_profile(tmp_path / "kiosk-1-printer.toml").graphics
    assert len(kept) == 8  # head, six services, foot
    assert len(paper.cut[3].job) < len(paper.cut[0].job) * 0.7


def test_it_works_as_a_program_and_over_the_network_without_asking(
    tmp_path: Path, paper: PaperPrinter
) -> None:
    printer = NetworkPrinter(paper)
    words = ["--device", f"127.0.0.1:{printer.port}", "--right", "E", "--no-cutter"]
    done = subprocess.run(
        [sys.executable, "-m", "office", "doctor", "printer", "--data", str(tmp_path), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    printer.close()
    assert done.returncode == 0, done.stderr
    assert read_profile(tmp_path / "kiosk-1-printer.toml") == Profile(
        text_only=True, has_cutter=False
    )


def test_a_printer_without_paper_says_so_before_anything_is_printed(
    tmp_path: Path, paper: PaperPrinter, port: str
) -> None:
    paper.paper_out()
    result = doctor(tmp_path, "--device", port, "--right", "A")
    assert told(result) == f"{port}: paper end: load paper"
    assert not (tmp_path / "kiosk-1-printer.toml").exists()


def test_a_silent_printer_is_unknown_and_is_tried_all_the_same(
    tmp_path: Path, paper: PaperPrinter, port: str
) -> None:
    paper.voice.is_mute = True
    result = doctor(tmp_path, "--device", port, "--right", "A")
    assert result.exit_code == 0, told(result)
    assert "it does not answer: unknown, not well; check that it is switched on" in result.output
    assert "the printer did not confirm it; look yourself" in result.output
    assert len(paper.cut) == 5


def test_paper_that_ends_in_a_page_ends_the_test(
    tmp_path: Path, paper: PaperPrinter, port: str
) -> None:
    paper.load_roll(250)
    result = doctor(tmp_path, "--device", port, "--right", "A")
    assert told(result) == f"page B did not come out: {port}: stopped before the cut: paper_end"


def test_nothing_right_saves_nothing(tmp_path: Path, port: str) -> None:
    result = doctor(tmp_path, "--device", port, "--right", "BC")
    assert told(result) == (
        f"{port}: neither page A nor page E came out right; check the width of the paper (roll_mm),"
        " the speed, and whether the printer speaks ESC/POS. Nothing was saved"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_not_there_is_named_with_the_cure(tmp_path: Path) -> None:
    result = doctor(tmp_path, "--device", "/dev/usb/lp77", "--right", "A")
    assert told(result) == (
        "/dev/usb/lp77: cannot open the printer: [Errno 2] No such file or directory:"
        " '/dev/usb/lp77'; check that it is plugged in and that no other program holds it"
    )


def test_an_address_with_a_strange_port_is_refused(tmp_path: Path) -> None:
    assert told(doctor(tmp_path, "--device", "192.0.2.9:lpd")) == (
        "--device 192.0.2.9:lpd: expected a path, HOST or HOST:PORT, for example 192.0.2.9:9100"
    )


def test_a_kiosk_that_the_office_does_not_have_is_refused(tmp_path: Path) -> None:
    result = doctor(tmp_path, "--kiosk", "kiosk-9", "--device", "x")
    assert told(result) == ("--kiosk kiosk-9: the office file has no such kiosk; it has: kiosk-1")


def test_printers_are_found_where_the_kernel_puts_them_each_once(tmp_path: Path) -> None:
    for folder in ("dev/usb", "dev/serial/by-id", "dev/serial/by-path"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("usb/lp0", "ttyUSB0", "ttyUSB1"):
        (tmp_path / "dev" / name).touch()
    (tmp_path / "dev/serial/by-id/usb-FTDI-0").symlink_to(tmp_path / "dev/ttyUSB0")
    (tmp_path / "dev/serial/by-path/platform-0").symlink_to(tmp_path / "dev/ttyUSB0")
    (tmp_path / "dev/serial/by-path/platform-1").symlink_to(tmp_path / "dev/ttyUSB1")
    assert list(find_printers(tmp_path)) == [
        Found("usb", f"{tmp_path}/dev/usb/lp0"),
        Found("serial", f"{tmp_path}/dev/serial/by-id/usb-FTDI-0"),
        Found("serial", f"{tmp_path}/dev/serial/by-path/platform-1"),
    ]


def test_the_list_shows_them_or_what_to_check(capsys: Any) -> None:
    list_printers([Found("usb", "/dev/usb/lp0")])
    assert capsys.readouterr().out == "usb     /dev/usb/lp0\n"
    list_printers([])
    assert "No printer found: nothing in /dev/usb/lp* or /dev/serial/." in capsys.readouterr().out


def test_the_sample_office_has_the_kiosk_that_these_stories_use() -> None:
    assert 'id = "kiosk-1"' in SAMPLE_OFFICE.read_text(encoding="utf-8")
