"""Lines of a GPIO chip, an expander on two wires, a seven-segment board and a dimmer."""

from __future__ import annotations

import select

import pytest
from hands_desk import Desk, NewsStand, until

from hardware.attendant import Attendant, Wake
from hardware.debounce import Timing
from hardware.expander import ExpanderContacts
from hardware.inputs import HandsFault, ServicePressed
from hardware.lines import Dimmer, LineContacts
from hardware.panel import Panel, PanelLamp, Wired
from hardware.segments import SEGMENTS, SegmentBoard
from hardware.simulated.expander import Mcp23017, SimulatedI2c
from hardware.simulated.lines import SimulatedGpioChip, SimulatedPwm
from hardware.simulated.segments import SimulatedMax7219
from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import DeviceError

NAMES = ["BTN_HT", "LAMP_HT", "BTN_CT", "EXP_INT"]
BY_NAME = (
    Wired("service:HT", "BTN_HT", "kiosk.0.button.0.pin", "LAMP_HT", "kiosk.0.button.0.lamp_pin"),
    Wired("service:CT", 2, "kiosk.0.button.1.pin"),
)
ON_PINS = (
    Wired("service:HT", 0, "kiosk.0.button.0.pin", 7, "kiosk.0.button.0.lamp_pin"),
    Wired("service:CT", 9, "kiosk.0.button.1.pin", 15, "kiosk.0.button.1.lamp_pin"),
)
KEY = "kiosk.0.buttons"


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def wake():
    wake = Wake()
    yield wake
    wake.close()


@pytest.fixture
def chip(clock):
    return SimulatedGpioChip(NAMES, clock=clock)


@pytest.fixture
def expander():
    return Mcp23017()


@pytest.fixture
def wires(expander):
    return SimulatedI2c({0x20: expander})


@pytest.fixture
def desk(clock, wake):
    """Opens panels, lets time pass for them, and closes them."""
    opened = []

    def open_panel(contacts, *, timing=None):
        opened.append(Desk(contacts, clock, wake, timing))
        return opened[-1]

    yield open_panel
    for one in opened:
        one.panel.close()


def lines_of(chip, wired=BY_NAME, **options):
    return LineContacts(wired, clock=chip.clock, open_line=chip.open, **options)


def expander_on(wires, clock, **options):
    return ExpanderContacts(ON_PINS, key=KEY, clock=clock, open_bus=wires.open, **options)


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────


def test_lines_have_names_or_numbers_and_lamps_follow(chip, desk):
    here = desk(lines_of(chip))
    assert {line.label for line in chip.held.values()} == {"mot-cua"}
    chip.ground("BTN_HT")
    here.after(100)
    chip.release("BTN_HT")
    chip.ground("BTN_CT")
    assert here.after(100) == [ServicePressed("HT"), ServicePressed("CT")]
    PanelLamp(here.panel, "service:HT").set(is_lit=True)
    PanelLamp(here.panel, "service:CT").set(is_lit=True)  # has none
    here.panel.turn()
    assert chip.levels == {1: True}
    here.panel.close()
    assert chip.levels == {1: False}
    assert chip.held == {}


def test_a_tap_that_was_over_before_the_thread_came_is_a_press(chip, desk):
    here = desk(lines_of(chip))
    chip.ground("BTN_HT")
    chip.clock.advance(40)
    chip.release("BTN_HT")
    chip.clock.advance(200)
    here.panel.turn()
    assert here.posted == [ServicePressed("HT")]


def test_a_wall_clock_that_jumps_between_the_edge_and_us_harms_no_press(chip, desk):
    here = desk(lines_of(chip))
    chip.ground("BTN_HT")
    chip.clock.step(-3_600_000)
    assert here.after(200) == [ServicePressed("HT")]
    chip.release("BTN_HT")
    chip.clock.step(7_200_000)
    here.after(1_000)
    chip.ground("BTN_HT")
    assert here.after(200) == [ServicePressed("HT")] * 2


def test_edges_that_the_kernel_pushed_out_leave_the_right_level(chip, desk):
    here = desk(lines_of(chip))
    for _ in range(50):  # more than the sixteen that the kernel keeps, and the last one closes
        chip.ground("BTN_HT")
        chip.release("BTN_HT")
    chip.ground("BTN_HT")
    assert here.after(700) == [ServicePressed("HT")]


