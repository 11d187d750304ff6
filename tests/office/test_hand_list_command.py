"""`mot-cua hand-list`: the order reaches the kiosk's program on this computer, or says why not."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest
from house_of_tests import house_at

from hardware.bench import Bench, Line
from mot_cua.errors import DeviceError, SettingsError
from office.hand_list import order_hand_list


def test_the_order_reaches_the_kiosk_by_its_own_computer_without_any_network(
    tmp_path: Path,
) -> None:
    house = house_at(tmp_path)
    orders: queue.Queue[Line] = queue.Queue()
    bench = Bench(house.bench("kiosk-1"))
    bench.on("hand-list", orders.put)
    order_hand_list(house, "kiosk-1")
    assert orders.get(timeout=10) == {"kind": "hand-list"}
    bench.close()


def test_a_kiosk_whose_program_does_not_run_here_is_one_sentence(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    with pytest.raises(DeviceError) as refused:
        order_hand_list(house, "kiosk-1")
    assert str(refused.value) == (
        f"kiosk-1: its program does not answer at {tmp_path}/bench/kiosk-1.sock (No such file or"
        " directory); run this on the kiosk's own computer, as its user, while mot-cua-kiosk runs"
    )


def test_a_kiosk_that_the_file_does_not_name_is_told_with_those_it_names(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        order_hand_list(house_at(tmp_path), "kiosk-7")
    assert str(refused.value) == "the office file has no kiosk 'kiosk-7'; it has: kiosk-1"
