"""What a ticket looks like when it comes out of the printer."""

import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont
from small_office import NINE, SETTINGS

from hardware.face import font_path
from hardware.printer.commands import emergency_text, job_of
from hardware.printer.layout import WIDTHS, TicketPaper, TicketStyles, strips
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.strips import MAX_BYTES, MAX_ROWS, Style, wrap
from hardware.simulated.printer import CutPaper, PaperPrinter
from kiosk.paper import Wait, paper_of
from kiosk.series import Issued

GOLDEN = Path(__file__).parent.parent / "golden" / "paper"
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = set("aăâeêioôơuưy")
VIETNAMESE = sorted(
    {
        unicodedata.normalize("NFC", letter + tone)
        for base in LETTERS
        for letter in (base, base.upper())
        for tone in (TONES if base in VOWELS else TONES[:1])
    }
)
service_names = st.text(alphabet=[*VIETNAMESE, *"0123456789 ,–()"], max_size=60)


def printed(paper: TicketPaper, width: int) -> CutPaper:
    printer = PaperPrinter(width_dots=width)
    job = job_of(strips(paper, width))
    assert printer.accept(job) == len(job)
    (cut,) = printer.cut
    assert cut.job.startswith(b"\x1b@\x1c.")
    return cut


def black_dots(image: Image.Image) -> int:
    return image.convert("L").histogram()[0]


def ink_on_a_big_canvas(text: str, style: Style) -> int:
    """Draw a line far from every edge, with nothing of ours but the face and the size."""
    font = ImageFont.truetype(
        font_path(style.weight), 4 * style.size, layout_engine=ImageFont.Layout.BASIC
    )
    canvas = Image.new("L", (16_000, 1_200))
    ImageDraw.Draw(canvas).text((2_000, 600), text, fill=255, font=font, anchor="ls")
    dots = canvas.reduce(4).point([255 * (cover >= 120) for cover in range(256)])
    return dots.histogram()[255]


@pytest.mark.parametrize("width", WIDTHS.values())
@pytest.mark.parametrize(("name", "paper"), [("sample", SAMPLE), ("fullest", FULLEST)])
def test_the_paper_looks_as_it_was_approved(name, paper, width, request):
    """`--regold` writes the pictures again; look at them before they are kept."""
    golden = GOLDEN / f"{name}-{width}.png"
    cut = printed(paper, width)
    if request.config.getoption("--regold", default=False):
        golden.write_bytes(cut.png)
    with Image.open(golden) as approved:
        assert approved.size == cut.image().size
        difference = ImageChops.logical_xor(approved.convert("1"), cut.image().convert("1"))
    # Another version of FreeType may round a curve by a dot; a moved line differs by hundreds.
    assert difference.histogram()[255] <= 60


def test_the_narrow_ticket_is_small_enough_for_a_slow_line():
    assert len(job_of(strips(SAMPLE, 384))) <= 10_100


def test_a_small_buffer_holds_every_strip():
    for width in WIDTHS.values():
        for strip in strips(FULLEST, width):
            assert strip.rows <= MAX_ROWS
            assert len(strip.dots) == strip.rows * strip.columns <= MAX_BYTES


@given(service=service_names, width=st.sampled_from(sorted(WIDTHS.values())))
def test_any_service_name_prints_whole(service, width):
    style = TicketStyles(width).service
    without = black_dots(printed(replace(SAMPLE, service=""), width).image())
    with_name = black_dots(printed(replace(SAMPLE, service=service), width).image())
    lines = wrap(service, style, width)
    assert "".join(lines).replace(" ", "") == "".join(service.split())
    assert with_name - without == sum(ink_on_a_big_canvas(line, style) for line in lines)


@pytest.mark.parametrize("name", ["Ẫ Ộ Ặ Ử Ỗ", "ẪẪẪẪ ỘỘỘỘ ẶẶẶẶ ẪẪẪẪ ỘỘỘỘ ẶẶẶẶ ẪẪẪẪ ỘỘỘỘ ẶẶẶẶ"])
def test_stacked_capitals_are_not_clipped_and_touch_no_other_line(name):
    style = TicketStyles(384).service
    cut = printed(TicketPaper(agency="", office="", label="", service=name), 384).image()
    bare = printed(TicketPaper(agency="", office="", label="", service=""), 384).image()
    lines = wrap(name, style, 384)
    expected = sum(ink_on_a_big_canvas(line, style) for line in lines)
    assert black_dots(cut) - black_dots(bare) == expected


