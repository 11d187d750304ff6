"""Starting a hall board: its screen, its line, its loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from config.house import House
from config.procedures import Procedure, in_force
from config.settings import BoardSettings
from display import texts_vi as t
from display.counter import CounterBoard, DigitsFace, Face, ScreenFace
from display.service import Board, Screen
from display.sign_view import sign_view
from display.view import Posting, ServiceFace
from hardware.bench import Bench
from hardware.inputs import Post
from hardware.offscreen import Canvas, Offscreen
from hardware.pick.lights import open_digits
from hardware.pick.speaker import open_speaker, speaker_wanted
from hardware.speaker.languages import words_of
from mot_cua.checkup import Checkup, Look, nothing_found
from mot_cua.clock import boot_id, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.program import Inbox, run

if TYPE_CHECKING:
    from hardware.window import Window


def run_board(house: House, name: str, look: Look = nothing_found) -> None:
    """Run one hall board of the office until it is told to stop; `look` checks its computer up.

    Raises:
        SettingsError: the office file has no board of this name.
    """
    mine = _board_settings(house, name)
    if mine.counter is not None:
        _run_counter(house, mine, CounterNo(mine.counter), Checkup(look))
        return
    clock, inbox, checkup = clock_from_environment(), Inbox(), Checkup(look)
    bench = Bench(house.bench(name))
    speaker = open_speaker(
        speaker_wanted(mine.speaker, house.data),
        office=words_of(house.settings),
        region=house.settings.office.voice,
        post=inbox.post,
        bench=bench,
    )
    board = Board(
        device=DeviceId(name),
        agency=house.settings.office.agency,
        office=house.settings.office.name,
        faces=faces_of(house),
        timetable=house.timetable,
        postings=postings_of(house),
        bus=house.bus(DeviceId(name)),
        clock=clock,
        boot=boot_id(),
        screen=_screen(mine, bench, inbox.post),
        speaker=speaker,
        languages=mine.speaker.languages,
        post=inbox.post,
        findings=checkup,
    )
    try:
        stop = threading.Event()
        with checkup:
            run(board, inbox, clock=clock, stop=stop, is_healthy=lambda: speaker.is_alive)
    finally:
        bench.close()


def _run_counter(house: House, mine: BoardSettings, counter: CounterNo, checkup: Checkup) -> None:
    clock, inbox = clock_from_environment(), Inbox()
    bench = Bench(house.bench(mine.id))  # digits show nothing there, but it says that they run
    is_digits = mine.kind == "segments"

    def face() -> Face:
        if is_digits:
            return DigitsFace(open_digits(mine.path))
        return _sign(house, mine, counter, bench, inbox.post)

    board = CounterBoard(
        device=DeviceId(mine.id),
        counter=counter,
        open_face=face,
        part="digits" if is_digits else "screen",
        bus=house.bus(DeviceId(mine.id)),
        clock=clock,
        boot=boot_id(),
        post=inbox.post,
        findings=checkup,
    )
    try:
        with checkup:
            run(board, inbox, clock=clock, stop=threading.Event())
    finally:
        bench.close()


def _sign(
    house: House, mine: BoardSettings, counter: CounterNo, bench: Bench, post: Post
) -> ScreenFace:
    from display.sign_screen import SignScreen  # noqa: PLC0415

    named = next(one for one in house.settings.counter if one.number == counter)
    faces, canvas = faces_of(house), SignScreen(mine.width, mine.height)
    return ScreenFace(
        _shown_on(canvas, mine, bench, post),
        lambda state: sign_view(
            counter, named.name, services=named.services, faces=faces, state=state
        ),
    )


def faces_of(house: House) -> dict[str, ServiceFace]:
    """Say how each service is presented."""
    return {
        one.code: ServiceFace(name=one.name, symbol=one.symbol, colour=one.colour)
        for one in house.settings.service
    }


def postings_of(house: House) -> Callable[[str], list[Posting]]:
    """Read the register of procedures; say which of them are posted on a day."""
    faces, procedures = faces_of(house), house.shown_procedures()
    return lambda day: [_posting(one, faces[one.service]) for one in in_force(procedures, day)]


def _posting(procedure: Procedure, face: ServiceFace) -> Posting:
    facts = (t.TIME, procedure.time), (t.FEE, procedure.fee), (t.CHARGE, procedure.charge)
    return Posting(
        name=procedure.name,
        service=face.name,
        symbol=face.symbol,
        colour=face.colour,
        facts=tuple((what, how) for what, how in facts if how),
    )


def _board_settings(house: House, name: str) -> BoardSettings:
    for one in house.settings.board:
        if one.id == name:
            return one
    known = ", ".join(one.id for one in house.settings.board)
    raise SettingsError(f"the office file has no board {name!r}; it has: {known}")


def _screen(mine: BoardSettings, bench: Bench, post: Post) -> Screen:
    from display.screen import BoardScreen  # noqa: PLC0415

    canvas = BoardScreen(
        mine.width,
        mine.height,
        panel_in=mine.panel_in,
        viewing_distance_m=mine.viewing_distance_m,
    )
    return _shown_on(canvas, mine, bench, post)


def _shown_on(canvas: Canvas, mine: BoardSettings, bench: Bench, post: Post) -> Offscreen | Window:
    from hardware.window import Window  # noqa: PLC0415

    if mine.kind == "simulated":
        return Offscreen(canvas, bench, post=post)
    return Window(canvas, is_fullscreen=True)
