"""What the hall sees."""

from __future__ import annotations

import re
from itertools import combinations

import msgspec
import pygame
import pytest
from screen_views import (
    BOARD_SIZES,
    OFFICE,
    POSTING,
    STACKED,
    Scribe,
    board_away,
    board_view,
    pixels,
)

from display.pauses import Pause
from display.screen import BoardScreen
from display.view import BoardView
from hardware.colours import GOLD, contrast

replace = msgspec.structs.replace
VIEW = board_view()
FEATURED = VIEW.featured
assert FEATURED is not None
SCENES: dict[str, BoardView] = {
    "fresh": VIEW,
    "calm": board_view(
        featured=replace(FEATURED, is_fresh=False, times=2, mark="Ưu tiên"), is_sample=True
    ),
    "two-fresh": board_view(calls=(replace(VIEW.calls[0], is_fresh=True), *VIEW.calls[1:])),
    "away": board_away(is_sample=True),
    "closed": board_view(is_open=False, featured=None, calls=()),
    "first-minute": board_view(featured=None, calls=(), headline="Chưa có đánh giá"),
    "break": board_view(featured=None, pause=Pause("break", "13:30")),
    "before": board_view(featured=None, calls=(), pause=Pause("before", "07:30")),
    "quiet": board_view(featured=None, posting=POSTING),
    "quiet-stacked": board_view(
        featured=None,
        posting=replace(
            POSTING, name=f"{STACKED} – {STACKED}", service=STACKED, facts=(("Phí", STACKED),) * 3
        ),
    ),
    "stacked": board_view(
        office=STACKED,
        featured=replace(
            FEATURED, label="A1012345", counter=112, service=STACKED, mark="Chuyển quầy", times=3
        ),
        services=tuple(replace(one, name=STACKED, waiting=88) for one in VIEW.services),
        notices=(f"{STACKED}. " * 3,),
    ),
}


@pytest.mark.parametrize("size", BOARD_SIZES)
@pytest.mark.parametrize("name", SCENES)
def test_no_line_is_clipped_or_touches_another_or_is_hard_to_read(
    name: str, size: tuple[int, int], scribe: Scribe
) -> None:
    BoardScreen(*size).draw(SCENES[name])
    for line in scribe.lines:
        assert line.clip.contains(line.ink), line.text
        assert contrast(line.colour, line.ground) >= 7, line.text
    for one, other in combinations(scribe.lines, 2):
        assert not one.touches(other), (one.text, other.text)


@pytest.mark.parametrize("size", BOARD_SIZES)
def test_only_what_changed_is_drawn_again(size: tuple[int, int]) -> None:
    screen = BoardScreen(*size)
    assert len(screen.draw(VIEW)) == 6 + screen.rows
    assert screen.draw(VIEW) == []
    before = pixels(screen.surface)
    changed = (replace(VIEW.calls[0], label="7777"), *VIEW.calls[1:])
    [dirty] = screen.draw(board_view(calls=changed))
    outside = screen.surface.copy()
    outside.fill((0, 0, 0), dirty)
    screen.draw(VIEW)
    assert pixels(screen.surface) == before
    again = screen.surface.copy()
    again.fill((0, 0, 0), dirty)
    assert pixels(outside) == pixels(again)


def test_a_new_minute_draws_the_head_and_the_next_notice() -> None:
    screen = BoardScreen(1280, 720)
    screen.draw(VIEW)
    areas = screen.draw(board_view(clock="08:06"))
    assert [area.top == 0 for area in areas] == [True, False]
    assert screen.draw(board_view(clock="08:06", notices=VIEW.notices)) == []


@pytest.mark.parametrize("size", BOARD_SIZES)
def test_numbers_come_back_as_if_nothing_had_been(size: tuple[int, int]) -> None:
    fresh, used = BoardScreen(*size), BoardScreen(*size)
    fresh.draw(VIEW)
    for view in SCENES.values():
        used.draw(view)
    used.draw(VIEW)
    assert pixels(fresh.surface) == pixels(used.surface)


def test_the_called_number_is_large_enough_for_the_hall() -> None:
    """Ten millimetres for each three and a half metres, on a 43 inch panel."""
    screen = BoardScreen(1920, 1080, viewing_distance_m=8)
    assert screen.least_text * 0.5 >= 8 * 10 / 3.5


def test_every_number_to_go_by_is_as_high_as_the_hall_needs(scribe: Scribe) -> None:
    screen = BoardScreen(1920, 1080, viewing_distance_m=8)
    screen.draw(VIEW)
    numbers = [line for line in scribe.lines if re.fullmatch(r"\d{1,4}", line.text)]
    assert len(numbers) == 2 + 2 * 4 + 6
    assert all(line.ink.height >= screen.least_text - 2 for line in numbers)
    [called] = [line for line in numbers if line.text == "1012"]
    assert called.ink.height * 0.5 >= 80


