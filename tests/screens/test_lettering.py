"""Letters, lines and colours: nothing missing, nothing clipped, nothing hard to read."""

from __future__ import annotations

import pygame
import pytest
from PIL import ImageFont
from screen_views import LETTERS, OFFICE, STACKED

from config.fields import Symbol
from hardware.canvas import panel
from hardware.colours import PAIRS, WHITE, Colour, colour_of, contrast
from hardware.face import Weight, font_path
from hardware.icons import SYMBOLS, icon
from hardware.lettering import (
    FALL,
    RISE,
    Type,
    fitting,
    font,
    height_of,
    numeral,
    width_of,
    wrapped,
    write,
)

WEIGHTS: tuple[Weight, ...] = ("medium", "semibold", "bold", "extrabold")
SERVICE = "Lao động – Văn hóa – Xã hội, Người có công"


def ink_of(text: str, kind: Type) -> pygame.Rect:
    """Return where the ink is, on a sheet whose baseline is at (100, 200)."""
    surface = pygame.Surface((600, 400), pygame.SRCALPHA)
    write(surface, text, (100, 200), kind, WHITE)
    return surface.get_bounding_rect()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_house_face_draws_each_of_the_134_letters_differently(weight: Weight) -> None:
    assert len([letter for letter in LETTERS if not letter.isascii()]) == 134
    face = font(Type(48, weight))
    missing = pygame.image.tobytes(face.render("\U0010fffd", True, WHITE), "RGBA")
    drawn = {
        letter: pygame.image.tobytes(face.render(letter, True, WHITE), "RGBA") for letter in LETTERS
    }
    assert missing not in drawn.values()
    assert len(set(drawn.values())) == len(LETTERS)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_stacked_letters_are_whole(weight: Weight) -> None:
    """Their ink is as high as another renderer says."""
    face = ImageFont.truetype(str(font_path(weight)), 60)
    for text in ("ẪỘẶỲ", "ậộựỵ", "Ẫ"):
        ink = ink_of(text, Type(60, weight))
        left, top, right, bottom = face.getbbox(text)
        assert abs(ink.height - (bottom - top)) <= 1
        assert abs(ink.width - (right - left)) <= 6


@pytest.mark.parametrize("weight", WEIGHTS)
def test_letters_stand_on_the_baseline_whatever_stands_above_them(weight: Weight) -> None:
    for text in ("H", "HẪ", "HẪỘẶ", "Hn"):
        ink = ink_of(text, Type(60, weight))
        stem = pygame.Surface((600, 400), pygame.SRCALPHA)
        write(stem, text, (100, 200), Type(60, weight), WHITE)
        foot = stem.subsurface((100, 0, 20, 400)).get_bounding_rect().bottom
        assert abs(foot - 200) <= 1
        assert ink.height <= height_of(1, Type(60, weight)) + 1


def test_no_letter_reaches_further_than_a_line_has_room_for() -> None:
    kind = Type(100, "extrabold")
    for letter in (*LETTERS, *"gjpqyQ/–,;()"):
        ink = ink_of(letter, kind)
        assert 200 - ink.top <= 100 * RISE
        assert ink.bottom - 200 <= 100 * FALL


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_stands_out_from_its_ground(text: Colour, ground: Colour) -> None:
    assert contrast(text, ground) >= 7


def test_white_icons_stand_out_on_every_service_colour() -> None:
    assert all(contrast(WHITE, colour_of(one.colour)) >= 7 for one in OFFICE.service)


def test_a_line_is_wrapped_and_never_cut_off() -> None:
    kind = Type(30, "bold")
    for text in (SERVICE, STACKED, "W" * 60, "một " * 40 + "W" * 40):
        lines = wrapped(text, kind, 200)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width_of(line, kind) <= 200 for line in lines)


def test_a_line_breaks_at_a_dash_or_a_comma_and_never_begins_with_one() -> None:
    assert wrapped(SERVICE, Type(30, "bold"), 360) == (
        "Lao động – Văn hóa –",
        "Xã hội, Người có công",
    )


def test_a_phrase_is_spared_by_a_slightly_smaller_type() -> None:
    name = "Đất đai – Nông nghiệp – Môi trường"
    largest = Type(31)
    room = width_of("Đất đai – Nông nghiệp –", Type(29)), 100
    assert wrapped(name, largest, room[0]) == ("Đất đai – Nông", "nghiệp – Môi trường")
    kind, lines = fitting(name, largest, room)
    assert kind.size == 29
    assert lines == ("Đất đai – Nông nghiệp –", "Môi trường")


def test_words_joined_by_a_no_break_space_stay_together() -> None:
    kind = Type(30)
    width = width_of("Tiếng", kind) + 10
    assert wrapped("Tiếng\u00a0Việt", kind, 10 * width) == ("Tiếng\u00a0Việt",)
    fit, lines = fitting("Tiếng\u00a0Việt", kind, (width, 200))
    assert (len(lines), fit.size < 30) == (1, True)


def test_a_new_line_in_a_text_is_a_new_line_on_the_screen() -> None:
    assert wrapped("Ưu tiên\nĐang phục vụ", Type(20), 900) == ("Ưu tiên", "Đang phục vụ")


def test_a_text_fits_its_box_in_the_largest_type_that_does() -> None:
    for box in ((300, 40), (120, 90), (60, 400)):
        kind, lines = fitting(STACKED, Type(60, "bold"), box)
        assert height_of(len(lines), kind) <= box[1]
        assert all(width_of(line, kind) <= box[0] for line in lines)


def test_numbers_fill_their_box() -> None:
    for label in ("1", "1012", "A012", "99999999"):
        kind = numeral(label, "extrabold", (300, 120))
        assert width_of(label, kind) <= 301
        assert kind.cap <= 120
        assert max(width_of(label, kind) / 300, kind.cap / 120) > 0.96


def test_there_is_an_icon_for_every_symbol_of_the_office_file() -> None:
    assert set(SYMBOLS) == set(Symbol.__args__)  # type: ignore[attr-defined]
    drawn = set()
    for name in SYMBOLS:
        surface = pygame.Surface((60, 60))
        icon(surface, name, surface.get_rect(), WHITE)
        drawn.add(pygame.image.tobytes(surface, "RGB"))
    assert len(drawn) == len(SYMBOLS)


def test_a_panel_fills_its_rectangle_with_smooth_corners_and_no_more() -> None:
    surface = pygame.Surface((100, 80))
    panel(surface, pygame.Rect(10, 10, 80, 60), WHITE, radius=20, squared="right")
    assert surface.get_at((50, 40))[:3] == WHITE
    assert surface.get_at((10, 10))[:3] == (0, 0, 0)
    assert surface.get_at((89, 10))[:3] == WHITE
    assert surface.get_at((90, 40))[:3] == (0, 0, 0)
    edge = {surface.get_at((x, y))[0] for x in range(10, 30) for y in range(10, 30)}
    assert len(edge) > 8
