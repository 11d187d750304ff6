"""TLS between devices and the broker: the office's own authority, and nobody else's."""

from __future__ import annotations

import datetime
import ssl

import pytest
from contract.conftest import OFFICE, WireWorld, make_broker

from mot_cua import certificates
from mot_cua.bus.port import Disconnected, Interest
from mot_cua.certificates import Certificates, days_left, names_of, read_certificate
from mot_cua.clock import BUILD_DATE, ManualClock, SystemClock
from mot_cua.errors import SettingsError
from mot_cua.hosts import is_loopback
from mot_cua.ids import DeviceId, UnixMs
from mot_cua.messages import QueueState
from mot_cua.tls import Trust, sentence_of, trusting

DAY = 86_400_000
LAN = "192.168.1.10"


def office_certificates(folder, *names, clock=None):
    made = Certificates(folder, office=OFFICE)
    made.ensure(names or (LAN,), clock or SystemClock())
    return made


class SafeWorld(WireWorld):
    """A broker that speaks TLS, and devices that believe an authority."""

    def __init__(self, broker, accounts, kind, files):
        super().__init__(broker, accounts, kind)
        self.authority = files.authority.read_text()

    def make_bus(self, device, **changed):
        trust = Trust(changed.pop("authority", self.authority), changed.pop("clock", SystemClock()))
        return super().make_bus(device, trust=trust, **changed)


@pytest.fixture
def make_safe(tmp_path, accounts, free_port):
    worlds = []

    def make(kind, files=None):
        files = files or office_certificates(tmp_path / "office").files
        broker = make_broker(kind, tmp_path / "broker", accounts, free_port, tls=files)
        worlds.append(SafeWorld(broker, accounts, kind, files))
        return worlds[-1]

    yield make
    for one in worlds:
        one.close()


each_broker = pytest.mark.parametrize(
    "kind", [pytest.param(one, marks=pytest.mark.broker) for one in ("nats", "mosquitto")]
)


def refusal_of(world, bus):
    """Let a kiosk try, and return the sentence in its log."""
    world.members.append(member := _member(world, bus))
    member.start()
    world.until(lambda: member.ear.count(Disconnected))
    assert not bus.is_connected
    return next(one.reason for one in member.ear.events if isinstance(one, Disconnected))


def _member(world, bus):
    kiosk = world.make_member(DeviceId("kiosk-1"))
    kiosk.bus = bus
    return kiosk


@each_broker
def test_devices_that_know_the_office_talk_over_tls(make_safe, kind):
    world = make_safe(kind)
    kiosk = world.member("kiosk-1", Interest(QueueState))
    server = world.member("server")
    assert server.bus.publish(QueueState(seq=7))
    world.until(lambda: kiosk.ear.heard(QueueState))
    assert kiosk.bus._line.socket().version() in ("TLSv1.2", "TLSv1.3")


@each_broker
def test_a_server_of_another_office_is_refused_and_gets_no_password(make_safe, kind, tmp_path):
    world = make_safe(kind)
    other = office_certificates(tmp_path / "other").files.authority.read_text()
    told = refusal_of(world, world.make_bus("kiosk-1", authority=other))
    assert told == (
        f"127.0.0.1:{world.broker.port} is not the server that this device was enrolled at: another"
        " authority has signed its certificate. If the server was set up anew, enrol this device"
        " again; if not, somebody pretends to be the server"
    )


@each_broker
def test_nobody_gets_in_without_tls(make_safe, kind):
    world = make_safe(kind)
    plain = WireWorld.make_bus(world, "kiosk-1")
    assert refusal_of(world, plain) in (
        "the line was lost: Unspecified error", "the broker does not answer",
    )  # fmt: skip


@each_broker
def test_tls_is_no_password(make_safe, kind):
    world = make_safe(kind)
    told = refusal_of(world, world.make_bus("kiosk-1", password="guessed"))
    assert told.startswith("the broker refuses kiosk-1: ")


@pytest.mark.broker
def test_a_broker_without_tls_is_one_clear_sentence(wire, tmp_path):
    authority = office_certificates(tmp_path / "office").files.authority.read_text()
    bus = wire.make_bus("kiosk-1", trust=Trust(authority, SystemClock()))
    told = refusal_of(wire, bus)
    assert told.startswith(f"127.0.0.1:{wire.broker.port} does not speak TLS as we do (")
    assert told.endswith("); is it the broker's port, and is it our server?")


@pytest.mark.broker
def test_a_certificate_that_has_expired_is_refused_unless_the_device_has_lost_the_date(
    make_safe, tmp_path, monkeypatch
):
    monkeypatch.setattr(certificates, "SERVER_DAYS", 1)
    long_ago = ManualClock(BUILD_DATE)
    world = make_safe("nats", office_certificates(tmp_path / "old", clock=long_ago).files)
    told = refusal_of(world, world.make_bus("kiosk-1"))
    assert told == (
        f"the certificate of 127.0.0.1:{world.broker.port} has expired; is this computer's clock"
        " right? If it is, restart the queue server, which renews it"
    )
    lost = world.make_bus("kiosk-2", clock=ManualClock(UnixMs(0), trusted=False))
    world.join("kiosk-2", lost)
    assert lost.is_connected