def test_a_press_makes_a_descriptor_readable(chip, wake):
    contacts = lines_of(chip)
    contacts.open(wake)
    assert not select.select(contacts.descriptors(), [], [], 0)[0]
    chip.ground("BTN_CT")
    assert select.select(contacts.descriptors(), [], [], 5)[0]
    assert [(one.name, one.is_closed) for one in contacts.edges()] == [("service:CT", True)]
    assert not select.select(contacts.descriptors(), [], [], 0)[0]
    contacts.close()


@pytest.mark.parametrize(
    ("spoil", "wired", "told"),
    [
        (
            lambda chip: None,
            Wired("service:HT", "BTN_XX", "kiosk.0.button.0.pin"),
            "kiosk.0.button.0.pin: cannot use the line BTN_XX of /dev/gpiochip0 (Opening GPIO line:"
            ' GPIO line "BTN_XX" not found by name.): give a line that gpioinfo lists',
        ),
        (
            lambda chip: None,
            Wired("service:HT", 99, "kiosk.0.button.0.pin"),
            "kiosk.0.button.0.pin: cannot use the line 99 of /dev/gpiochip0 (Invalid argument): the"
            " chip has no such line; check the number",
        ),
        (
            lambda chip: chip.open("/dev/gpiochip0", "LAMP_HT", "low"),
            BY_NAME[0],
            "kiosk.0.button.0.lamp_pin: cannot use the line LAMP_HT of /dev/gpiochip0 (Device"
            " or resource busy): another program or an overlay holds"
            " it; end that one, or wire another",
        ),
        (
            lambda chip: setattr(chip, "is_allowed", False),
            BY_NAME[0],
            "kiosk.0.button.0.pin: cannot use the line BTN_HT of /dev/gpiochip0 (Permission"
            " denied): this user may not; add it to the group 'gpio' and start"
            " the program again",
        ),
    ],
)
def test_a_line_that_cannot_be_had_is_one_sentence_with_its_key(chip, wake, spoil, wired, told):
    held = spoil(chip)
    with pytest.raises(DeviceError) as raised:
        lines_of(chip, [wired]).open(wake)
    assert str(raised.value) == told
    assert len(chip.held) == (held is not None)  # nothing of ours stays open


def test_a_computer_without_such_a_chip_is_told_by_the_kernel_itself(clock, wake):
    contacts = LineContacts(BY_NAME, chip="/dev/gpiochip-of-nobody", clock=clock)
    with pytest.raises(DeviceError) as raised:
        contacts.open(wake)
    assert str(raised.value) == (
        "kiosk.0.button.0.pin: cannot use the line BTN_HT of /dev/gpiochip-of-nobody (No such file"
        " or directory): there is no such device; switch it on in config.txt,"
        " or name another"
    )


def test_a_chip_that_is_unplugged_is_told_and_found_again():
    clock = SystemClock()
    chip = SimulatedGpioChip(NAMES, clock=clock)
    news = NewsStand()
    panel = Panel(lines_of(chip), clock=clock, post=news.post)
    attendant = Attendant(panel, clock=clock, post=news.post)
    PanelLamp(panel, "service:HT").set(is_lit=True)
    until(lambda: chip.levels.get(1))  # a panel that lights a lamp is open
    chip.ground("BTN_HT")
    assert news.next() == ServicePressed("HT")
    chip.unplug()
    gone = news.next()
    assert gone == HandsFault("buttons", "gone", gone.detail)
    assert gone.detail.endswith(
        "(No such device): it is unplugged, or there is none; check plug and number"
    )
    chip.release("BTN_HT")
    chip.path = "/dev/gpiochip0"
    assert news.next() == HandsFault("buttons", "ok")
    chip.ground("BTN_HT")
    assert news.next() == ServicePressed("HT")
    attendant.close()


def test_a_lamp_on_a_chip_that_went_away_is_told(chip, wake):
    contacts = lines_of(chip)
    contacts.open(wake)
    chip.unplug()
    with pytest.raises(DeviceError) as raised:
        contacts.light("service:HT", is_lit=True)
    assert str(raised.value) == (
        "/dev/gpiochip0: the lamp of service:HT is gone ([Errno 19] Setting line value: No such"
        " device)"
    )
    with pytest.raises(DeviceError, match=r"^kiosk\.0\.button\.0\.pin: cannot use the line"):
        contacts.levels()
    contacts.close()


