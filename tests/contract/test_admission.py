"""Who is let in, and who no longer: the register, logins, and what a running broker makes of it."""

from __future__ import annotations

import os
import threading

import pytest
from contract.conftest import eventually

from mot_cua.accounts import Accounts, Seat, let_in
from mot_cua.bus.port import Disconnected
from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId, UnixMs
from mot_cua.login import forget_login, login_path, read_login
from mot_cua.passwords import lock_of, new_password
from mot_cua.register import Register

KIOSK, SERVER = DeviceId("kiosk-1"), DeviceId("server")
FEW = [Seat(SERVER, "server"), Seat(KIOSK, "kiosk")]
THEN = UnixMs(1_795_226_400_000)


def let_all_in(data, seats=FEW):
    return Accounts.load_or_make(data, seats, at_ms=THEN)


def test_a_new_device_of_this_computer_is_let_in_once_and_the_register_says_so(tmp_path):
    first = let_all_in(tmp_path)
    again = let_all_in(tmp_path, [*FEW, Seat(DeviceId("unit-3"), "unit", (CounterNo(3),))])
    assert again.of(KIOSK) == first.of(KIOSK)
    assert again.of(DeviceId("unit-3")).counters == (3,)
    entries = Register(tmp_path / "broker").entries()
    assert [(one.number, one.device, one.change) for one in entries] == [
        (1, "server", "made"),
        (2, "kiosk-1", "made"),
        (3, "unit-3", "made"),
    ]
    assert {(one.by, one.at_ms) for one in entries} == {("mot-cua", THEN)}


def test_passwords_have_192_bits_and_no_two_are_alike():
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert {len(one) for one in made} == {32}  # base 64: 6 bits each


def test_the_register_holds_hashes_and_logins_are_for_their_owner_alone(tmp_path):
    password = let_all_in(tmp_path).of(KIOSK).password
    register = tmp_path / "broker" / "register.jsonl"
    assert password not in register.read_text()
    assert read_login(tmp_path, KIOSK).password == password
    for file in (register, login_path(tmp_path, KIOSK)):
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700


def test_what_root_writes_belongs_to_the_owner_of_the_folder(tmp_path):
    if os.geteuid() != 0:
        assert let_all_in(tmp_path).of(KIOSK).password
        return
    for name in ("broker", "login"):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, 12345, 12346)
    let_all_in(tmp_path)
    for file in (tmp_path / "broker" / "register.jsonl", login_path(tmp_path, KIOSK)):
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 12346)


def test_a_line_that_a_power_cut_left_half_written_is_forgotten(tmp_path):
    let_all_in(tmp_path)
    register = Register(tmp_path / "broker")
    with register.path.open("ab") as file:
        file.write(b'{"number":3,"at_ms":1,"by":"ro')
    assert len(register.entries()) == 2
    added = register.add(KIOSK, "revoked", lock=None, by="root", at_ms=THEN)
    assert added.number == 3
    assert register.entries()[-1] == added


def test_a_damaged_register_is_named_and_never_mended_in_secret(tmp_path):
    let_all_in(tmp_path)
    path = tmp_path / "broker" / "register.jsonl"
    whole = path.read_text()
    path.write_text(whole.replace('"number":2', '"number":7'))
    with pytest.raises(SettingsError) as told:
        let_all_in(tmp_path)
    assert str(told.value) == (
        f"{path}:2: it calls itself number 7; restore this file from the last backup, or take it"
        " away and enrol every device again"
    )
    path.write_text(whole.replace('"change":"made"', '"change":7', 1))
    with pytest.raises(SettingsError, match=r"register\.jsonl:1: Expected `str`, got `int`"):
        Register(path.parent).entries()


def test_a_damaged_login_says_how_to_get_another(tmp_path):
    let_all_in(tmp_path)
    path = login_path(tmp_path, KIOSK)
    path.write_text("{")
    with pytest.raises(SettingsError) as told:
        read_login(tmp_path, KIOSK)
    assert str(told.value) == (
        f"{path}: Input data was truncated; take it away and enrol kiosk-1 again: on the server's"
        " computer mot-cua enroll kiosk-1"
    )


def test_two_commands_at_once_write_one_line_each(tmp_path):
    register = Register(tmp_path)
    lock = lock_of("secret")

    def add(device):
        for _ in range(20):
            register.add(DeviceId(device), "rotated", lock=lock, by="root", at_ms=THEN)

    threads = [threading.Thread(target=add, args=(f"kiosk-{n}",)) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.number for one in register.entries()] == list(range(1, 61))


def test_a_revoked_device_has_no_account_until_it_is_let_in_again(tmp_path):
    let_all_in(tmp_path)
    Register(tmp_path / "broker").add(KIOSK, "revoked", lock=None, by="root", at_ms=THEN)
    with pytest.raises(SettingsError, match="no broker account for 'kiosk-1'; there are: server"):
        let_all_in(tmp_path).of(KIOSK)
    let_in(tmp_path, KIOSK, "rotated", by="root", at_ms=THEN)
    assert let_all_in(tmp_path).of(KIOSK).password


def test_a_device_that_the_office_file_forgot_for_a_while_keeps_its_password(tmp_path):
    before = let_all_in(tmp_path).of(KIOSK)
    with pytest.raises(SettingsError, match="no broker account for 'kiosk-1'; there are: server"):
        let_all_in(tmp_path, FEW[:1]).of(KIOSK)
    assert let_all_in(tmp_path).of(KIOSK) == before


def test_a_server_whose_own_login_is_gone_makes_itself_another(tmp_path):
    before = let_all_in(tmp_path).of(SERVER)
    assert forget_login(tmp_path, SERVER)
    after = let_all_in(tmp_path).of(SERVER)
    assert after.password
    assert after.password != before.password
    assert not forget_login(tmp_path, DeviceId("kiosk-9"))


@pytest.mark.broker
def test_a_revoked_device_is_cut_off_at_once_and_the_others_notice_nothing(wire):
    kiosk, other = wire.member("kiosk-1"), wire.member("kiosk-2")
    wire.renew([one for one in wire.accounts if one.device != "kiosk-1"])
    eventually(lambda: kiosk.ear.count(Disconnected))
    eventually(lambda: "refuses kiosk-1" in _reasons(kiosk))
    assert not kiosk.bus.is_connected
    assert other.bus.is_connected
    assert not other.ear.count(Disconnected)


@pytest.mark.broker
def test_after_a_rotation_the_old_password_is_refused_and_the_new_one_is_found(wire):
    password = ["secret"]
    bus = wire.make_bus("kiosk-1", fresh_password=lambda: password[0])
    password[0] = wire.accounts.of("kiosk-1").password
    kiosk = wire.join("kiosk-1", bus)
    assert bus.is_connected, "it asked for its password before it connected"
    account = wire.accounts.of("kiosk-1")._replace(password=new_password(), lock=None)
    wire.renew([account if one.device == "kiosk-1" else one for one in wire.accounts])
    eventually(lambda: "refuses kiosk-1" in _reasons(kiosk))
    password[0] = account.password
    eventually(lambda: bus.is_connected)


def _reasons(member):
    return " ".join(one.reason for one in member.ear.events if isinstance(one, Disconnected))
