"""`mot-cua doctor` looks at a computer: what it says of each fault, and that it changes nothing."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import astuple

from config.house import House, open_house
from mot_cua import certificates
from mot_cua.clock import BUILD_DATE, Clock, ManualClock
from mot_cua.errors import SettingsError
from mot_cua.ids import DeviceId, UnixMs
from mot_cua.login import Login, write_login
from mot_cua.messages import Finding
from office.command import commands
from office.doctor.attached import check_boards, check_bridges, check_kiosks
from office.doctor.checkup import ask_system, devices_here, json_of, looking_at
from office.doctor.computer import (
    check_clock,
    check_disk,
    check_fonts,
    check_permissions,
    check_power,
    check_temperature,
    check_units,
)
from office.doctor.findings import Check, Site, line_of
from office.doctor.lines import check_broker, check_certificates, check_server
from office.launch import free_port
from queue_server.program import embedded_broker, server_files

SMALL = (Path(__file__).parent.parent / "data" / "small-office.toml").read_text(encoding="utf-8")
NO_HANDS = """
[kiosk.buttons]
kind = "none"
[kiosk.scanner]
kind = "none"
[kiosk.screen]
kind = "simulated"
"""

Look = Callable[..., list[Finding]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Look at the small office, with more lines in its file, on a computer that is a folder."""

    def make(
        check: Check,
        more: str = NO_HANDS,
        *,
        clock: Clock | None = None,
        said: str = "",
        devices: tuple[str, ...] = ("kiosk-1", "board-1", "bridge-1"),
    ) -> list[Finding]:
        house = office(tmp_path, more)
        site = Site(house, devices, clock or ManualClock(), lambda _: said, tmp_path / "root")
        return list(check(site))

    return make


def office(folder: Path, more: str) -> House:
    file = folder / "office.toml"
    file.write_text(SMALL + more, encoding="utf-8")
    return open_house(file, folder / "data")


def system_file(folder: Path, path: str, text: str = "") -> Path:
    place = folder / "root" / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def test_a_clock_is_right_when_somebody_keeps_it(look: Look, tmp_path: Path) -> None:
    [unkept] = look(check_clock)
    assert astuple(unkept) == (
        "clock",
        "look",
        "2026-11-21 09:00 in Hanoi, but no time server was heard and there is no clock with a cell",
        "let it reach a time server, or fit a clock: after a power cut it will be wrong",
    )
    system_file(tmp_path, "/sys/class/rtc/rtc0")
    assert [astuple(one)[1:3] for one in look(check_clock)] == [
        ("ok", "2026-11-21 09:00 in Hanoi, kept by a clock of its own")
    ]
    system_file(tmp_path, "/run/systemd/timesync/synchronized")
    assert look(check_clock)[0].what.endswith("set by a time server")
    [lost] = look(check_clock, clock=ManualClock(UnixMs(0), trusted=False))
    assert astuple(lost) == (
        "clock",
        "bad",
        "it says 1970-01-01 07:00, which cannot be; tickets bear no time",
        "let this computer reach a time server, or: sudo mot-cua clock set 'YYYY-MM-DD HH:MM'",
    )