# ── The expander ─────────────────────────────────────────────────────────────────────────────────


def test_sixteen_pins_at_the_end_of_two_wires(wires, expander, clock, desk):
    here = desk(expander_on(wires, clock))
    expander.ground(9)
    here.after(100)
    expander.ground(9, is_grounded=False)
    expander.ground(0)
    assert here.after(100) == [ServicePressed("CT"), ServicePressed("HT")]
    for name in ("service:HT", "service:CT"):
        PanelLamp(here.panel, name).set(is_lit=True)
    here.panel.turn()
    assert expander.lit() == {7, 15}
    here.panel.close()
    assert expander.lit() == set()
    assert wires.is_closed


def test_a_tap_of_thirty_five_milliseconds_is_not_lost_by_polling(wires, expander, clock, desk):
    here = desk(expander_on(wires, clock), timing=Timing(palm_keys=0))
    expander.ground(0)
    here.after(35)
    expander.ground(0, is_grounded=False)
    assert here.after(100) == [ServicePressed("HT")]


def test_with_its_interrupt_wire_the_bus_is_silent_until_somebody_presses(
    wires, expander, chip, clock, desk
):
    expander.interrupt_line = (chip, "EXP_INT")
    contacts = expander_on(wires, clock, interrupt="EXP_INT", open_line=chip.open)
    here = desk(contacts)
    begun = wires.transfers
    here.after(1_000)
    assert wires.transfers - begun <= 10
    expander.ground(0)
    assert select.select(contacts.descriptors(), [], [], 5)[0]
    assert here.after(100) == [ServicePressed("HT")]
    expander.ground(0, is_grounded=False)
    here.after(1_000)
    expander.ground(0)
    assert here.after(100) == [ServicePressed("HT")] * 2


def test_lamps_do_not_flash_when_the_panel_opens(wires, expander, clock, desk):
    expander.registers[0x14:0x16] = b"\xff\xff"  # what a program that died had lit
    seen = []
    transfer = wires.transfer

    def watch(address, messages):
        transfer(address, messages)
        seen.append(expander.lit())

    wires.transfer = watch
    desk(expander_on(wires, clock))
    assert all(lit == set() for lit in seen)


def test_an_expander_whose_supply_dips_presses_no_button_by_itself(wires, expander, clock, desk):
    here = desk(expander_on(wires, clock))
    expander.power_dips()
    with pytest.raises(DeviceError) as raised:
        here.after(1_000)
    assert str(raised.value) == (
        "kiosk.0.buttons.address: the expander at 0x20 forgot its settings (register 0x0a is"
        " 0x0000, not 0x4444): its supply dips; give it 100 nF beside the chip, and lamps a"
        " supply of their own"
    )
    assert here.posted == []


def test_a_chip_that_forgot_its_settings_while_nobody_pressed_is_noticed(
    wires, expander, clock, desk
):
    here = desk(expander_on(wires, clock))
    expander.registers[0x0C:0x0E] = b"\x00\x00"  # the pull-ups; everything reads as it should
    expander.floats_high = True
    with pytest.raises(DeviceError, match=r"forgot its settings \(register 0x0c is 0x0000"):
        here.after(1_000)
    assert here.posted == []


def test_the_lamps_are_lit_again_after_the_dip(wires, expander, clock, desk, wake):
    here = desk(expander_on(wires, clock))
    PanelLamp(here.panel, "service:HT").set(is_lit=True)
    here.panel.turn()
    expander.power_dips()
    here.panel.open(wake)  # as the attendant does
    assert expander.lit() == {7}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"bus": "/dev/i2c-9"},
            "kiosk.0.buttons.path: cannot use the bus /dev/i2c-9 (No such file"
            " or directory): there is no such device; switch it on in config.txt, or name another",
        ),
        (
            {"address": 0x21},
            "kiosk.0.buttons.address: cannot use the expander at 0x21 on /dev/i2c-1 (Remote"
            " I/O error): nothing answers; check wiring, power and address",
        ),
        (
            {"interrupt": "NONE"},
            "kiosk.0.buttons.interrupt: cannot use the line NONE of /dev/gpiochip0 (Opening GPIO"
            ' line: GPIO line "NONE" not found by name.): give a line that gpioinfo lists',
        ),
    ],
)
def test_an_expander_that_cannot_be_had_is_one_sentence(wires, chip, clock, wake, options, told):
    with pytest.raises(DeviceError) as raised:
        expander_on(wires, clock, open_line=chip.open, **options).open(wake)
    assert str(raised.value) == told
    assert wires.is_closed