def test_other_failures_have_sentences_of_their_own():
    def failed(code):
        problem = ssl.SSLCertVerificationError(1, "failed")
        problem.verify_code = code
        return sentence_of(problem, "192.168.1.10:8883")

    assert failed(9) == (
        "the certificate of 192.168.1.10:8883 is not valid yet; set this computer's clock"
    )
    assert failed(62) == failed(64)
    assert failed(62) == (
        "the certificate of 192.168.1.10:8883 is for other names; write this address into"
        " [broker] host of the server's office file and restart the queue server"
    )


def test_what_is_no_authority_says_so():
    with pytest.raises(SettingsError, match=r"authority cannot be read \(.+\); enrol this device"):
        trusting("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def test_plain_talk_is_for_this_computer_alone():
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.53", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", LAN, "mot-cua.local", "localhost.evil.vn", "")))


# ── The certificates themselves ──────────────────────────────────────────────────────────────


def test_the_first_start_makes_an_authority_and_a_certificate_with_every_name(tmp_path):
    made = office_certificates(tmp_path, "mot-cua.local", LAN)
    server = read_certificate(made.files.certificate)
    names = {"mot-cua.local", LAN, "localhost", "127.0.0.1", "::1"}
    assert names_of(server) == names
    assert server.issuer == read_certificate(made.files.authority).subject
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert not made.ensure(["mot-cua.local", LAN], SystemClock()), "nothing is made twice"


def test_a_server_with_a_new_address_gets_a_new_certificate_from_the_same_authority(tmp_path):
    made = office_certificates(tmp_path, LAN)
    authority = made.files.authority.read_bytes()
    assert made.ensure(["192.168.1.11"], SystemClock())
    assert "192.168.1.11" in names_of(read_certificate(made.files.certificate))
    assert made.files.authority.read_bytes() == authority


def test_a_certificate_is_renewed_when_a_third_of_its_life_is_left(tmp_path):
    clock = ManualClock()
    made = office_certificates(tmp_path, LAN, clock=clock)
    assert days_left(read_certificate(made.files.certificate), clock) == certificates.SERVER_DAYS
    clock.advance((certificates.SERVER_DAYS - certificates.RENEW_DAYS) * DAY)
    assert not made.ensure([LAN], clock)
    clock.advance(DAY)
    assert made.ensure([LAN], clock)
    assert days_left(read_certificate(made.files.certificate), clock) == certificates.SERVER_DAYS


def test_a_clock_that_cannot_be_right_renews_nothing(tmp_path):
    made = office_certificates(tmp_path, LAN, clock=ManualClock())
    far_off = ManualClock(UnixMs(BUILD_DATE + 5000 * DAY), trusted=False)
    assert not made.ensure([LAN], far_off)


def test_a_certificate_made_with_the_clock_in_the_past_is_valid_today(tmp_path):
    made = office_certificates(tmp_path, LAN, clock=ManualClock(UnixMs(0), trusted=False))
    server = read_certificate(made.files.certificate)
    build = datetime.datetime.fromtimestamp(BUILD_DATE // 1000, datetime.UTC)
    assert server.not_valid_before_utc == build
    assert days_left(server, ManualClock(BUILD_DATE)) == certificates.SERVER_DAYS


def test_a_lost_key_of_the_authority_is_told_and_not_replaced_in_secret(tmp_path):
    made = office_certificates(tmp_path, LAN)
    (tmp_path / "ca.key").unlink()
    with pytest.raises(SettingsError) as told:
        made.ensure([LAN], SystemClock())
    assert str(told.value) == (
        f"{tmp_path / 'ca.key'} is gone, and without it no certificate can be renewed; restore it"
        f" from the last backup, or take {made.files.authority} away too and enrol every device"
        " again"
    )


@pytest.mark.parametrize(
    ("name", "claim"),
    [("ca.pem", "cannot be used as a certificate"), ("ca.key", r"ca\.key: cannot be used \(")],
)
def test_a_damaged_file_is_named(tmp_path, name, claim):
    made = office_certificates(tmp_path, LAN)
    (tmp_path / name).write_text("nonsense")
    with pytest.raises(SettingsError, match=claim + r".*restore it from the last backup"):
        made.ensure(["192.168.1.11"], SystemClock())


@pytest.mark.broker
def test_a_renewed_certificate_cuts_nobody_off(make_safe, tmp_path):
    made = office_certificates(tmp_path / "office")
    world = make_safe("nats", made.files)
    kiosk = world.member("kiosk-1")
    first = _served(world)
    assert made.ensure(["192.168.1.99"], SystemClock())
    assert world.broker.renew()
    world.until(lambda: _served(world) != first)
    assert kiosk.bus.is_connected
    assert not kiosk.ear.count(Disconnected)


def _served(world):
    return ssl.get_server_certificate(("127.0.0.1", world.broker.port), timeout=5)