def test_a_full_disk_is_told_before_it_is_full(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(check_disk)[0].grade == "ok"
    monkeypatch.setattr("office.doctor.computer.LITTLE_FREE", 1 << 60)
    [little] = look(check_disk)
    assert (little.grade, little.remedy) == ("look", "make room soon: du -xh / | sort -h | tail")
    monkeypatch.setattr("office.doctor.computer.LEAST_FREE", 1 << 60)
    [none] = look(check_disk)
    assert none.grade == "bad"
    assert none.remedy == "make room: sudo journalctl --vacuum-size=20M; du -xh /"


def test_a_disk_that_turned_read_only_is_told(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.ST_RDONLY", 0xFFFFFFFF)
    [worn] = look(check_disk)
    assert (worn.grade, worn.what.split("/")[-1]) == ("bad", "data is read-only")
    assert worn.remedy.endswith("a worn card turns read-only by itself: replace it")


def test_a_computer_that_grows_hot_is_told_before_it_slows_down(look: Look, tmp_path: Path) -> None:
    assert look(check_temperature) == []
    feeler = system_file(tmp_path, "/sys/class/thermal/thermal_zone0/temp", "54321\n")
    assert astuple(look(check_temperature)[0])[1:] == ("ok", "54 °C", "")
    feeler.write_text("70000\n", encoding="ascii")
    assert astuple(look(check_temperature)[0])[1:] == (
        "look", "70 °C", "let air to it, before it slows itself down at 80 °C",
    )  # fmt: skip
    feeler.write_text("81200\n", encoding="ascii")
    assert astuple(look(check_temperature)[0])[1:] == (
        "bad",
        "81 °C",
        "let air to it: take it out of the sun, clean or add a fan; it slows itself down now",
    )


def test_a_weak_power_supply_of_a_pi_is_told(look: Look, tmp_path: Path) -> None:
    system_file(tmp_path, "/sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
    assert look(check_power) == []
    system_file(tmp_path, "/sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    alarm = system_file(tmp_path, "/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n")
    assert astuple(look(check_power)[0])[1:] == ("ok", "the voltage is enough", "")
    alarm.write_text("1\n", encoding="ascii")
    assert astuple(look(check_power)[0])[1:] == (
        "bad",
        "the voltage is too low: data can be damaged",
        "use the power supply made for this model, and a short cable",
    )


def test_a_program_looks_at_its_own_computer_and_its_own_device(tmp_path: Path) -> None:
    look = looking_at(office(tmp_path, NO_HANDS), "kiosk-1")
    parts = [one.part for one in look()]
    assert parts[:2] == ["clock", "disk"]
    assert [one for one in parts if "-1" in one] == ["kiosk-1 printer", "kiosk-1 screen"]
    assert not [one for one in parts if one.startswith(("broker", "pages"))]


def test_secrets_that_others_can_read_are_named_with_the_cure(look: Look, tmp_path: Path) -> None:
    assert look(check_permissions)[0].what == "passwords and data are for their owner alone"
    path = write_login(tmp_path / "data", Login(device=DeviceId("kiosk-1"), password="secret"))
    path.chmod(0o644)
    [told] = look(check_permissions)
    assert astuple(told) == (
        "permissions", "bad", f"others can read {path}", f"sudo chmod go-rwx {path}",
    )  # fmt: skip
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, 12345, 12345)
        [strange] = look(check_permissions)
        assert strange.what == f"{path} belong to another user than the data folder"
        data = tmp_path / "data"
        assert strange.remedy == f"sudo chown --recursive --reference={data} {data}"


def test_the_typeface_is_there_or_missed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(check_fonts)[0].what == "Be Vietnam Pro, five weights"
    monkeypatch.setattr("hardware.face._PACKAGE", "no_such_package")
    monkeypatch.setattr("office.doctor.computer.font_path", font_path_without_cache())
    [missed] = look(check_fonts)
    assert missed.grade == "bad"
    assert "the house typeface is missing" in missed.what
    assert missed.remedy == "install Một Cửa again"


def font_path_without_cache() -> object:
    from hardware.face import font_path  # noqa: PLC0415

    return font_path.__wrapped__


def test_units_that_do_not_run_are_named(look: Look) -> None:
    said = (
        "mot-cua-server.service loaded active running Một Cửa: queue server\n"
        "mot-cua-kiosk@kiosk-1.service loaded activating auto-restart Một Cửa: kiosk kiosk-1\n"
    )
    well, ill = look(check_units, said=said)
    assert astuple(well)[:3] == ("mot-cua-server", "ok", "it runs (running)")
    assert astuple(ill) == (
        "mot-cua-kiosk@kiosk-1",
        "bad",
        "it does not run: activating, auto-restart",
        "its last lines say why: journalctl -u mot-cua-kiosk@kiosk-1 -n 20",
    )
    [none] = look(check_units)
    assert astuple(none)[1:] == (
        "look",
        "none is installed as a unit of systemd here",
        "for a computer on the wall: sudo scripts/install-pi",
    )


HANDS = """
[kiosk.printer]
kind = "usb"
path = "/dev/mot-cua/printer"
[kiosk.buttons]
kind = "{buttons}"
[kiosk.scanner]
kind = "serial"
path = "/dev/mot-cua/scanner"
[kiosk.screen]
kind = "pygame"
[kiosk.speaker]
kind = "alsa"
[[kiosk.button]]
service = "HT"
pin = 5
"""


def test_what_is_not_plugged_in_is_named_with_where_to_look(look: Look) -> None:
    found = look(check_kiosks, HANDS.format(buttons="mcp23017"))
    assert [(one.part, one.grade, one.what) for one in found] == [
        ("kiosk-1 printer", "bad", "/dev/mot-cua/printer is not there"),
        ("kiosk-1 buttons", "bad", "/dev/i2c-1 is not there"),
        ("kiosk-1 scanner", "bad", "/dev/mot-cua/scanner is not there"),
        ("kiosk-1 screen", "bad", "this computer has no graphics that the kernel knows"),
        ("kiosk-1 sound", "bad", "there is no sound card"),
    ]
    assert [one.remedy for one in found] == [
        "check its cable and power, and what it is called: mot-cua doctor printer --list",
        "switch I²C on: sudo raspi-config",
        "plug it in, and see what it is called: ls /dev/mot-cua",
        "on a Pi: dtoverlay=vc4-kms-v3d in /boot/firmware/config.txt",
        "plug it in; aplay -l lists them",
    ]


def test_what_is_plugged_in_is_well(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("/dev/mot-cua/printer", "/dev/mot-cua/scanner", "/dev/gpiochip0"):
        system_file(tmp_path, path)
    screen = system_file(tmp_path, "/sys/class/drm/card1-HDMI-A-1/status", "connected\n")
    system_file(tmp_path, "/proc/asound/cards", " 0 [Headphones     ]: bcm2835\n")
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/aplay")
    more = HANDS.format(buttons="gpio")
    *others, sound = look(check_kiosks, more)
    assert {one.grade for one in others} == {"ok"}
    assert others[-1].what == "plugged into card1-HDMI-A-1"
    assert sound.grade == "look"
    assert sound.what.startswith("there is no voice in ")
    assert sound.remedy == "make one: mot-cua voice --help"
    (tmp_path / "data" / "voice").mkdir()
    assert look(check_kiosks, more)[-1].what.startswith("a sound card, and a voice in ")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert astuple(look(check_kiosks, more)[-1])[2:] == (
        "aplay is missing", "sudo apt-get install alsa-utils",
    )  # fmt: skip
    screen.write_text("disconnected\n")
    dark = look(check_kiosks, more)[-2]
    assert astuple(dark)[2:] == (
        "no screen is plugged in",
        "plug it in and switch it on, then restart",
    )


def test_a_device_that_may_not_be_opened_says_as_whom_to_try(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = system_file(tmp_path, "/dev/mot-cua/printer")
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != printer)
    told = look(check_kiosks, HANDS.format(buttons="gpio"))[0]
    assert astuple(told) == (
        "kiosk-1 printer",
        "bad",
        "/dev/mot-cua/printer cannot be opened by this user",
        "try as the programs do: sudo --user=mot-cua mot-cua doctor; else: ls -l"
        " /dev/mot-cua/printer",
    )


def test_a_network_printer_is_called(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    more = NO_HANDS + '[kiosk.printer]\nkind = "network"\nhost = "127.0.0.1"\n'
    with socket.create_server(("127.0.0.1", 0)) as printer:
        port = printer.getsockname()[1]
        monkeypatch.setattr("office.doctor.attached.RAW_PORT", port)
        assert astuple(look(check_kiosks, more)[0])[1:3] == ("ok", f"127.0.0.1:{port} answers")
    assert astuple(look(check_kiosks, more)[0]) == (
        "kiosk-1 printer",
        "bad",
        f"127.0.0.1:{port} does not answer (Connection refused)",
        "check its power and network cable; its own self-test page shows its address",
    )


def test_boards_bridges_and_what_is_simulated(look: Look, tmp_path: Path) -> None:
    more = NO_HANDS + (
        '[[board]]\nid = "board-1"\nkind = "segments"\ncounter = 1\n'
        '[[bridge]]\nid = "bridge-1"\nkind = "serial"\npath = "/dev/ttyUSB0"\n'
    )
    system_file(tmp_path, "/dev/ttyUSB0")
    [digits] = look(check_boards, more)
    assert astuple(digits)[1:] == (
        "bad", "/dev/spidev0.0 is not there", "switch SPI on: sudo raspi-config",
    )  # fmt: skip
    [units] = look(check_bridges, more)
    assert astuple(units)[:3] == ("bridge-1 units", "ok", "/dev/ttyUSB0 is there")
    printer, screen = look(check_kiosks)
    assert screen.part == "kiosk-1 screen"
    assert astuple(printer) == (
        "kiosk-1 printer",
        "look",
        "simulated",
        "write its real kind into the office file, if it has arrived",
    )
    assert look(check_kiosks, devices=()) == []


# ── Lines ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.broker
def test_a_broker_lets_in_refuses_or_is_silent(look: Look, tmp_path: Path) -> None:
    more = f'{NO_HANDS}[broker]\nhost = "0.0.0.0"\nport = {free_port()}\n'
    house = office(tmp_path, more)
    where = f"127.0.0.1:{house.broker_port}"
    broker = embedded_broker(house)
    broker.start()
    try:
        server, kiosk = look(check_broker, more, devices=("kiosk-1",))
        assert astuple(server)[:3] == ("broker for server", "ok", f"{where} lets it in, by TLS")
        assert kiosk.grade == "ok"
        write_login(house.data, Login(device=DeviceId("kiosk-1"), password="guessed"))
        assert astuple(look(check_broker, more, devices=("kiosk-1",))[1]) == (
            "broker for kiosk-1",
            "bad",
            f"{where} refuses it",
            "it was shut out, or enrolled elsewhere; on the server: mot-cua enroll kiosk-1",
        )
        other = certificates.Certificates(tmp_path / "other", office="other")
        other.ensure(["other"], ManualClock())
        pem = other.files.authority.read_text()
        write_login(
            house.data,
            Login(
                device=DeviceId("kiosk-1"), password="x", host="127.0.0.1",
                port=house.broker_port, ca=pem,
            ),
        )  # fmt: skip
        told = look(check_broker, more, devices=("kiosk-1",))[1]
        assert "is not the server that this device was enrolled at" in told.what
    finally:
        broker.stop()
    silent = look(check_broker, more, devices=())[0]
    assert astuple(silent)[2:] == (
        f"{where} does not answer (Connection refused)",
        "does the queue server run, and is the network cable plugged in?",
    )
    missing = look(check_broker, more, devices=("board-9",))[1]
    assert "board-9 has no login on this computer" in missing.what


class Pages(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def pages() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_pages_answer_or_not(
    look: Look, tmp_path: Path, pages: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = pages.server_address[1]
    more = f"{NO_HANDS}[server]\nport = {port}\n"
    assert look(check_server, more) == [], "no server runs here"
    write_login(tmp_path / "data", Login(device=DeviceId("server"), password="x"))
    assert astuple(look(check_server, more)[0])[1:3] == ("ok", f"http://127.0.0.1:{port} answers")
    monkeypatch.setattr(Pages, "status", 500)
    assert astuple(look(check_server, more)[0])[2:] == (
        f"http://127.0.0.1:{port} answers 500", "journalctl -u mot-cua-server -n 50",
    )  # fmt: skip
    none = f"{NO_HANDS}[server]\nport = {free_port()}\n"
    silent = look(check_server, none)[0]
    assert silent.grade == "bad"
    assert "does not answer ([Errno 111] Connection refused)" in silent.what
    assert silent.remedy.startswith("journalctl -u mot-cua-server -n 20; or see whether another")


def test_certificates_are_there_in_time_and_for_the_right_names(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = f'{NO_HANDS}[broker]\nhost = "192.168.1.10"\nport = 8883\n'
    house = office(tmp_path, more)
    write_login(house.data, Login(device=DeviceId("server"), password="x"))
    path = house.data / "broker" / "server.pem"
    assert astuple(look(check_certificates, more)[0])[1:] == (
        "bad", f"{path} is not there", "start the queue server: it makes it",
    )  # fmt: skip
    server_files(house)
    [fine] = look(check_certificates, more)
    assert fine.grade == "ok"
    late = ManualClock(UnixMs(BUILD_DATE + 5000 * 86_400_000))
    [old] = look(check_certificates, more, clock=late)
    assert (old.grade, old.remedy) == (
        "bad", "restart the queue server: it renews it; and is the clock right?",
    )  # fmt: skip
    elsewhere = more.replace("192.168.1.10", "192.168.1.11")
    [wrong] = look(check_certificates, elsewhere)
    assert astuple(wrong)[2:] == (
        f"{path} is not for 192.168.1.11", "restart the queue server: it makes another",
    )  # fmt: skip
    pem = (house.data / "broker" / "ca.pem").read_text()
    write_login(house.data, Login(device=DeviceId("kiosk-1"), password="x", ca=pem))
    assert look(check_certificates, more)[1].part == "authority of kiosk-1"
    monkeypatch.setattr("office.doctor.lines.SOON_DAYS", 10_000)
    assert look(check_certificates, more)[1].remedy == (
        "enrol it again: on the server, mot-cua enroll kiosk-1"
    )


# ── The command ──────────────────────────────────────────────────────────────────────────────


def test_a_computers_devices_are_those_that_are_installed_or_let_in(tmp_path: Path) -> None:
    house = office(tmp_path, '[[board]]\nid = "board-1"\n')
    assert devices_here(house, (), tmp_path) == ()
    house.accounts()
    assert devices_here(house, (), tmp_path) == ("kiosk-1", "board-1")
    wants = tmp_path / "etc/systemd/system/mot-cua.target.wants"
    wants.mkdir(parents=True)
    (wants / "mot-cua-kiosk@kiosk-1.service").touch()
    assert devices_here(house, (), tmp_path) == ("kiosk-1",)
    assert devices_here(house, ("board-1",), tmp_path) == ("board-1",)
    with pytest.raises(SettingsError) as told:
        devices_here(house, ("board-9",))
    assert str(told.value) == (
        "--device board-9: the office file has no such device; it has: kiosk-1, board-1"
    )


def test_each_finding_is_one_line_and_programs_get_objects() -> None:
    bad = Finding("clock", "bad", "it is wrong", "set it")
    assert line_of(bad) == "BAD   clock                   it is wrong → set it"
    assert line_of(Finding("disk", "ok", "fine")) == "ok    disk                    fine"
    assert json.loads(json_of([bad])) == [
        {"part": "clock", "grade": "bad", "what": "it is wrong", "remedy": "set it"}
    ]


def doctor(folder: Path, *words: str) -> tuple[int, str]:
    options = ["doctor", "--office", str(folder / "office.toml"), "--data", str(folder / "data")]
    result = CliRunner().invoke(commands, [*options, *words])
    return result.exit_code, result.output


def test_the_command_ends_with_1_when_something_is_bad(tmp_path: Path) -> None:
    office(tmp_path, "")
    code, said = doctor(tmp_path)
    assert said.splitlines()[-1].endswith("to look at.")
    assert code == (1 if "\nBAD" in said else 0)
    code, said = doctor(tmp_path, "--device", "kiosk-1", "--json")
    assert code == 1
    found = json.loads(said)
    assert "kiosk-1 has no login on this computer" in " ".join(one["what"] for one in found)
    assert all(one["remedy"] for one in found if one["grade"] == "look")


def test_a_program_of_the_system_that_is_missing_says_nothing() -> None:
    said: Callable[[Sequence[str]], str] = ask_system
    assert said(("/no/such/program",)) == ""
    assert said(("/bin/echo", "hello")) == "hello\n"


def test_what_is_asked_does_not_speak_to_systemd_in_the_programs_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    assert "NOTIFY_SOCKET" not in ask_system(("/usr/bin/env",))