def test_an_interrupt_wire_that_goes_away_is_told(wires, expander, chip, clock, wake):
    contacts = expander_on(wires, clock, interrupt="EXP_INT", open_line=chip.open)
    contacts.open(wake)
    chip.unplug()
    with pytest.raises(DeviceError, match=r"^kiosk\.0\.buttons\.interrupt: the line is gone \("):
        contacts.edges()
    contacts.close()


# ── Seven segments and a dimmer ──────────────────────────────────────────────────────────────────


def read_back(board):
    """Read the digits as a person does, by their shapes."""
    letters = {segments: letter for letter, segments in SEGMENTS.items()}
    return "".join(letters[segments] for segments in board.seen().digits)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1012", "1012"),
        ("A012", "A012"),
        ("7", "   7"),
        ("", "    "),
        ("31012", "1012"),
        ("ô", "    "),
    ],
)
def test_a_number_stands_on_the_board_from_the_right(text, shown):
    chip = SimulatedMax7219()
    SegmentBoard(open_spi=chip.open).show(text)
    assert read_back(chip) == shown


def test_a_board_of_random_registers_is_dark_until_it_is_told_and_after_it_is_closed():
    chip = SimulatedMax7219()
    assert chip.seen().brightness == 0
    board = SegmentBoard(open_spi=chip.open, brightness=3)
    board.show("1012")
    assert chip.seen().brightness == 3
    board.close()
    assert chip.seen().digits == (0, 0, 0, 0)


def test_what_a_spark_wrote_is_gone_with_the_next_number():
    chip = SimulatedMax7219()
    board = SegmentBoard(open_spi=chip.open)
    board.show("1012")
    chip.spark()
    assert chip.seen().digits == (0xFF,) * 4
    board.show("1013")
    assert read_back(chip) == "1013"


def test_eight_digits_are_the_most():
    chip = SimulatedMax7219(digits=8)
    SegmentBoard(digits=8, open_spi=chip.open).show("12345678")
    assert read_back(chip) == "12345678"
    with pytest.raises(ValueError, match=r"^9 digits; a MAX7219 has 1 to 8$"):
        SegmentBoard(digits=9, open_spi=chip.open)


def test_a_board_that_is_not_there_is_one_sentence():
    with pytest.raises(DeviceError) as raised:
        SegmentBoard("/dev/spidev9.9")
    assert str(raised.value) == (
        "segments: cannot use the bus /dev/spidev9.9 (No such file or"
        " directory): there is no such device; switch it on in config.txt, or name another"
    )
    chip = SimulatedMax7219()
    board = SegmentBoard(open_spi=chip.open)
    chip.is_unplugged = True
    with pytest.raises(DeviceError, match=r"^segments: cannot use the bus .* it is unplugged"):
        board.show("1")
    board.close()


def test_a_light_is_dimmed_and_dark_when_nobody_wants_it():
    pwm = SimulatedPwm()
    light = Dimmer(0, 1, open_pwm=pwm)
    assert pwm.light == 0.0
    light.set(0.25)
    assert pwm.light == pytest.approx(0.25)
    light.close()
    assert pwm.light == 0.0


def test_a_channel_that_is_not_there_is_one_sentence():
    with pytest.raises(DeviceError) as raised:
        Dimmer(99, 0)
    assert str(raised.value) == (
        "pwm: cannot use PWM channel 0 of pwmchip99 (Opening PWM: PWM chip 99 not found.): switch"
        " it on with dtoverlay=pwm in config.txt"
    )
    with pytest.raises(DeviceError) as raised:
        Dimmer(0, 5, open_pwm=SimulatedPwm())
    assert str(raised.value) == (
        "pwm: cannot use PWM channel 5 of pwmchip0 (No such device): it is unplugged, or there is"
        " none; check plug and number"
    )