def test_a_deeper_hall_has_fewer_and_larger_rows() -> None:
    near, far = BoardScreen(viewing_distance_m=6), BoardScreen(viewing_distance_m=15)
    assert near.rows > far.rows >= 2
    assert near.least_text < far.least_text


def test_a_smaller_panel_has_larger_type_for_the_same_hall() -> None:
    small, large = BoardScreen(panel_in=32), BoardScreen(panel_in=65)
    assert small.least_text > large.least_text
    assert small.least_text * 32 * 25.4 / 2203 >= 8 * 10 / 3.5


def test_a_board_without_a_connection_shows_no_number(scribe: Scribe) -> None:
    board = BoardScreen(1280, 720)
    board.draw(VIEW)
    scribe.lines.clear()
    board.draw(board_away())
    assert scribe.says("Đang kết nối…")
    assert not re.search(r"\d", scribe.text.replace("08:05", "").replace("21/11/2026", ""))
    fresh = BoardScreen(1280, 720)
    fresh.draw(board_away())
    assert pixels(fresh.surface) == pixels(board.surface)


def test_after_hours_the_board_says_so_and_keeps_the_days_figure(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["closed"])
    assert scribe.says("Ngoài giờ làm việc")
    assert scribe.says("Hài lòng: 100% – trong đó Rất hài lòng: 75,5%")


def test_before_the_first_call_the_board_welcomes(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["first-minute"])
    assert scribe.says("Kính chào quý công dân")
    assert scribe.says("Chưa có đánh giá")


def test_at_the_break_numbers_are_kept_and_it_says_when_calling_goes_on(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["break"])
    assert scribe.says("Nghỉ giữa giờ")
    assert scribe.says("Số đã lấy vẫn được giữ nguyên. Gọi tiếp từ 13:30.")
    assert scribe.says("2012")


def test_before_work_begins_the_early_ones_read_when_calling_begins(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["before"])
    assert scribe.says("Chưa đến giờ gọi số")
    assert scribe.says("Bắt đầu gọi từ 07:30")


def test_while_it_is_quiet_a_procedure_is_posted_with_its_time_and_fees(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["quiet"])
    for words in (POSTING.name, "Thời gian:", "Trong ngày làm việc", "Không thu"):
        assert scribe.says(words)


def test_who_waits_reads_for_how_long_where_that_is_known(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(VIEW)
    for words in ("dưới 5 phút", "10–25 phút", "13:30–14:05"):
        assert scribe.says(words)


def test_a_fresh_call_is_golden_and_says_so_in_words(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["two-fresh"])
    lines = {line.text: line for line in scribe.lines}
    assert lines["MỜI SỐ"].ground == GOLD
    assert lines["Mời đến quầy"].ground == GOLD
    assert lines["Đang phục vụ"].ground != GOLD


def test_why_and_how_often_a_number_was_called_is_said(scribe: Scribe) -> None:
    BoardScreen(1280, 720).draw(SCENES["calm"])
    assert scribe.says("Ưu tiên  ·  Gọi lần 2")


@pytest.mark.parametrize("size", BOARD_SIZES)
def test_sample_data_are_marked(size: tuple[int, int], scribe: Scribe) -> None:
    for name in ("calm", "away"):
        scribe.lines.clear()
        BoardScreen(*size).draw(SCENES[name])
        assert scribe.says("DỮ LIỆU MẪU")


@pytest.mark.parametrize("size", BOARD_SIZES)
def test_every_service_is_named_in_full_with_who_waits(
    size: tuple[int, int], scribe: Scribe
) -> None:
    BoardScreen(*size).draw(VIEW)
    assert all(scribe.says(one.name) for one in OFFICE.service)
    assert scribe.says("chưa có quầy mở")


@pytest.mark.parametrize("size", BOARD_SIZES)
def test_when_each_service_calls_stands_below_its_name(
    size: tuple[int, int], scribe: Scribe
) -> None:
    BoardScreen(*size).draw(VIEW)
    assert scribe.says("DỰ KIẾN GỌI")
    for when in ("10–25 phút", "13:30–14:05", "dưới 5 phút"):
        assert scribe.says(when)


def test_a_board_with_nothing_to_foretell_does_not_promise_to(scribe: Scribe) -> None:
    silent = tuple(replace(one, forecast="") for one in VIEW.services)
    BoardScreen(1280, 720).draw(board_view(services=silent))
    assert scribe.says("SỐ NGƯỜI ĐANG CHỜ")
    assert not scribe.says("DỰ KIẾN")


def test_each_minute_has_its_notice(scribe: Scribe) -> None:
    said = set()
    for minute in range(3):
        scribe.lines.clear()
        BoardScreen(1280, 720).draw(board_view(clock=f"08:0{minute}"))
        said |= {notice for notice in OFFICE.office.notices if scribe.says(notice)}
    assert said == set(OFFICE.office.notices)


def test_the_display_is_left_alone() -> None:
    was_there = pygame.display.get_init()
    BoardScreen().draw(VIEW)
    assert pygame.display.get_init() == was_there
