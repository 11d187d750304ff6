"""The screen above one counter."""

from __future__ import annotations

from itertools import combinations

import pytest
from screen_views import OFFICE, SIGN_SCENES, Scribe, pixels

from display.sign_screen import SignScreen
from hardware.colours import GOLD, contrast

SIZES = [(800, 480), (1024, 600), (1920, 1080), (600, 1024)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SIGN_SCENES)
def test_no_line_is_clipped_or_touches_another_or_is_hard_to_read(
    name: str, size: tuple[int, int], scribe: Scribe
) -> None:
    screen = SignScreen(*size)
    assert screen.draw(SIGN_SCENES[name])
    for line in scribe.lines:
        assert screen.surface.get_rect().contains(line.ink), line.text
        assert contrast(line.colour, line.ground) >= 7, line.text
    for one, other in combinations(scribe.lines, 2):
        assert not one.touches(other), (one.text, other.text)


def test_the_number_is_as_large_as_the_screen_allows_and_golden_while_it_is_awaited(
    scribe: Scribe,
) -> None:
    screen = SignScreen(1024, 600)
    screen.draw(SIGN_SCENES["called"])
    [number] = [line for line in scribe.lines if line.text == "1012"]
    assert number.ink.height >= 600 * 0.3
    assert number.ground == GOLD
    assert scribe.says("Mời vào quầy")
    scribe.lines.clear()
    screen.draw(SIGN_SCENES["serving"])
    assert scribe.says("Đang phục vụ")
    assert all(line.ground != GOLD for line in scribe.lines)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("recalled", "Mời vào quầy · Chuyển quầy · Gọi lần 3"),
        ("free", "Vui lòng chờ gọi số"),
        ("paused", "Quầy tạm dừng Lấy dấu tại văn phòng"),
        ("closed", "Quầy chưa mở"),
        ("away", "Đang kết nối…"),
    ],
)
def test_every_mood_says_what_it_is_in_words(name: str, words: str, scribe: Scribe) -> None:
    SignScreen(1024, 600).draw(SIGN_SCENES[name])
    assert words in " ".join(scribe.text.replace("\u00a0", " ").split())


def test_without_the_server_no_number_is_shown(scribe: Scribe) -> None:
    screen = SignScreen(1024, 600)
    screen.draw(SIGN_SCENES["called"])
    scribe.lines.clear()
    screen.draw(SIGN_SCENES["away"])
    assert not scribe.says("1012")


def test_the_sign_of_the_service_is_that_of_its_button_and_its_ticket() -> None:
    assert [(one.symbol, one.colour) for one in SIGN_SCENES["called"].faces] == [
        (OFFICE.service[0].symbol, OFFICE.service[0].colour)
    ]
    assert len(SIGN_SCENES["free"].faces) == len(OFFICE.counter[0].services)


def test_the_same_view_is_the_same_picture_whatever_was_there_before() -> None:
    fresh, used = SignScreen(1024, 600), SignScreen(1024, 600)
    for view in SIGN_SCENES.values():
        used.draw(view)
    used.draw(SIGN_SCENES["called"])
    fresh.draw(SIGN_SCENES["called"])
    assert not fresh.draw(SIGN_SCENES["called"])
    assert pixels(fresh.surface) == pixels(used.surface)
