"""The name of a service is read back from the paper, by a reader who knows only the face.

The reader takes nothing from the layout but the size of the type. It draws candidates on a canvas
with room on every side and looks for the longest text whose dots are exactly those on the paper. So
it fails when an accent is clipped, a word is lost, a line runs off the edge or touches another.
"""

import unicodedata
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from hardware.face import font_path
from hardware.printer.commands import job_of
from hardware.printer.layout import WIDTHS, TicketPaper, TicketStyles, strips
from hardware.simulated.printer import PaperPrinter

BARE = TicketPaper(agency="", office="", label="", service="")
FINE = 4
LONGEST = 60
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SOME_WORDS = (
    "Đăng ký Hộ tịch Tư pháp Ưỡn ẸO Ặc Ẫng ỘT QUYỂN Nghiệp vụ Lưu trữ Chứng thực Thượng Đức Ỷ lại"
    " nghiêng NGHIÊNG Hữu ƯỢC Ổ Ễnh Ẩm giấy tờ Đất đai Xây dựng Bảo trợ xã hội Người có công"
)


@st.composite
def names(draw):
    """Make names of up to 60 letters: real syllables, any Vietnamese letters, and monsters."""
    vowels = st.sampled_from([base for base in LETTERS if base in "aăâeêioôơuưy"])
    letters = st.one_of(
        st.sampled_from(LETTERS), st.builds(lambda a, b: a + b, vowels, st.sampled_from(TONES))
    ).flatmap(lambda letter: st.sampled_from([letter, letter.upper()]))
    invented = st.lists(letters, min_size=1, max_size=LONGEST).map("".join)
    words = draw(st.lists(st.one_of(st.sampled_from(SOME_WORDS.split()), invented), max_size=14))
    joined = draw(st.sampled_from([" ", " – ", ", ", "  "])).join(words)
    return unicodedata.normalize("NFC", joined)[:LONGEST].strip(" ,–")


def paper_of(service, width):
    """Return the rows that a name takes on a ticket: those which a ticket without it has not."""
    with_name, without = (printed(replace(BARE, service=text), width) for text in (service, ""))
    top = bottom = 0
    while rows(with_name, top, top + 1) == rows(without, top, top + 1) and top < without.height:
        top += 1
    most = without.height - top
    while bottom < most and rows(with_name, -bottom - 1) == rows(without, -bottom - 1):
        bottom += 1
    return with_name.crop((0, top, width, with_name.height - bottom))


def rows(image, top, bottom=None):
    top, bottom = (top + image.height, top + image.height + 1) if top < 0 else (top, bottom)
    return image.crop((0, top, image.width, bottom)).tobytes()


@lru_cache(maxsize=256)
def printed(paper, width):
    printer = PaperPrinter(width_dots=width)
    printer.accept(job_of(strips(paper, width)))
    return ImageOps.invert(printer.cut[0].image().convert("L")).convert("1")


@lru_cache(maxsize=256)
def face(width):
    style = TicketStyles(width).service
    return ImageFont.truetype(
        font_path(style.weight), FINE * style.size, layout_engine=ImageFont.Layout.BASIC
    )


@lru_cache(maxsize=256)
def drawn(text, width):
    """Draw text far from every edge, and cut its ink out."""
    font = face(width)
    canvas = Image.new("L", (FINE * 2_000, FINE * 200))
    ImageDraw.Draw(canvas).text((FINE * 100, FINE * 120), text, fill=255, font=font, anchor="ls")
    ink = canvas.reduce(FINE).point([255 * (cover >= 120) for cover in range(256)], mode="1")
    return ink.crop(ink.getbbox())


def read(paper, name, width):
    """Return how the lines on the paper break a name; None where they show anything else."""
    lines, left = [], " ".join(name.split())
    while left:
        box = paper.getbbox()
        found = box and longest_match(paper.crop((0, box[1], width, paper.height)), left, width)
        if not found:
            return None
        lines.append(found)
        left = left[len(found) :].lstrip()
        paper = paper.crop((0, box[1] + drawn(found, width).height, width, paper.height))
    return lines if paper.getbbox() is None else None


def longest_match(paper, text, width):
    """Find the longest beginning of a text that stands alone at the top of the paper."""
    for length in range(len(text), 0, -1):
        line = text[:length].rstrip()
        if face(width).getlength(line) > FINE * (width + 8):
            continue
        ink = drawn(line, width)
        there = paper.crop((0, 0, width, ink.height))
        box = there.getbbox()
        if (
            box == (box[0], 0, box[0] + ink.width, ink.height)
            and not ImageChops.logical_xor(there.crop(box), ink).getbbox()
        ):
            return line
    return None


@pytest.mark.parametrize("width", WIDTHS.values())
@given(name=names())
@example(name="Lao động – Văn hóa – Xã hội, Người có công với cách mạng")
@example(name="ẪẪẪẪ ỘỘỘỘ ẶẶẶẶ ỮỮỮỮ ỂỂỂỂ ỖỖỖỖ ẪẪẪẪ ỘỘỘỘ ẶẶẶẶ ỮỮỮỮ ỂỂỂỂ ỖỖỖỖ")
@example(name="Ữ" * LONGEST)
@example(name="ÌÍĨỈỊ" * 12)
@example(name="qgypjỵ ỵỵỵ qqq")
def test_any_name_of_a_service_is_read_back_from_the_paper(width, name):
    lines = read(paper_of(name, width), name, width)
    assert lines is not None, "the dots are not those of the name"
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(face(width).getlength(line) <= FINE * width for line in lines)


@pytest.mark.parametrize("width", WIDTHS.values())
def test_a_word_is_only_broken_when_it_is_wider_than_the_paper(width):
    name = "Nghiệp vụ Lưu trữ, Chứng thực, Bảo trợ xã hội và Người có công"[:LONGEST]
    lines = read(paper_of(name, width), name, width)
    assert " ".join(lines) == name


def test_the_reader_sees_a_dot_that_is_missing_and_one_too_many():
    name, width = "Ẫng Đức Thượng", 384
    whole = paper_of(name, width)
    assert read(whole, name, width) == [name]
    left, top, right, bottom = whole.getbbox()
    clipped = whole.copy()
    clipped.paste(0, (0, top, width, top + 1))
    assert read(clipped, name, width) is None, "the top row of an accent is gone"
    cut_short = whole.copy()
    cut_short.paste(0, (right - 1, 0, width, bottom))
    assert read(cut_short, name, width) is None, "the last column of a letter is gone"
    dirty = whole.copy()
    dirty.putpixel((left + 3, bottom - 1), not dirty.getpixel((left + 3, bottom - 1)))
    assert read(dirty, name, width) is None, "one dot is wrong"
    assert read(whole, name + " xã", width) is None, "a word is lost"
    assert read(whole, "Ẩng Đức Thượng", width) is None, "another tone"
