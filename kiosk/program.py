"""Starting a kiosk: its devices, its file, its line, its loop."""

from __future__ import annotations

import threading
from pathlib import Path

from config.house import House
from config.procedures import in_force
from config.settings import KioskSettings
from hardware.bench import Bench, Line
from hardware.inputs import Post
from hardware.offscreen import NoScreen, Offscreen
from hardware.pick.hands import open_hands
from hardware.pick.lights import open_backlight
from hardware.pick.printer import PrinterWanted, open_printer
from hardware.pick.speaker import open_speaker, speaker_wanted
from hardware.printer.profile import profile_path, read_profile
from hardware.speaker.languages import words_of
from kiosk.light import LitScreen
from kiosk.second_place import SecondPlace
from kiosk.service import Kiosk
from kiosk.staff import HandListWanted
from kiosk.view import Screen
from kiosk.wiring import buttons_wanted, scanner_wanted
from mot_cua.business_day import day_of
from mot_cua.checkup import Checkup, Look, nothing_found
from mot_cua.clock import boot_id, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.ids import DeviceId
from mot_cua.program import Inbox, run
from mot_cua.store import open_store


def run_kiosk(house: House, name: str, look: Look = nothing_found) -> None:
    """Run one kiosk of the office until it is told to stop; `look` checks its computer up.

    Raises:
        SettingsError: the office file has no kiosk of this name.
    """
    mine = kiosk_settings(house, name)
    clock, inbox, checkup = clock_from_environment(), Inbox(), Checkup(look)
    bench = Bench(house.bench(name))
    wanted = PrinterWanted(
        kind=mine.printer.kind,
        path=mine.printer.path,
        host=mine.printer.host,
        baud=mine.printer.baud,
        roll_mm=mine.printer.roll_mm,
    )
    hands = open_hands(
        buttons_wanted(house.settings, name),
        scanner_wanted(house.settings, name),
        bench=bench,
        clock=clock,
        post=inbox.post,
    )
    printer = open_printer(wanted, post=inbox.post, bench=bench)
    speaker = open_speaker(
        speaker_wanted(mine.speaker, house.data),
        office=words_of(house.settings),
        region=house.settings.office.voice,
        post=inbox.post,
        bench=bench,
    )
    kiosk = Kiosk(
        device=DeviceId(name),
        settings=house.settings,
        timetable=house.timetable,
        db=open_store(house.data / f"{name}.db"),
        bus=house.bus(DeviceId(name)),
        clock=clock,
        boot=boot_id(),
        printer=printer,
        roll_dots=wanted.dots,
        profile=read_profile(profile_path(house.data, name)),
        screen=_screen(mine, bench, inbox.post),
        speaker=speaker,
        lamps=hands.lamps,
        post=inbox.post,
        first=mine.first,
        last=mine.last,
        outbox_limit=mine.outbox_limit,
        procedures=in_force(house.shown_procedures(), day_of(clock.wall_ms())),
        second_place=SecondPlace(
            Path(mine.second_place or house.data) / f"{name}.last-numbers.json"
        ),
        findings=checkup,
    )

    def want_hand_list(_line: Line) -> None:
        inbox.post(HandListWanted())

    bench.on("hand-list", want_hand_list)
    try:
        with checkup:
            run(
                kiosk,
                inbox,
                clock=clock,
                stop=threading.Event(),
                is_healthy=lambda: hands.are_tended and printer.is_alive and speaker.is_alive,
            )
    finally:
        hands.close()
        bench.close()


def kiosk_settings(house: House, name: str) -> KioskSettings:
    """Return the settings of a kiosk. Raises SettingsError when there is none of this name."""
    for one in house.settings.kiosk:
        if one.id == name:
            return one
    known = ", ".join(one.id for one in house.settings.kiosk)
    raise SettingsError(f"the office file has no kiosk {name!r}; it has: {known}")


def _screen(mine: KioskSettings, bench: Bench, post: Post) -> Screen:
    if mine.screen.kind == "none":
        return NoScreen()
    # Imported when a screen is there to draw on: pygame takes 0.2 s.
    from hardware.window import Window  # noqa: PLC0415
    from kiosk.screen import KioskScreen  # noqa: PLC0415

    canvas = KioskScreen(mine.screen.width, mine.screen.height)
    if mine.screen.kind == "simulated":
        return Offscreen(canvas, bench, post=post)
    window = Window(canvas, is_fullscreen=mine.screen.is_fullscreen)
    if not mine.screen.backlight:
        return window
    return LitScreen(window, lambda: open_backlight(mine.screen.backlight), post=post)
