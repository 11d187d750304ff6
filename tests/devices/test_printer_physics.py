"""The simulated printer is wrong in the ways in which real ones are. The clock is moved by hand."""

import pytest

from hardware.printer.transport import NetworkTransport
from hardware.simulated.pace import Pace
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import MemoryTransport, NetworkPrinter
from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import DeviceError

BLACK = b"\x1b@\x1c.\x1dv0\x00\x30\x00\xf0\x00" + b"\xff" * 48 * 240
"""30 mm of black, as wide as the narrow paper: 11 533 bytes."""
CUT = b"\x1b2\x1bd\x04\x1dV\x01\x1dr\x01"


@pytest.fixture
def clock():
    return ManualClock()


def plugged_into(printer, clock, **options):
    cable = MemoryTransport(printer, clock, pass_ms=clock.advance)
    for name, value in options.items():
        setattr(cable, name, value)
    cable.open()
    return cable


def spent_ms(clock, act):
    begun = clock.monotonic_ms()
    act()
    return clock.monotonic_ms() - begun


@pytest.mark.parametrize("baud", [9_600, 19_200, 38_400, 57_600, 115_200])
def test_a_line_carries_exactly_its_baud_rate(clock, baud):
    """Ten bits a byte, however the bytes are handed over and however often somebody looks."""
    cable = plugged_into(PaperPrinter(baud=baud, clock=clock), clock)
    exact = len(BLACK) * 10_000 / baud
    assert spent_ms(clock, lambda: cable.write(BLACK, within_ms=60_000)) == pytest.approx(
        exact, abs=3
    )
    pieces = [BLACK[start : start + 700] for start in range(0, len(BLACK), 700)]
    assert spent_ms(
        clock, lambda: [cable.write(piece, within_ms=60_000) for piece in pieces]
    ) == pytest.approx(exact, abs=3)


def test_a_line_that_was_looked_at_late_has_lost_no_time_and_one_at_rest_gains_none(clock):
    pace = Pace(1_000, clock)
    assert pace.due(10_000) == 0
    clock.advance(700)
    assert pace.due(10_000) == 700
    pace.step(700)
    pace.rest()
    clock.advance(5_000)
    assert pace.due(10_000) == 0


def test_thirty_millimetres_take_half_a_second_at_sixty_a_second(clock):
    cable = plugged_into(PaperPrinter(mm_per_s=60, clock=clock), clock)
    cable.write(BLACK + b"\x1dr\x01", within_ms=1_000)
    assert spent_ms(clock, lambda: cable.read(within_ms=5_000)) == pytest.approx(500, abs=5)


def test_a_slow_mechanism_fills_the_buffer_and_then_holds_the_line_up(clock):
    printer = PaperPrinter(mm_per_s=60, buffer_bytes=4_096, baud=921_600, clock=clock)
    cable = plugged_into(printer, clock)
    # 4 KiB may still wait when the last byte is taken; the rest had to be printed first.
    printed_mm = (len(BLACK) - 4_096) / 48 / 8
    spent = spent_ms(clock, lambda: cable.write(BLACK, within_ms=5_000))
    assert spent == pytest.approx(printed_mm / 60 * 1_000, abs=15)
    assert printer.lost_bytes == 0


def test_without_flow_control_the_same_job_loses_bytes_and_with_them_the_picture(clock):
    printer = PaperPrinter(
        mm_per_s=60, buffer_bytes=4_096, baud=921_600, has_flow_control=False, clock=clock
    )
    cable = plugged_into(printer, clock)
    spent = spent_ms(clock, lambda: cable.write(BLACK + CUT, within_ms=5_000))
    assert spent == pytest.approx(len(BLACK + CUT) * 10_000 / 921_600, abs=3), "nothing slows it"
    clock.advance(5_000)
    printer.settle()
    assert printer.lost_bytes > 1_000
    assert printer.cut == [], "the cut was taken for dots"


def test_a_line_slower_than_the_mechanism_is_never_held_up(clock):
    printer = PaperPrinter(
        mm_per_s=60, buffer_bytes=128, baud=9_600, has_flow_control=False, clock=clock
    )
    plugged_into(printer, clock).write(BLACK + CUT, within_ms=60_000)
    clock.advance(2_000)  # the rest of the paper: 17 mm behind the knife
    printer.settle()
    assert (printer.lost_bytes, len(printer.cut)) == (0, 1)


