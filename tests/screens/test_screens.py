"""What people see: nothing clipped, nothing small or by colour alone, no letter missing."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pygame
import pytest
from PIL import ImageFont

from config.house import SAMPLE_OFFICE
from config.reader import read_office
from display.screen import BoardScreen
from display.view import BoardCall, BoardView, ServiceLine
from hardware.canvas import fitting, font, line_height, rendered, wrapped, write
from hardware.colours import PAIRS, WHITE, colour_of, contrast
from hardware.face import font_path
from kiosk.screen import KioskScreen
from kiosk.texts import TEXTS
from kiosk.view import KioskView, Mode, ServiceButton

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
OFFICE = read_office(SAMPLE_OFFICE)
MODES: tuple[Mode, ...] = (
    "choose", "printing", "take", "remember", "ask", "scanned", "closed", "trouble",
)  # fmt: skip
SIZES = [(1024, 600), (1280, 800), (600, 1024)]
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = sorted(
    {unicodedata.normalize("NFC", v + t) for v in VOWELS + VOWELS.upper() for t in TONES}
    | {"đ", "Đ"}
)


def services(**changes: object) -> tuple[ServiceButton, ...]:
    return tuple(
        msgspec.structs.replace(
            ServiceButton(
                code=one.code,
                name=one.name,
                symbol=one.symbol,
                colour=one.colour,
                counters=(1,),
                waiting=number,
                is_staffed=number != 4,
            ),
            **changes,
        )
        for number, one in enumerate(OFFICE.service)
    )


def kiosk_view(mode: Mode, **changes: object) -> KioskView:
    view = KioskView(
        mode=mode,
        language="vi",
        agency=OFFICE.office.agency,
        office=OFFICE.office.name,
        clock="08:05",
        date="Thứ Bảy, 21/11/2026",
        services=services(),
        label="1012",
        service=OFFICE.service[0].name,
        symbol="family",
        colour=OFFICE.service[0].colour,
        counters=(1, 2),
        ahead=3,
        qr="https://example.vn/t/0123456789abcdef",
        text="Kiosk cấp số lại từ 07:00, Thứ Hai 23/11/2026.",
    )
    return msgspec.structs.replace(view, **changes)


def board_view(**changes: object) -> BoardView:
    calls = tuple(
        BoardCall(
            label=f"{n}012",
            counter=n,
            service=OFFICE.service[n - 1].name,
            colour=OFFICE.service[n - 1].colour,
            mark="Ưu tiên" if n == 2 else "",
            times=1,
            is_serving=n > 2,
            is_fresh=n == 1,
        )
        for n in range(1, 6)
    )
    view = BoardView(
        agency=OFFICE.office.agency,
        office=OFFICE.office.name,
        clock="08:05",
        date="Thứ Bảy, 21/11/2026",
        is_connected=True,
        is_open=True,
        is_sample=False,
        featured=calls[0],
        calls=calls[1:],
        services=tuple(
            ServiceLine(
                name=one.name, symbol=one.symbol, colour=one.colour, waiting=n, counters=(1,)
            )
            for n, one in enumerate(OFFICE.service)
        ),
        headline="Hài lòng: 100% – trong đó Rất hài lòng: 75,5%",
        response="49/58 lượt phục vụ có đánh giá (84,5%)",
        notices=("Phiếu chỉ có giá trị trong ngày.",),
    )
    return msgspec.structs.replace(view, **changes)


def pixels(surface: pygame.Surface, rect: pygame.Rect | None = None) -> bytes:
    return pygame.image.tobytes(surface.subsurface(rect) if rect else surface, "RGB")


def test_there_are_134_vietnamese_letters_and_the_house_face_draws_each_differently() -> None:
    marked = [letter for letter in LETTERS if not letter.isascii()]
    assert len(marked) == 134
    face = font(48, "bold")
    missing = pygame.image.tobytes(face.render("\U0010fffd", True, WHITE), "RGBA")
    drawn = {
        letter: pygame.image.tobytes(face.render(letter, True, WHITE), "RGBA") for letter in LETTERS
    }
    assert missing not in drawn.values()
    assert len(set(drawn.values())) == len(LETTERS)


@pytest.mark.parametrize("weight", ["medium", "semibold", "bold", "extrabold"])
def test_stacked_letters_are_whole_and_stand_on_the_same_line(weight: str) -> None:
    """Their ink is as high as another renderer says, and the letters beside them do not move."""
    face = ImageFont.truetype(str(font_path(weight)), 60)  # type: ignore[arg-type]
    for text in ("ẪỘẶỲ", "ậộựỵ", "Ẫ"):
        ink = rendered(text, 60, weight, WHITE).get_bounding_rect()  # type: ignore[arg-type]
        left, top, right, bottom = face.getbbox(text)
        assert abs(ink.height - (bottom - top)) <= 1
        assert abs(ink.width - (right - left)) <= 6

    def feet(text: str) -> int:
        surface = pygame.Surface((400, 200), pygame.SRCALPHA)
        write(surface, text, (10, 60), size=60, colour=WHITE, weight=weight)  # type: ignore[arg-type]
        return surface.subsurface((12, 0, 30, 200)).get_bounding_rect().bottom

    assert feet("HA") == feet("HẪ")


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_stands_out_from_its_ground(text: object, ground: object) -> None:
    assert contrast(text, ground) >= 7  # type: ignore[arg-type]


def test_white_icons_stand_out_on_every_service_colour() -> None:
    assert all(contrast(WHITE, colour_of(one.colour)) >= 7 for one in OFFICE.service)


def test_a_line_is_wrapped_and_never_cut_off() -> None:
    text = "Lao động – Thương binh – Xã hội và Người có công với cách mạng"
    lines = wrapped(text, 30, "bold", 200)
    assert " ".join(lines) == text
    assert all(font(30, "bold").size(line)[0] <= 200 for line in lines)
    long = "W" * 60
    assert "".join(wrapped(long, 30, "bold", 200)) == long


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("mode", MODES)
def test_every_mood_is_drawn_at_every_size(
    mode: Mode, language: str, size: tuple[int, int]
) -> None:
    screen = KioskScreen(*size)
    assert screen.draw(kiosk_view(mode, language=language))
    assert not screen.draw(kiosk_view(mode, language=language))
    assert len(set(pixels(screen.surface))) > 10


@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_apart_and_inside_the_screen(size: tuple[int, int]) -> None:
    """At 4.6 pixels a millimetre, 1024 x 600 on ten inches; the shorter side scales it."""
    screen = KioskScreen(*size)
    screen.draw(kiosk_view("choose"))
    area = screen.surface.get_rect()
    rects = [rect for rect, _ in screen.targets]
    services_of = [r for r, name in screen.targets if name.startswith("service:")]
    millimetre = min(size) / 130
    assert len(services_of) == 6
    for rect in services_of:
        assert rect.height >= 22 * millimetre
        assert rect.width >= 55 * millimetre
    for number, rect in enumerate(rects):
        assert area.contains(rect)
        assert rect.collidelist(rects[number + 1 :]) == -1


def test_a_touch_means_what_it_shows() -> None:
    screen = KioskScreen(1024, 600)
    screen.draw(kiosk_view("choose"))
    named = {name: rect.center for rect, name in screen.targets}
    assert set(named) == {f"service:{one.code}" for one in OFFICE.service} | {
        "priority",
        "language",
    }
    assert all(screen.target_at(*place) == name for name, place in named.items())
    assert screen.target_at(2, 2) is None
    screen.draw(kiosk_view("ask"))
    assert {name for _, name in screen.targets} == {"got-it", "reprint"}
    screen.draw(kiosk_view("remember"))
    assert {name for _, name in screen.targets} == {"remembered"}


def test_a_service_name_of_sixty_letters_stays_on_its_button() -> None:
    screen = KioskScreen(1024, 600)
    name = "Nghiên cứu Ẫm thực Ộng Ặc và Hướng dẫn thủ tục liên thông xã"
    assert len(name) == 60
    screen.draw(kiosk_view("choose", services=services(name=name)))
    [rect] = [r for r, n in screen.targets if n == "service:HT"]
    size, lines = fitting(name, (26, 13), "bold", (rect.width - 140, rect.height - 50))
    assert " ".join(lines) == name
    assert len(lines) * line_height(size) <= rect.height - 50


def test_every_text_is_there_in_both_languages() -> None:
    assert TEXTS["vi"].keys() == TEXTS["en"].keys()
    assert all(text for words in TEXTS.values() for text in words.values())


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1080, 1920)])
def test_the_board_draws_only_what_changed(size: tuple[int, int]) -> None:
    screen = BoardScreen(*size)
    assert len(screen.draw(board_view())) == 9
    assert screen.draw(board_view()) == []
    before = pixels(screen.surface)
    view = board_view()
    changed = (msgspec.structs.replace(view.calls[0], label="7777"), *view.calls[1:])
    [dirty] = screen.draw(board_view(calls=changed))
    outside = screen.surface.copy()
    outside.fill((0, 0, 0), dirty)
    screen.draw(view)
    assert pixels(screen.surface) == before
    again = screen.surface.copy()
    again.fill((0, 0, 0), dirty)
    assert pixels(outside) == pixels(again)


def test_the_called_number_is_large_enough_for_the_hall() -> None:
    """Ten millimetres for each three metres: at eight metres on a 43 inch panel."""
    screen = BoardScreen(1920, 1080, viewing_distance_m=8)
    assert screen.least_text * 0.5 >= 8 * 10 / 3.5


def test_a_board_without_a_connection_shows_no_number() -> None:
    connected, away = BoardScreen(1280, 720), BoardScreen(1280, 720)
    connected.draw(board_view())
    away.draw(board_view(is_connected=False, featured=None, calls=(), services=(), headline=""))
    nothing = BoardScreen(1280, 720)
    nothing.draw(board_view(is_connected=False, featured=None, calls=(), services=(), headline=""))
    assert pixels(away.surface) == pixels(nothing.surface)
    assert pixels(away.surface) != pixels(connected.surface)


def drawn(name: str) -> pygame.Surface:
    if name.startswith("board"):
        board = BoardScreen(1280, 720)
        board.draw(board_view())
        return board.surface
    kiosk = KioskScreen(1024, 600)
    kiosk.draw(kiosk_view(name.removeprefix("kiosk-")))  # type: ignore[arg-type]
    return kiosk.surface


@pytest.mark.parametrize("name", ["kiosk-choose", "kiosk-take", "kiosk-remember", "board"])
def test_the_pictures_are_as_they_were_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    surface, path = drawn(name), GOLDEN / f"{name}.png"
    if request.config.getoption("--regold"):
        pygame.image.save(surface, str(path))
    golden = pygame.image.load(str(path))
    assert golden.get_size() == surface.get_size()
    ours, theirs = pixels(surface), pixels(golden)
    # Other builds of FreeType smooth edges a little differently; layout does not differ.
    far = sum(abs(a - b) > 96 for a, b in zip(ours, theirs, strict=True))
    assert far <= len(ours) * 0.002
