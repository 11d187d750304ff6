"""What people see and touch at the kiosk."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import msgspec
import pygame
import pytest
from screen_views import (
    KIOSK_SIZES,
    LANGUAGES,
    LOOKUPS,
    MODES,
    OFFICE,
    RATINGS,
    STACKED,
    Scribe,
    kiosk_view,
    pixels,
    services,
)

from hardware.colours import contrast
from kiosk.screen import KioskScreen
from kiosk.texts import TEXTS
from kiosk.view import KioskView, Language, Mode

TEN_INCHES_MM = 254

SCENES: dict[str, KioskView] = {mode: kiosk_view(mode) for mode in MODES} | {
    "english": kiosk_view(
        "choose",
        language="en",
        services=tuple(
            msgspec.structs.replace(button, name=one.name_en or one.name)
            for button, one in zip(services(), OFFICE.service, strict=True)
        ),
    ),
    "priority": kiosk_view("choose", is_priority=True, is_sample=True),
    "away": kiosk_view(
        "choose",
        is_connected=False,
        is_sample=True,
        printer="paper_end",
        services=services(waiting=None, is_staffed=None),
    ),
    "stacked": kiosk_view("choose", services=services(name=STACKED), office=STACKED),
    "stacked-number": kiosk_view("take", service=STACKED, label="A1012345", is_sample=True),
    "first": kiosk_view("take", ahead=0),
    "unknown-queue": kiosk_view("take", ahead=None, counters=(1, 2, 3, 4, 5, 6, 12)),
    "no-counter": kiosk_view("take", ahead=120, counters=()),
    "no-code": kiosk_view("remember", qr=""),
    "forecast": kiosk_view("choose", services=services(forecast="khoảng 09:30–10:05")),
    "paper-is-back": kiosk_view("remember", can_reprint=True),
    **{f"lookup-{name}": kiosk_view("lookup", lookup=one) for name, one in LOOKUPS.items()},
    **{f"rating-{name}": kiosk_view("rating", rating=one) for name, one in RATINGS.items()},
    "may-rate": kiosk_view("choose", has_rating=True),
    "welcome": kiosk_view("idle", posting=None),
    "second": kiosk_view("choose", is_second=True),
    "full": kiosk_view("choose", services=services(is_full=True, is_staffed=False, reaches=False)),
    "may-not-reach": kiosk_view("choose", services=services(reaches=False)),
    "aids-on": kiosk_view("aids", is_stark=True, is_low=True, can_speak=True),
    "take-and-listen": kiosk_view("take", can_speak=True),
    "no-clock": kiosk_view("choose", clock="", date="", notices=()),
    "one-service": kiosk_view("choose", services=services()[:1]),
    "twelve-services": kiosk_view("choose", services=services() * 2),
}

SCENES |= {
    f"{how}-{name}": msgspec.structs.replace(view, **{f"is_{how}": True})
    for how in ("stark", "low")
    for name, view in SCENES.items()
    if name in MODES or name.startswith(("lookup", "rating"))
}


@pytest.mark.parametrize("size", KIOSK_SIZES)
@pytest.mark.parametrize("name", SCENES)
def test_no_line_is_clipped_or_touches_another_or_is_hard_to_read(
    name: str, size: tuple[int, int], scribe: Scribe
) -> None:
    screen = KioskScreen(*size)
    screen.draw(SCENES[name])
    for line in scribe.lines:
        assert screen.surface.get_rect().contains(line.ink), line.text
        assert contrast(line.colour, line.ground) >= 7, line.text
    for one, other in combinations(scribe.lines, 2):
        assert not one.touches(other), (one.text, other.text)


@pytest.mark.parametrize("size", KIOSK_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_every_mood_is_drawn_once_at_every_size(
    mode: Mode, language: Language, size: tuple[int, int]
) -> None:
    screen = KioskScreen(*size)
    assert screen.draw(kiosk_view(mode, language=language))
    assert not screen.draw(kiosk_view(mode, language=language))
    assert screen.draw(kiosk_view(mode, language=language, clock="08:06"))


def test_the_same_view_is_the_same_picture_whatever_was_there_before() -> None:
    fresh, used = KioskScreen(1024, 600), KioskScreen(1024, 600)
    for mode in MODES:
        used.draw(kiosk_view(mode))
    used.draw(kiosk_view("choose"))
    fresh.draw(kiosk_view("choose"))
    assert pixels(fresh.surface) == pixels(used.surface)


@pytest.mark.parametrize("size", KIOSK_SIZES)
@pytest.mark.parametrize("mode", MODES)
def test_targets_are_large_apart_and_inside_the_screen(mode: Mode, size: tuple[int, int]) -> None:
    screen = KioskScreen(*size)
    screen.draw(kiosk_view(mode))
    millimetre = hypot(*size) / TEN_INCHES_MM
    rects = [rect for rect, _ in screen.targets]
    for number, rect in enumerate(rects):
        assert screen.surface.get_rect().contains(rect)
        assert rect.width >= 34 * millimetre
        assert rect.height >= 15 * millimetre
        assert rect.collidelist(rects[number + 1 :]) == -1


LOW = [name for name in SCENES if name.startswith("low-") and name != "low-idle"]


@pytest.mark.parametrize("size", KIOSK_SIZES)
@pytest.mark.parametrize("name", LOW)
def test_from_a_wheelchair_all_that_can_be_touched_is_in_the_lower_half(
    name: str, size: tuple[int, int]
) -> None:
    screen = KioskScreen(*size)
    screen.draw(SCENES[name])
    assert all(rect.top >= size[1] // 2 for rect, _ in screen.targets)
    millimetre = hypot(*size) / TEN_INCHES_MM
    letters = [rect for rect, target in screen.targets if target.startswith("letter:")]
    others = [rect for rect, target in screen.targets if not target.startswith("letter:")]
    assert all(rect.width >= 10 * millimetre for rect in letters)
    assert all(rect.height >= 9 * millimetre for rect, _ in screen.targets)
    assert all(rect.width >= 30 * millimetre for rect in others)


def test_the_highest_contrast_is_black_on_white_and_changes_the_picture(scribe: Scribe) -> None:
    KioskScreen(1024, 600).draw(SCENES["stark-choose"])
    below_the_head = [line for line in scribe.lines if line.ink.top > 90]
    assert all(contrast(line.colour, line.ground) > 20 for line in below_the_head)


def test_a_service_without_numbers_says_so_before_anything_else_of_it(scribe: Scribe) -> None:
    KioskScreen(1024, 600).draw(SCENES["full"])
    assert scribe.says("Hôm nay đã hết số")
    assert not scribe.says("Chưa có quầy mở")
    assert not scribe.says("Hôm nay có thể không kịp")


def test_a_service_that_the_day_may_not_reach_says_so_before_anybody_presses(
    scribe: Scribe,
) -> None:
    KioskScreen(1024, 600).draw(SCENES["may-not-reach"])
    assert scribe.says("Hôm nay có thể không kịp")


@pytest.mark.parametrize("size", KIOSK_SIZES)
def test_a_service_is_a_hand_wide(size: tuple[int, int]) -> None:
    screen = KioskScreen(*size)
    screen.draw(kiosk_view("choose"))
    millimetre = hypot(*size) / TEN_INCHES_MM
    cards = [rect for rect, name in screen.targets if name.startswith("service:")]
    assert len(cards) == 6
    assert all(rect.width >= 100 * millimetre for rect in cards)
    assert all(rect.height >= 21 * millimetre for rect in cards)


def test_a_touch_means_what_it_shows() -> None:
    screen = KioskScreen(1024, 600)
    screen.draw(kiosk_view("choose"))
    named = {name: rect.center for rect, name in screen.targets}
    codes = {f"service:{one.code}" for one in OFFICE.service}
    assert set(named) == codes | {"priority", "language", "lookup", "aids"}
    assert all(screen.target_at(*place) == name for name, place in named.items())
    assert screen.target_at(2, 2) == "staff"
    assert screen.target_at(screen.surface.get_width() // 2, 2) is None


@pytest.mark.parametrize("size", KIOSK_SIZES)
def test_each_mood_has_its_own_touches(size: tuple[int, int]) -> None:
    screen = KioskScreen(*size)
    for mode, touches in {
        "printing": set(),
        "take": set(),
        "scanned": {"second"},
        "remember": {"remembered"},
        "ask": {"got-it", "reprint"},
        "closed": {"language"},
        "trouble": {"language"},
        "idle": {"wake"},
        "aids": {"stark", "low", "back"},
        "still-there": {"still-here", "home"},
    }.items():
        screen.draw(kiosk_view(mode))  # type: ignore[arg-type]
        assert {name for _, name in screen.targets} == touches
    screen.draw(SCENES["paper-is-back"])
    assert {name for _, name in screen.targets} == {"reprint", "remembered"}


def test_a_service_name_of_sixty_letters_stays_whole_on_its_button(scribe: Scribe) -> None:
    assert len(STACKED) == 60
    for size in KIOSK_SIZES:
        scribe.lines.clear()
        screen = KioskScreen(*size)
        screen.draw(kiosk_view("choose", services=services(name=STACKED)))
        for rect, name in screen.targets:
            if name.startswith("service:"):
                inside = [line for line in scribe.lines if rect.colliderect(line.ink)]
                assert all(rect.contains(line.ink) for line in inside)
                assert STACKED in " ".join(line.text for line in inside)


def test_all_names_have_one_size_that_can_be_read_from_a_step_away(scribe: Scribe) -> None:
    KioskScreen(1024, 600).draw(kiosk_view("choose"))
    names = {line.size for line in scribe.lines if line.text in [s.name for s in OFFICE.service]}
    assert len(names) == 1
    assert names.pop() >= 24


def test_a_card_says_how_many_wait_and_where_or_that_nobody_serves_it(scribe: Scribe) -> None:
    screen = KioskScreen(1024, 600)
    screen.draw(kiosk_view("choose"))
    for words in ("Không phải chờ", "1 người chờ", "Quầy 1, 2", "Chưa có quầy mở"):
        assert scribe.says(words)
    assert not scribe.says("4 người chờ")
    scribe.lines.clear()
    screen.draw(SCENES["away"])
    assert not scribe.says("người chờ")
    assert scribe.says("Quầy 1, 2")


def test_the_number_is_at_least_twelve_millimetres_high(scribe: Scribe) -> None:
    for mode in ("printing", "take", "remember", "ask", "scanned"):
        scribe.lines.clear()
        KioskScreen(1024, 600).draw(kiosk_view(mode))  # type: ignore[arg-type]
        [number] = [line for line in scribe.lines if line.text == "1012"]
        assert number.ink.height >= 12 * 4.6


def test_the_person_hears_of_the_wait_in_words(scribe: Scribe) -> None:
    KioskScreen(1024, 600).draw(kiosk_view("take"))
    assert scribe.says("Vui lòng nhận phiếu và chờ gọi số")
    assert {"Phía trước còn", "3", "người"} <= {line.text for line in scribe.lines}
    scribe.lines.clear()
    KioskScreen(1024, 600).draw(kiosk_view("take", ahead=0))
    assert scribe.says("Không có ai chờ trước")


def test_the_question_names_the_number(scribe: Scribe) -> None:
    KioskScreen(1024, 600).draw(kiosk_view("ask"))
    assert scribe.says("Phiếu số 1012 đã ra chưa?")


def test_priority_is_said_in_words_not_by_colour_alone(scribe: Scribe) -> None:
    screen = KioskScreen(1024, 600)
    screen.draw(kiosk_view("choose"))
    assert scribe.says("Tôi thuộc diện ưu tiên")
    screen.draw(kiosk_view("choose", is_priority=True))
    assert scribe.says("Đã chọn: diện ưu tiên")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_connected": False}, "Đang kết nối lại – số vẫn được cấp như thường"),
        ({"printer": "paper_end"}, "Máy in hết giấy – số hiện trên màn hình"),
        ({"printer": "near_end"}, "Giấy in sắp hết"),
        ({"printer": "cover_open"}, "Máy in đang gặp sự cố – số hiện trên màn hình"),
        ({"is_sample": True}, "DỮ LIỆU MẪU"),
    ],
)
def test_the_strip_says_what_is_the_matter(
    changes: dict[str, object], words: str, scribe: Scribe
) -> None:
    for mode in MODES:
        scribe.lines.clear()
        KioskScreen(1024, 600).draw(kiosk_view(mode, **changes))
        assert scribe.says(words)


def test_each_minute_has_its_notice(scribe: Scribe) -> None:
    said = set()
    for minute in range(6):
        scribe.lines.clear()
        KioskScreen(1024, 600).draw(kiosk_view("idle", clock=f"08:0{minute}"))
        said |= {notice for notice in OFFICE.office.notices if scribe.says(notice)}
    assert said == set(OFFICE.office.notices)


def test_every_text_is_there_in_both_languages_with_the_same_fields() -> None:
    assert TEXTS["vi"].keys() == TEXTS["en"].keys()
    for key, words in TEXTS["vi"].items():
        assert words
        assert TEXTS["en"][key]
        assert words.count("{") == TEXTS["en"][key].count("{")


def test_the_display_is_left_alone() -> None:
    """The picture is made without a window; whoever has one shows it."""
    was_there = pygame.display.get_init()
    KioskScreen().draw(kiosk_view("choose"))
    assert pygame.display.get_init() == was_there


def test_the_emblems_corner_is_for_staff_and_shows_nothing_of_it() -> None:
    screen = KioskScreen(1024, 600)
    screen.draw(kiosk_view("choose"))
    assert screen.target_at(20, 20) == "staff"
    assert "staff" not in {name for _, name in screen.targets}
    assert screen.target_at(400, 20) is None