@pytest.mark.parametrize(
    ("fault", "repair"),
    [("open_cover", "close_cover"), ("go_offline", "go_online")],
)
def test_a_fault_strikes_at_its_byte_and_the_rest_comes_after_the_repair(clock, fault, repair):
    printer = PaperPrinter(clock=clock)
    printer.after(13 + 48 * 100, getattr(printer, fault))
    printer.accept(BLACK + CUT)
    knife = 96
    assert printer.hanging.height == knife + 100
    assert printer.cut == []
    getattr(printer, repair)()
    printer.settle()
    assert len(printer.cut) == 1


def test_a_printer_may_hold_up_the_line_while_it_is_stopped_so_that_no_question_reaches_it(clock):
    printer = PaperPrinter(clock=clock)
    printer.is_deaf_when_stopped = True
    cable = plugged_into(printer, clock)
    printer.open_cover()
    with pytest.raises(DeviceError, match=r"took 0 of 3 bytes and then none for too long; check"):
        cable.write(b"\x10\x04\x01", within_ms=500)
    printer.close_cover()
    cable.write(b"\x10\x04\x01", within_ms=500)
    assert cable.read(within_ms=100) == b"\x12"


def test_a_stuck_knife_cuts_when_it_is_freed_unless_the_job_was_forgotten():
    cuts = []
    for forget in (b"", bytes.fromhex("10 14 08 01 03 14 01 06 02 08")):
        printer = PaperPrinter()
        printer.jam_cutter()
        printer.accept(BLACK + CUT)
        assert (printer.is_cutter_jammed, printer.cut) == (True, [])
        printer.accept(forget)
        printer.clear_cutter()
        printer.settle()
        cuts.append(len(printer.cut))
    assert cuts == [1, 0]


def test_each_question_can_have_its_own_wrong_answer_or_none(clock):
    printer = PaperPrinter(clock=clock)
    printer.voice.silent_to = frozenset({2, 3})
    printer.voice.wrong_answers = {4: 0x60}
    cable = plugged_into(printer, clock)
    cable.write(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04\x1dr\x01", within_ms=100)
    assert cable.read(within_ms=100) == b"\x12\x60\x00"


def test_answers_can_come_late_and_noise_needs_no_question(clock):
    printer = PaperPrinter(clock=clock)
    printer.voice.delay_ms = 400
    cable = plugged_into(printer, clock)
    cable.write(b"\x10\x04\x01", within_ms=100)
    assert cable.read(within_ms=390) == b""
    assert cable.read(within_ms=20) == b"\x12"
    printer.voice.disturb(b"\x00\xff")
    assert cable.read(within_ms=1) == b"\x00\xff"


def test_a_serial_printer_without_power_is_silent_and_what_is_sent_to_it_is_lost(clock):
    printer = PaperPrinter(baud=115_200, has_flow_control=False, clock=clock)
    cable = plugged_into(printer, clock, notices_power=False)
    printer.after(100, printer.power_off)
    cable.write(BLACK + CUT, within_ms=5_000)
    assert cable.read(within_ms=5_000) == b""
    carried_out, in_the_buffer = 100, 30
    assert printer.lost_bytes >= len(BLACK + CUT) - carried_out - in_the_buffer
    printer.power_on()
    cable.write(b"\x10\x04\x01", within_ms=100)
    assert cable.read(within_ms=100) == b"\x12"


def test_a_network_printer_that_starts_again_has_forgotten_the_connection():
    printer, clock = PaperPrinter(), SystemClock()
    server = NetworkPrinter(printer)
    transport = NetworkTransport("127.0.0.1", clock, port=server.port)
    transport.open()
    printer.power_off()
    transport.write(b"\x10\x04\x01", within_ms=500)
    assert transport.read(within_ms=100) == b"", "a dead printer does not even hang up"
    printer.power_on()
    with pytest.raises(DeviceError, match="check its cable, power and address"):
        transport.read(within_ms=2_000)
    transport.open()
    transport.write(b"\x10\x04\x01", within_ms=500)
    assert transport.read(within_ms=2_000) == b"\x12"
    transport.close()
    server.close()
