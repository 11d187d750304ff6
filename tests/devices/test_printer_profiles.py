"""Faster modes for printers that were seen to know them; the paper says the same in each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.printer.commands import job_of, store_job, ticket_job
from hardware.printer.layout import strips
from hardware.printer.profile import (
    BITMAPS,
    Profile,
    profile_path,
    read_profile,
    save_profile,
)
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.self_test import pages, profile_of
from hardware.simulated.printer import PaperPrinter
from mot_cua.errors import SettingsError

NARROW, WIDE = 384, 576


def send(job: bytes, printer: PaperPrinter) -> None:
    left = job
    while left:
        left = left[printer.accept(left) :]
    printer.settle()


def inked(job: bytes, width: int = NARROW, printer: PaperPrinter | None = None) -> list[bytes]:
    """Print, on a new printer or on this one; return the rows that are not blank."""
    printer = printer or PaperPrinter(width_dots=width)
    send(job, printer)
    dots, columns = printer.cut[-1].image().convert("1").tobytes(), width // 8
    rows = [dots[start : start + columns] for start in range(0, len(dots), columns)]
    return [row for row in rows if row != b"\xff" * columns]


def shape(row: bytes) -> str:
    """Write a row as dots, wherever on the paper it stands."""
    return f"{int.from_bytes(row):0{8 * len(row)}b}".strip("1")


def keeper(width: int = NARROW, *, is_clever: bool = True) -> tuple[PaperPrinter, Profile]:
    """Make a printer that was told to keep the parts of the sample ticket."""
    printer = PaperPrinter(width_dots=width)
    printer.is_clever = is_clever
    printer.power_off()
    printer.power_on()
    job, graphics = store_job([strips(SAMPLE, width)], width)
    send(job, printer)
    assert printer.cut == []
    return printer, Profile(graphics=graphics)


def test_without_a_profile_a_ticket_is_what_it_always_was() -> None:
    assert ticket_job(SAMPLE, NARROW) == job_of(strips(SAMPLE, NARROW))
    assert len(ticket_job(SAMPLE, NARROW)) <= 10_100


def test_with_every_mode_on_a_narrow_ticket_has_less_than_3800_bytes() -> None:
    _, graphics = store_job([strips(SAMPLE, NARROW)], NARROW)
    every = Profile(ascii_number=True, native_qr=True, graphics=graphics)
    assert len(ticket_job(SAMPLE, NARROW, every)) <= 3_800


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_the_printer_keeps_comes_out_where_the_bitmaps_would(width: int) -> None:
    printer, profile = keeper(width)
    job = ticket_job(SAMPLE, width, profile)
    assert len(job) < len(ticket_job(SAMPLE, width)) * 0.5
    # Kept pictures are whole lines of eight dots high: they may have blank rows below their ink.
    assert inked(job, width, printer) == inked(ticket_job(SAMPLE, width), width)


def test_what_is_kept_survives_the_night_without_power() -> None:
    printer, profile = keeper()
    job = ticket_job(SAMPLE, NARROW, profile)
    before = inked(job, printer=printer)
    printer.power_off()
    printer.power_on()
    printer.settle()
    assert inked(job, printer=printer) == before


def test_an_office_with_a_new_name_is_sent_as_a_bitmap_again() -> None:
    _, profile = keeper()
    renamed = replace(SAMPLE, office="TRUNG TÂM MỚI")
    job, plain = ticket_job(renamed, NARROW, profile), ticket_job(renamed, NARROW)
    head, service, foot = (b"\x1cp" + bytes((place, 0)) for place in (1, 2, 3))
    assert (head in job, service in job, foot in job) == (False, True, True)
    assert len(job) < len(plain)


def test_a_picture_has_the_place_in_which_it_was_stored() -> None:
    other = replace(SAMPLE, service="Đất đai", counters=(5,))
    job, graphics = store_job([strips(one, NARROW) for one in (SAMPLE, other)], NARROW)
    assert job.startswith(b"\x1b@\x1c.")
    assert len(graphics) == len(set(graphics)) == 4  # header, two services, footer
    assert b"\x1cp\x04\x00" in ticket_job(other, NARROW, Profile(graphics=graphics))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_number_in_the_printers_letters_is_huge_and_inside_the_paper(width: int) -> None:
    job = ticket_job(SAMPLE, width, Profile(ascii_number=True))
    assert b"1012\n" in job
    size = job[job.index(b"1012\n") - 1]
    across, down = (size >> 4) + 1, (size & 7) + 1
    assert across * 12 * 4 <= width * 0.95
    assert (across, down) == ((7, 6) if width == NARROW else (8, 7))


def test_a_label_that_the_printer_has_no_letters_for_stays_a_bitmap() -> None:
    paper = replace(SAMPLE, label="Đ012")
    assert ticket_job(paper, NARROW, Profile(ascii_number=True)) == ticket_job(paper, NARROW)


def test_a_printer_that_draws_codes_draws_the_same_code() -> None:
    native = inked(ticket_job(SAMPLE, NARROW, Profile(native_qr=True)))
    plain = inked(ticket_job(SAMPLE, NARROW))
    # A printer puts its code into the middle to the dot, a bitmap stands on whole bytes.
    assert [shape(row) for row in native] == [shape(row) for row in plain]


def test_a_printer_that_cannot_draw_codes_shows_it_on_the_self_test() -> None:
    simple, _ = keeper(is_clever=False)
    clever = PaperPrinter(width_dots=NARROW)
    page = next(one for one in pages(SAMPLE, NARROW, graphics=()) if one.letter == "C")
    assert len(inked(page.job, printer=simple)) < len(inked(page.job, printer=clever))


def test_tickets_of_plain_letters_have_none_with_marks() -> None:
    job = ticket_job(FULLEST, NARROW, Profile(text_only=True))
    assert b"SO 4012\n" in job
    assert max(job.replace(b"\x1dV\x01", b"")) < 0x80


def test_a_printer_without_a_knife_is_not_told_to_cut() -> None:
    job = ticket_job(SAMPLE, NARROW, Profile(has_cutter=False))
    assert b"\x1dV" not in job[-16:]
    assert job.endswith(b"\x1bd\x04\x1dr\x01")


def test_a_profile_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    path = profile_path(tmp_path, "kiosk-1")
    assert read_profile(path) == BITMAPS
    for profile in (
        Profile(text_only=True, has_cutter=False),
        Profile(ascii_number=True, graphics=("0123456789abcdef", "fedcba9876543210")),
    ):
        save_profile(path, profile)
        assert read_profile(path) == profile
    assert path.read_text(encoding="utf-8").startswith("# What this printer prints right")
    assert [one.name for one in tmp_path.iterdir()] == ["kiosk-1-printer.toml"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("native_qr = 3", "Expected `bool`, got `int` - at `$.native_qr`"),
        ("colour = true", "Object contains unknown field `colour`"),
        ('graphics = ["xyz"]', "Expected `str` matching regex '^[0-9a-f]{16}$' - at"),
    ],
)
def test_a_damaged_profile_is_refused_with_the_cure(tmp_path: Path, text: str, says: str) -> None:
    path = profile_path(tmp_path, "kiosk-1")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refusal:
        read_profile(path)
    assert str(refusal.value).startswith(f"{path}: {says}")
    assert str(refusal.value).endswith("mend it, or delete it and run:  mot-cua doctor printer")


def test_a_profile_that_cannot_be_read_or_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r": cannot be read \(Is a directory\)$"):
        read_profile(tmp_path)
    path = profile_path(tmp_path / "nowhere", "kiosk-1")
    with pytest.raises(SettingsError) as refusal:
        save_profile(path, BITMAPS)
    assert str(refusal.value) == (
        f"{path}: the profile cannot be kept here (No such file or directory);"
        " choose another folder with --data"
    )


def test_the_pages_that_came_out_right_make_the_profile() -> None:
    kept = ("0123456789abcdef",)
    assert profile_of("ABCD", graphics=kept) == Profile(
        ascii_number=True, native_qr=True, graphics=kept
    )
    assert profile_of("A", graphics=kept) == BITMAPS
    assert profile_of("E", graphics=kept) == Profile(text_only=True)
    assert profile_of("BD", graphics=kept) is None
    assert profile_of("", graphics=kept) is None


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_page_of_the_self_test_is_one_piece_of_paper(width: int) -> None:
    printer, profile = keeper(width)
    for place, page in enumerate(pages(SAMPLE, width, graphics=profile.graphics), 1):
        send(page.job, printer)
        assert len(printer.cut) == place
    assert [one.letter for one in pages(SAMPLE, width, graphics=())] == list("ABCDE")
