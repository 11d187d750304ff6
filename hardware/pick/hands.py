"""The door to buttons, lamps, keypads and scanners."""

from __future__ import annotations

import random
from typing import NamedTuple

from hardware.attendant import Attendant
from hardware.bench import Bench
from hardware.debounce import Timing
from hardware.inputs import Lamp, Post
from hardware.keypad import Keypad, KeypadContacts, KeypadText
from hardware.panel import Contacts, Panel, PanelLamp, Wired
from hardware.scanner import Scanner, SerialText
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import SettingsError


class ButtonsWanted(NamedTuple):
    """The buttons and lamps of a kiosk as the office file describes them."""

    kind: str
    key: str = "kiosk.0.buttons"
    """The table in the office file, which errors name."""
    services: tuple[str, ...] = ()
    """All services: each has a lamp on the workbench."""
    levels: tuple[str, ...] = ()
    """All levels of rating, as buttons of the workbench."""
    wired: tuple[Wired, ...] = ()
    """Where those buttons are wired that are wired."""
    path: str = ""
    address: int = 0x20
    interrupt: int | str | None = None
    timing: Timing = Timing()
    breathes: bool = False


class ScannerWanted(NamedTuple):
    """A scanner as the office file describes it."""

    kind: str
    key: str = "kiosk.0.scanner"
    path: str = ""
    baud: int = 9600


class Hands(NamedTuple):
    """Everything that people press and hold before a kiosk."""

    lamps: dict[str, Lamp]
    attendants: tuple[Attendant, ...]

    @property
    def are_tended(self) -> bool:
        """Whether all threads live; the watchdog of a program is to know."""
        return all(one.is_alive for one in self.attendants)

    def close(self) -> None:
        """End the threads, which put the lamps out."""
        for one in self.attendants:
            one.close()


def open_hands(
    buttons: ButtonsWanted, scanner: ScannerWanted, *, bench: Bench, clock: Clock, post: Post
) -> Hands:
    """Open buttons and scanner; `clock` is the office's.

    What cannot be opened is posted as a `HandsFault`, and tried again for as long as it takes.

    Raises:
        SettingsError: a kind is none of those of the office file.
    """
    lamps, panel = _panel(buttons, bench=bench, clock=clock, post=post)
    reader = _scanner(scanner, bench=bench, post=post)
    attendants = [Attendant(panel, clock=panel.clock, post=post)] if panel is not None else []
    attendants += [Attendant(reader, clock=SystemClock(), post=post)] if reader is not None else []
    return Hands(lamps, tuple(attendants))


def _panel(
    wanted: ButtonsWanted, *, bench: Bench, clock: Clock, post: Post
) -> tuple[dict[str, Lamp], Panel | None]:
    if wanted.kind == "none":
        return {}, None
    if wanted.kind == "simulated":
        return _simulated_panel(wanted, bench=bench, clock=clock, post=post)
    # Contacts and fingers follow the real clock, however fast office time runs.
    real, timing = SystemClock(), wanted.timing
    if wanted.kind == "keypad":  # debounces its keys itself, and nobody's palm covers two
        timing = timing._replace(stable_ms=0, palm_keys=0)
    panel = Panel(
        _contacts(wanted, real),
        clock=real,
        post=post,
        timing=timing,
        stamp=clock.monotonic_ms,
    )
    wired = (one for one in wanted.wired if one.lamp is not None)
    lamps = {one.name.partition(":")[2]: PanelLamp(panel, one.name) for one in wired}
    return dict(lamps), panel


def _contacts(wanted: ButtonsWanted, clock: Clock) -> Contacts:
    """Choose the driver; each is imported when it is wanted, for its library is slow or absent."""
    match wanted.kind:
        case "gpio":
            from hardware.gpio import GpioContacts  # noqa: PLC0415

            key = f"{wanted.key}.kind"
            return GpioContacts(wanted.wired, key=key, clock=clock, breathes=wanted.breathes)
        case "line":
            from hardware.lines import CHIP, LineContacts  # noqa: PLC0415

            return LineContacts(wanted.wired, chip=wanted.path or CHIP, clock=clock)
        case "mcp23017":
            from hardware.expander import BUS, ExpanderContacts  # noqa: PLC0415

            return ExpanderContacts(
                wanted.wired,
                key=wanted.key,
                clock=clock,
                bus=wanted.path or BUS,
                address=wanted.address,
                interrupt=wanted.interrupt,
            )
        case "keypad":
            keypad = Keypad(wanted.path, key=f"{wanted.key}.path")
            return KeypadContacts(wanted.wired, keypad=keypad, clock=clock)
        case _:
            raise SettingsError(f"{wanted.key}.kind: {wanted.kind!r} is no kind of buttons")


def _simulated_panel(
    wanted: ButtonsWanted, *, bench: Bench, clock: Clock, post: Post
) -> tuple[dict[str, Lamp], Panel]:
    from hardware.simulated import buttons  # noqa: PLC0415

    names = [f"service:{one}" for one in wanted.services]
    names += [f"rating:{one}" for one in wanted.levels]
    contacts = buttons.SimulatedContacts(names, clock=clock, chance=random.Random(1))  # noqa: S311
    buttons.put_on_bench(bench, contacts, clock=clock, post=post)
    lamps = buttons.simulated_lamps(bench, wanted.services)
    return lamps, Panel(contacts, clock=clock, post=post, timing=wanted.timing)


def _scanner(wanted: ScannerWanted, *, bench: Bench, post: Post) -> Scanner | None:
    clock, key = SystemClock(), f"{wanted.key}.path"
    match wanted.kind:
        case "none":
            return None
        case "simulated":
            from hardware.simulated.buttons import put_scanner_on_bench  # noqa: PLC0415

            put_scanner_on_bench(bench, post=post)
            return None
        case "keypad":
            source = KeypadText(Keypad(wanted.path, key=key))
            return Scanner(source, clock=clock, post=post, is_typed=True)
        case "serial":
            port = SerialText(wanted.path, key=key, baud=wanted.baud)
            return Scanner(port, clock=clock, post=post)
        case _:
            raise SettingsError(f"{wanted.key}.kind: {wanted.kind!r} is no kind of scanner")
