"""A technician lets a device in, gives it another password, and shuts it out."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.house import House, open_house
from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import BusEvent, Disconnected
from mot_cua.certificates import Certificates
from mot_cua.clock import SystemClock
from mot_cua.enrolment import (
    Knock,
    Refusal,
    Welcome,
    key_of,
    knock,
    line_of,
    new_code,
    read_code,
    read_line,
    signed,
)
from mot_cua.errors import BadMessage, DeviceError, MotCuaError, Refused, SettingsError
from mot_cua.ids import DeviceId
from mot_cua.login import login_path, read_login
from mot_cua.messages import DeviceStatus
from mot_cua.register import Register
from mot_cua.tls import ServerFiles
from office.command import commands
from office.devices import door as doors
from office.devices.door import Door
from office.devices.join import join
from office.launch import free_port
from queue_server.program import embedded_broker

SMALL = (Path(__file__).parent.parent / "data" / "small-office.toml").read_text(encoding="utf-8")
KIOSK = DeviceId("kiosk-2")
PATIENCE_MS = 20_000
WELCOME = Welcome(
    office="duc-thuong", device=KIOSK, role="kiosk", password="secret", authority="PEM", port=8883
)


def wait_until(claim: Callable[[], object], what: str) -> None:
    clock, pause = SystemClock(), threading.Event()
    deadline = clock.monotonic_ms() + PATIENCE_MS
    while not claim():
        assert clock.monotonic_ms() < deadline, f"never came true: {what}"
        pause.wait(0.02)


# ── Through the door ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ServerFiles:
    made = Certificates(tmp_path_factory.mktemp("office"), office="duc-thuong")
    made.ensure(["192.168.1.10"], SystemClock())
    return made.files


class OpenDoor:
    """A door with a code, waited at by a thread as `mot-cua enroll` waits."""

    def __init__(self, files: ServerFiles, *, minutes: float = 1.0) -> None:
        self.code, self.let_in = new_code(), 0
        self.door = Door(files, host="127.0.0.1", port=0)
        self.place = f"127.0.0.1:{self.door.port}"
        self.outcome = ""
        self._minutes = minutes
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def _wait(self) -> None:
        try:
            self.outcome = self.door.wait(
                self.code, self._welcome, clock=SystemClock(), minutes=self._minutes
            )
        except Refused as refusal:
            self.outcome = str(refusal)
        finally:
            self.door.close()

    def _welcome(self) -> Welcome:
        self.let_in += 1
        return WELCOME

    def ended(self) -> str:
        self._thread.join()
        return self.outcome


def test_whoever_knows_the_code_is_let_in_and_keeps_a_private_login(
    files: ServerFiles, tmp_path: Path
) -> None:
    door = OpenDoor(files)
    told = join(door.place, door.code.lower().replace("-", " "), tmp_path)
    assert (told.device, told.office) == ("kiosk-2", "duc-thuong")
    assert door.ended() == "127.0.0.1"
    login = read_login(tmp_path, KIOSK)
    assert login is not None
    assert (login.host, login.port, login.ca) == ("127.0.0.1", 8883, "PEM")
    assert login_path(tmp_path, KIOSK).stat().st_mode & 0o777 == 0o600


def test_a_code_is_worth_something_once(files: ServerFiles, tmp_path: Path) -> None:
    door = OpenDoor(files)
    join(door.place, door.code, tmp_path)
    door.ended()
    with pytest.raises(DeviceError) as told:
        join(door.place, door.code, tmp_path)
    assert str(told.value) == (
        f"the server at {door.place} does not answer (Connection refused); does mot-cua enroll"
        " still wait there, and is this the address that it shows?"
    )
    assert door.let_in == 1


def test_a_wrong_code_lets_nobody_in_and_the_right_one_still_does(
    files: ServerFiles, tmp_path: Path
) -> None:
    door = OpenDoor(files)
    with pytest.raises(Refused) as told:
        join(door.place, new_code(), tmp_path)
    assert str(told.value) == (
        "the server at 127.0.0.1 says: the code is wrong, or somebody stands between this device"
        " and the server; compare it with what the server shows"
    )
    assert not (tmp_path / "login").exists()
    assert door.let_in == 0
    join(door.place, door.code, tmp_path)
    assert door.ended() == "127.0.0.1"


def test_who_guesses_codes_makes_the_code_void(
    files: ServerFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "WRONG_KNOCKS", 3)
    door = OpenDoor(files)
    for _ in range(3):
        with pytest.raises(Refused):
            join(door.place, new_code(), tmp_path)
    assert door.ended() == (
        "3 wrong codes, the last from 127.0.0.1: this code is void. Who is at that address? Then"
        " type the command again for another code"
    )
    assert door.let_in == 0


def test_a_door_shuts_by_itself(files: ServerFiles) -> None:
    assert OpenDoor(files, minutes=0.001).ended() == (
        "nobody came within 0.001 minutes; type the command again"
    )


def test_noise_at_the_door_is_no_knock(
    files: ServerFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "KNOCK_PATIENCE", 0.2)
    door = OpenDoor(files)
    port = door.door.port
    silent = socket.create_connection(("127.0.0.1", port))
    for noise in (b"GET / HTTP/1.0\r\n\r\n", b"\x16\x03\x01" + b"\xff" * 300, b""):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(noise)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for said in (b"{}\n", b"x" * 100_000 + b"\n", line_of(Refusal(reason="me"))):
        with (
            socket.create_connection(("127.0.0.1", port)) as raw,
            context.wrap_socket(raw) as line,
            suppress(OSError),  # it may hang up before it has heard all of that
        ):
            line.sendall(said)
    join(door.place, door.code, tmp_path)
    silent.close()
    assert door.ended() == "127.0.0.1"


class Impostor:
    """Answers one knock with a certificate of its own; may pass it on to the real door."""

    def __init__(self, folder: Path, answer: Callable[[Knock], bytes]) -> None:
        made = Certificates(folder, office="duc-thuong")
        made.ensure(["192.168.1.10"], SystemClock())
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(made.files.certificate, made.files.key)
        self.certificate = ssl.PEM_cert_to_DER_cert(made.files.certificate.read_text())
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        raw, _ = self._listener.accept()
        with self._listener, self._context.wrap_socket(raw, server_side=True) as line:
            said = read_line(line.makefile("rb").readline())
            assert isinstance(said, Knock)
            line.sendall(self._answer(said))

    def close(self) -> None:
        self._thread.join()


def test_who_stands_in_the_middle_learns_nothing_and_gets_nobody_in(
    files: ServerFiles, tmp_path: Path
) -> None:
    door = OpenDoor(files)

    def pass_on(said: Knock) -> bytes:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(("127.0.0.1", door.door.port)) as raw,
            context.wrap_socket(raw) as line,
        ):
            line.sendall(line_of(said))
            return line.makefile("rb").readline()

    middle = Impostor(tmp_path / "middle", pass_on)
    with pytest.raises(Refused, match="or somebody stands between this device and the server"):
        join(middle.place, door.code, tmp_path)
    middle.close()
    assert door.let_in == 0
    assert not (tmp_path / "login").exists()
    join(door.place, door.code, tmp_path)
    door.ended()


def test_a_server_that_does_not_know_the_code_is_not_believed(tmp_path: Path) -> None:
    def pretend(_: Knock) -> bytes:
        return line_of(signed(key_of(new_code()), impostor.certificate, WELCOME))

    impostor = Impostor(tmp_path / "impostor", pretend)
    with pytest.raises(Refused) as told:
        join(impostor.place, new_code(), tmp_path)
    impostor.close()
    assert str(told.value) == (
        f"what answers at {impostor.place} does not know the code: it is not our server. Nothing"
        " was kept; look who is on this network, and try again with another code"
    )
    assert not (tmp_path / "login").exists()


def test_a_welcome_that_was_changed_on_its_way_is_not_believed(tmp_path: Path) -> None:
    code = new_code()

    def change(said: Knock) -> bytes:
        assert said == knock(key_of(code), impostor.certificate)
        welcome = signed(key_of(code), impostor.certificate, WELCOME)
        return line_of(welcome).replace(b'"PEM"', b'"EVE"')

    impostor = Impostor(tmp_path / "impostor", change)
    with pytest.raises(Refused, match="does not know the code: it is not our server"):
        join(impostor.place, code, tmp_path)
    impostor.close()


def test_a_taken_port_and_a_mistyped_word_are_sentences(files: ServerFiles, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MotCuaError) as told:
            Door(files, host="127.0.0.1", port=port)
    assert str(told.value) == (
        f"cannot open the door for devices on port {port} (Address already in use); is another"
        " mot-cua enroll running? Wait for it, or choose another with --port"
    )
    with pytest.raises(BadMessage) as code:
        join("127.0.0.1", "K7QF-3MZR-9TV0", tmp_path)
    assert str(code.value) == (
        "'K7QF-3MZR-9TV0' is not a code: it has 12 letters and digits, like K7QF-3MZR-9TVD, and"
        " never 0, 1, I or O; type what the server shows"
    )
    with pytest.raises(BadMessage, match=r"'host:' is not HOST or HOST:PORT, for example 192"):
        join("host:", new_code(), tmp_path)


def test_codes_have_60_bits_and_no_signs_that_look_alike() -> None:
    codes = {read_code(new_code()) for _ in range(200)}
    assert len(codes) == 200
    assert {len(one) for one in codes} == {12}
    assert not set("".join(codes)) & set("01IO")


# ── The whole way, with a broker ─────────────────────────────────────────────────────────────


class Office:
    """A server's computer with its broker on the network, and a kiosk's computer."""

    def __init__(self, folder: Path) -> None:
        self.file, self.here, self.there = folder / "office.toml", folder / "a", folder / "b"
        self.file.write_text(
            f'{SMALL}last = 499\n\n[[kiosk]]\nid = "kiosk-2"\nfirst = 500\n'
            f'[broker]\nhost = "0.0.0.0"\nport = {free_port()}\n',
            encoding="utf-8",
        )
        self.house = open_house(self.file, self.here)
        self.broker = embedded_broker(self.house)
        self.broker.start()
        self.buses: list[MqttBus] = []

    def run(self, *words: str) -> str:
        options = ["--office", str(self.file), "--data", str(self.here)]
        result = CliRunner().invoke(commands, [words[0], *options, *words[1:]])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    def enroll(self, device: str) -> tuple[subprocess.Popen[str], str]:
        """Start `mot-cua enroll` and read the line that it shows."""
        words = ("enroll", device, "--office", self.file, "--data", self.here, "--port", 0)
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "office", *map(str, words)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent.parent,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if "mot-cua join" in line:
                return process, line
        raise AssertionError("it has shown no line")

    def connect(self, device: str, data: Path) -> tuple[MqttBus, list[BusEvent]]:
        heard: list[BusEvent] = []
        bus = House.bus(open_house(self.file, data), DeviceId(device))
        self.buses.append(bus)
        will = DeviceStatus(online=False, boot="b", role="kiosk")
        bus.start(heard.append, interests=(), will=will)
        wait_until(lambda: bus.is_connected, f"{device} is connected")
        return bus, heard

    def close(self) -> None:
        for one in self.buses:
            one.close()
        self.broker.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def lost(heard: list[BusEvent]) -> list[str]:
    return [one.reason for one in heard if isinstance(one, Disconnected)]


@pytest.mark.broker
@pytest.mark.process
def test_a_kiosk_is_enrolled_listed_and_shut_out(office: Office) -> None:
    with pytest.raises(SettingsError, match="kiosk-2 has no login on this computer"):
        open_house(office.file, office.there).bus(KIOSK)
    process, shown = office.enroll("kiosk-2")
    found = re.search(r"mot-cua join \S+:(\d+) (\S+)$", shown.strip())
    assert found
    result = CliRunner().invoke(
        commands, ["join", f"127.0.0.1:{found[1]}", found[2], "--data", str(office.there)]
    )
    assert result.output.startswith("This computer is now kiosk-2 (kiosk) of duc-thuong; its login")
    said, _ = process.communicate(timeout=30)
    assert "kiosk-2 is let in, at 127.0.0.1. The code is used up." in said
    assert not login_path(office.here, KIOSK).exists(), "what the server had made is gone"

    kiosk, heard = office.connect("kiosk-2", office.there)
    local, quiet = office.connect("kiosk-1", office.here)
    listed = office.run("devices").splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["server", "server"],
        ["kiosk-1", "kiosk"],
        ["kiosk-2", "kiosk"],
    ]
    assert re.search(r"let in \d{4}-\d\d-\d\d \d\d:\d\d by mot-cua, on this computer$", listed[1])
    assert "enrolled" in listed[2]

    assert office.run("devices", "revoke", "kiosk-2") == (
        "kiosk-2 is shut out. The broker knows it already.\n"
    )
    wait_until(lambda: lost(heard), "the session was cut")
    wait_until(lambda: any("refuses kiosk-2" in one for one in lost(heard)), "it is refused")
    assert not kiosk.is_connected
    assert local.is_connected
    assert not lost(quiet)
    assert "SHUT OUT" in office.run("devices").splitlines()[2]
    changes = [(one.device, one.change) for one in Register(office.here / "broker").entries()]
    assert changes[-2:] == [("kiosk-2", "enrolled"), ("kiosk-2", "revoked")]


@pytest.mark.broker
def test_a_device_of_this_computer_gets_another_password_and_goes_on(office: Office) -> None:
    kiosk, heard = office.connect("kiosk-1", office.here)
    before = read_login(office.here, DeviceId("kiosk-1"))
    assert office.run("devices", "rotate", "kiosk-1") == (
        "kiosk-1 has another password. The broker knows it already.\n"
    )
    assert read_login(office.here, DeviceId("kiosk-1")) != before
    wait_until(lambda: lost(heard), "the line was cut")
    wait_until(lambda: kiosk.is_connected, "it is back by itself")


@pytest.mark.broker
def test_what_cannot_be_done_is_said(office: Office) -> None:
    with pytest.raises(SettingsError, match="the office file has no device 'kiosk-9'; it has: ser"):
        office.run("enroll", "kiosk-9")
    with pytest.raises(SettingsError, match="the server cannot be revoked: nobody would hear"):
        office.run("devices", "revoke", "server")
    office.run("devices", "revoke", "kiosk-1")
    with pytest.raises(MotCuaError, match="kiosk-1 has no account; mot-cua devices lists who"):
        office.run("devices", "revoke", "kiosk-1")


def test_an_office_on_one_computer_is_told_how_to_let_others_in(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text(SMALL, encoding="utf-8")
    place = ["--office", str(file), "--data", str(tmp_path / "data")]
    told = CliRunner().invoke(commands, ["enroll", "kiosk-1", *place]).exception
    assert isinstance(told, SettingsError)
    assert str(told) == (
        '[broker] host = "127.0.0.1": the broker serves this computer alone. Write this computer\'s'
        " address on the network there, and port = 8883, restart the queue server, and try again"
    )
    file.write_text(f"{SMALL}\n[broker]\nembedded = false\n", encoding="utf-8")
    told = CliRunner().invoke(commands, ["enroll", "kiosk-1", *place]).exception
    assert str(told) == (
        "[broker] embedded = false: devices are let in at that broker. For Mosquitto, mot-cua"
        " devices mosquitto FOLDER writes passwords and permissions"
    )
    listed = CliRunner().invoke(commands, ["devices", *place]).output
    assert "kiosk-1         kiosk     not let in yet: it is when the queue server starts" in listed
    said = CliRunner().invoke(commands, ["devices", *place, "mosquitto", str(tmp_path / "m")])
    assert "passwords and acl of 2 devices" in said.output
    assert (tmp_path / "m" / "passwords").read_text().count(":$7$101$") == 2


def test_nothing_speaks_plainly_over_the_network(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    away = '[broker]\nembedded = false\nhost = "192.0.2.7"\n'
    file.write_text(f"{SMALL}\n{away}", encoding="utf-8")
    house = open_house(file, tmp_path / "data")
    house.accounts()
    with pytest.raises(SettingsError) as told:
        house.bus(DeviceId("kiosk-1"))
    assert str(told.value) == (
        "kiosk-1 would send its password to 192.0.2.7 in the clear; enrol it (on the server:"
        " mot-cua enroll kiosk-1). For a broker of your own without TLS, on a network that nobody"
        " else can plug into: is_plain = true in [broker]"
    )
    file.write_text(f"{SMALL}\n{away}is_plain = true\n", encoding="utf-8")
    assert not open_house(file, tmp_path / "data").bus(DeviceId("kiosk-1")).is_connected