def test_a_word_wider_than_the_paper_goes_on_in_the_next_line():
    style = Style(30, "bold")
    lines = wrap("Lĩnhvựckhôngcókhoảngtrắngnàocả", style, 384)
    assert len(lines) == 2
    assert "".join(lines) == "Lĩnhvựckhôngcókhoảngtrắngnàocả"


def test_lines_of_a_paragraph_are_about_equally_long():
    assert wrap("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", Style(20, "bold"), 384) == (
        "TRUNG TÂM PHỤC VỤ",
        "HÀNH CHÍNH CÔNG",
    )


def test_decomposed_letters_print_as_composed_ones():
    decomposed = replace(SAMPLE, service=unicodedata.normalize("NFD", SAMPLE.service))
    assert strips(decomposed, 384) == strips(SAMPLE, 384)


def test_a_ticket_without_trusted_clock_carries_no_time():
    without = printed(replace(SAMPLE, taken_at=None, session=""), 384)
    assert without.height_mm < printed(SAMPLE, 384).height_mm


def test_what_is_not_known_takes_no_room():
    bare = replace(SAMPLE, counters=(), ahead=None, forecast=None, qr=None, rules=(), thanks="")
    assert len(strips(bare, 384)) == len(strips(SAMPLE, 384)) - 7


def test_a_long_number_is_set_smaller_not_clipped():
    for label in ("1012", "A4012", "CA-0025"):
        style = TicketStyles(384).number(label)
        ink = max(strips(replace(SAMPLE, label=label), 384), key=lambda strip: strip.height)
        assert 8 * 2 * ink.columns <= 384
        assert style.size <= 142


def test_the_emergency_ticket_is_plain_ascii_and_names_number_and_counter():
    job = emergency_text(FULLEST)
    assert max(job) < 0x80
    assert b"SO 4012\n" in job
    assert b"UU TIEN\n" in job
    assert b"QUAY 4, 0\n" in job
    assert b"Lao dong - Van hoa - Xa hoi,\nNguoi co cong\n" in job
    assert b"IN LAI\nTHU NGHIEM\n" in job.replace(b"\x1d!\x00", b"")


def test_the_emergency_ticket_prints_on_a_printer_that_starts_in_kanji_mode():
    printer = PaperPrinter()
    printer.accept(emergency_text(SAMPLE))
    assert len(printer.cut) == 1
    assert black_dots(printer.cut[0].image()) > 1_000


def test_the_picture_of_a_paper_is_a_png():
    with Image.open(io.BytesIO(printed(SAMPLE, 384).png)) as picture:
        assert (picture.format, picture.width) == ("PNG", 384)


def test_no_line_begins_with_a_dash_and_blanks_that_must_not_break_do_not() -> None:
    style = Style(30, "bold")
    for width in range(150, 384, 13):
        lines = wrap("Tư pháp – Hộ tịch – Chứng thực", style, width)
        assert not any(line.startswith("–") for line in lines)
        assert " ".join(lines) == "Tư pháp – Hộ tịch – Chứng thực"
    assert wrap("một hai\u00a0ba", style, 140) == ("một", "hai\u00a0ba")


def test_the_office_says_what_its_number_for_complaints_is_for() -> None:
    settings = msgspec.structs.replace(
        SETTINGS, office=msgspec.structs.replace(SETTINGS.office, hotline="0200.000.0000")
    )
    issued = Issued("t", "r", "2026-11-20", "HT", 1, "1001", "normal", "x", NINE, "pending")  # type: ignore[arg-type]
    paper = paper_of(settings, issued, wait=Wait(), is_clock_trusted=True)
    assert paper.hotline == "Phản ánh, kiến nghị: 0200.000.0000"
