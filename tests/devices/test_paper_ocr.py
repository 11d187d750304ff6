"""The paper is read by programs that know nothing of it: tesseract the words, zbarimg the QR code.

They see the print as a good scanner would: larger, with soft edges. The number and the QR code are
read to the letter. In words a mark three dots high may be misread, and so may the one-storey a of
the house face, which tesseract takes for o or u; so nine letters of ten must be right. That every
single dot is on the paper is proved in test_paper_read_back.py.
"""

import subprocess
import unicodedata
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from PIL import Image, ImageFilter, ImageOps

from hardware.printer.commands import job_of
from hardware.printer.layout import WIDTHS, strips
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.simulated.printer import PaperPrinter

pytestmark = pytest.mark.ocr

LINE_GAP = 5
"""Blank rows between two lines; between a letter and its mark there are fewer."""
CAPTION = "SỐ THỨ TỰ"


@pytest.fixture(scope="module", params=[*WIDTHS], ids=lambda mm: f"{mm} mm")
def mm(request):
    return request.param


@pytest.fixture(scope="module", params=[SAMPLE, FULLEST], ids=["sample", "fullest"])
def ticket(request):
    return request.param


@pytest.fixture(scope="module")
def paper(ticket, mm):
    printer = PaperPrinter(width_dots=WIDTHS[mm])
    printer.accept(job_of(strips(ticket, WIDTHS[mm])))
    return printer.cut[0].image().convert("L")


@pytest.fixture(scope="module")
def lines(paper, tmp_path_factory):
    return read(paper, tmp_path_factory.mktemp("lines"))


def read(paper, folder):
    """Return what tesseract reads in each line of a paper, from top to bottom."""
    names = []
    for number, (top, bottom) in enumerate(bands(paper)):
        names.append(folder / f"{number}.png")
        scanned(paper.crop((0, top, paper.width, bottom))).save(names[-1], dpi=(300, 300))
    (folder / "all.txt").write_text("\n".join(map(str, names)))
    told = run("tesseract", str(folder / "all.txt"), "-", "-l", "vie", "--psm", "7")
    return [unicodedata.normalize("NFC", page.strip()) for page in told.split("\f")[: len(names)]]


def run(*command):
    # One thread: the machine may have other tests to run.
    environment = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/usr/local/bin:/bin"}
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    return done.stdout


def bands(paper):
    """Find the rows of each line: from the first with ink to the last before blank paper."""
    ink = ImageOps.invert(paper)
    inked = [y for y in range(ink.height) if ink.crop((0, y, ink.width, y + 1)).getbbox()]
    starts = [
        y for above, y in zip([-LINE_GAP, *inked], inked, strict=False) if y - above > LINE_GAP
    ]
    ends = [y for y, below in zip(inked, [*inked[1:], 10**6], strict=True) if below - y > LINE_GAP]
    return [(top, end + 1) for top, end in zip(starts, ends, strict=True)]


def scanned(line):
    """Show a line as a scanner would: letters of usual size, soft, with paper around them."""
    line = ImageOps.expand(line.crop(ImageOps.invert(line).getbbox()), 12, 255)
    scale = 100 / line.height if line.height > 100 else 3
    size = (round(line.width * scale), round(line.height * scale))
    large = line.resize(size, Image.Resampling.LANCZOS)
    return large.filter(ImageFilter.GaussianBlur(1.5))


def plain(text):
    """Leave marks and blanks away."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("–", "-"))
    return "".join(sign for sign in bare if not (unicodedata.combining(sign) or sign.isspace()))


def likeness(text, expected):
    return SequenceMatcher(None, text, expected, autojunk=False).ratio()


def below_the_caption(lines):
    at = next(at for at, line in enumerate(lines) if plain(line) == plain(CAPTION))
    return lines[at + 1]


def test_the_number_is_read_to_the_digit(lines, ticket):
    assert below_the_caption(lines) == ticket.label


def test_the_counter_is_read(lines, ticket):
    place = "Quầy " + ", ".join(str(counter) for counter in ticket.counters if counter)
    assert plain(place) in map(plain, lines)
    if 0 in ticket.counters:
        assert plain("Bàn hướng dẫn") in map(plain, lines)


def test_the_service_is_read_and_most_of_its_marks_too(lines, ticket):
    pairs = [" ".join(pair) for pair in pairwise(lines)]
    found = max([*lines, *pairs], key=lambda text: likeness(plain(text), plain(ticket.service)))
    assert len(found.split()) == len(ticket.service.split()), found
    assert likeness(plain(found), plain(ticket.service)) > 0.9, found
    assert likeness(found, ticket.service) > 0.85, found


def test_the_qr_code_is_read_to_the_letter(paper, ticket, tmp_path):
    scan = tmp_path / "paper.png"
    larger = ImageOps.expand(paper, 40, 255)
    larger.resize((larger.width * 2, larger.height * 2), Image.Resampling.LANCZOS).filter(
        ImageFilter.GaussianBlur(1.2)
    ).save(scan)
    assert run("zbarimg", "--quiet", "--raw", "--nodbus", str(scan)).strip() == ticket.qr


@pytest.mark.parametrize("mm", [58], indirect=True)
def test_a_number_that_was_painted_over_is_not_read(paper, lines, ticket, tmp_path):
    """So the reader can fail."""
    top, bottom = bands(paper)[lines.index(ticket.label)]
    spoiled = paper.copy()
    spoiled.paste(255, (0, top, paper.width, bottom))
    again = read(spoiled, tmp_path)
    assert len(again) == len(lines) - 1
    assert ticket.label not in " ".join(again)
