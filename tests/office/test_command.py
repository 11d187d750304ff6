"""The command line: it teaches, and a mistake is one clear sentence with an exit code."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.house import SAMPLE_OFFICE

ROOT = Path(__file__).parent.parent.parent


def mot_cua(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "office", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_and_where_to_begin() -> None:
    said = mot_cua("--help")
    assert said.returncode == 0
    for name in ("demo", "server", "kiosk", "display", "bridge", "check", "verify", "rebuild"):
        assert f"  {name}" in said.stdout
    assert "Begin with:  mot-cua demo" in said.stdout


@pytest.mark.parametrize("program", ["kiosk", "display", "firmware_bridge"])
def test_a_device_starts_without_what_only_the_server_needs(program: str) -> None:
    # After a power cut this is half of the time that a kiosk takes to give a number.
    heavy = ("sqlalchemy", "flask", "argon2", "typst", "holidays")
    script = (
        f"import sys, office.command, {program}.program;"
        f" print([one for one in {heavy} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = mot_cua("demo", "--port", str(port), "--data", str(tmp_path))
    assert said.returncode == 1
    assert said.stderr == (
        f"port {port} cannot be used (Address already in use); is the demo running already?"
        " Choose another with --port\n"
    )


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = mot_cua("demo", "--port", "18999", "--data", str(tmp_path / "file" / "demo"))
    assert said.returncode == 78
    assert said.stderr == (
        f"{tmp_path}/file/demo: cannot keep the office's data here (Not a directory); choose"
        " another folder with --data\n"
    )


def test_a_broken_office_file_names_all_its_mistakes(tmp_path: Path) -> None:
    broken = tmp_path / "office.toml"
    text = SAMPLE_OFFICE.read_text(encoding="utf-8")
    broken.write_text(
        text.replace("digit = 2", 'digit = "two"', 1).replace("hotline", "hotlin", 1),
        encoding="utf-8",
    )
    said = mot_cua(
        "demo", "--port", "18999", "--data", str(tmp_path / "d"), "--office", str(broken)
    )
    assert said.returncode == 78
    lines = said.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{broken}:") for line in lines)
    assert "office.hotlin: unknown key; did you mean 'hotline'?" in said.stderr
    assert "service.1.digit" in said.stderr


def test_check_is_content_with_the_sample() -> None:
    said = mot_cua("check")
    assert said.returncode == 0
    assert "6 services, 5 counters, 1 kiosks. No mistakes." in said.stdout


def test_verify_says_where_there_is_no_journal(tmp_path: Path) -> None:
    said = mot_cua("verify", "--data", str(tmp_path))
    assert said.returncode == 1
    assert said.stderr == (
        f"{tmp_path}/journal.db: no journal here; name the office's folder with --data\n"
    )


@pytest.mark.parametrize("program", ["kiosk", "display", "bridge"])
def test_a_device_that_the_office_does_not_have_is_named(program: str, tmp_path: Path) -> None:
    word = {"kiosk": "kiosk", "display": "board", "bridge": "bridge"}[program]
    said = mot_cua(program, "--id", "nobody", "--data", str(tmp_path))
    assert said.returncode == 78
    assert said.stderr == f"the office file has no {word} 'nobody'; it has: {word}-1\n"


def test_a_broker_address_without_a_port_is_one_sentence(tmp_path: Path) -> None:
    said = mot_cua("kiosk", "--id", "kiosk-1", "--data", str(tmp_path), "--broker", "here")
    assert said.returncode == 78
    assert said.stderr == "--broker here: expected host:port, for example 127.0.0.1:1883\n"


@pytest.mark.process
def test_verify_report_and_rebuild_speak_of_a_replayed_day(tmp_path: Path) -> None:
    board = ROOT / "tests" / "data" / "municipal-day"
    small = tmp_path / "board"
    shutil.copytree(board, small)
    rows = (small / "board.csv").read_text(encoding="utf-8-sig").splitlines()[:60]
    (small / "board.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    data = tmp_path / "office"
    played = mot_cua("simulate", "--replay", str(small / "board.csv"), "--data", str(data))
    assert played.returncode == 0, played.stderr
    verified = mot_cua("verify", "--data", str(data))
    assert verified.returncode == 0, verified.stderr
    assert "The journal is whole: chain, rules, seals and tables agree." in verified.stdout
    reported = mot_cua("report", "--data", str(data), "--day", "2020-01-22")
    assert "Lấy số: " in reported.stdout
    unknown = mot_cua("report", "--data", str(data), "--day", "2020-01-23")
    assert unknown.stderr == "2020-01-23: the office was not open; no report\n"
    rebuilt = mot_cua("rebuild", "--data", str(data))
    assert "The report tables were made again from " in rebuilt.stdout
