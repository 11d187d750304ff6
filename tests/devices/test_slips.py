"""The other slips: an apology, the day, a procedure, a list to call from, a hand-over."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

import config
from config.hours import timetable_of
from config.reader import read_office
from config.settings import RatingSettings
from hardware.face import font_path
from hardware.printer.commands import job_of
from hardware.printer.dialogue import print_job
from hardware.printer.layout import WIDTHS
from hardware.printer.slips import apology, checklist, day_summary, hand_call, hand_over, samples
from hardware.printer.slips.hand_call import Waiting, WaitingLine
from hardware.printer.slips.rows import Row, box, piece_of, set_row
from hardware.printer.slips.sheet import Fact, SlipStyles
from hardware.printer.strips import MARGIN, MAX_BYTES, MAX_ROWS, Page, Style, measure, wrap
from hardware.printer.transport import SerialTransport
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PtyPrinter
from mot_cua.business_day import local, ms_of
from mot_cua.clock import SystemClock
from mot_cua.errors import Refused
from mot_cua.vietnamese import date_prose, date_text, weekday
from queue_server.core.figures import Tally, headline, response

GOLDEN = Path(__file__).parent.parent / "golden" / "paper"
OFFICE_FILE = Path(config.__file__).with_name("office.toml")
SOME_WORDS = (
    "Đăng ký Hộ tịch Ưỡn ẸO Ặc Ẫng QUYỂN Nghiệp vụ Chứng thực Thượng Đức NGHIÊNG Hữu ƯỢC Ổ Ễnh Ẩm"
    " giấy tờ Đất đai, – (bản chính) Lĩnhvựckhôngcókhoảngtrắngnàocảmàvẫnphảiinrađầyđủ 1.032 75,5%"
)
widths = st.sampled_from(sorted(WIDTHS.values()))
texts = st.lists(st.sampled_from(SOME_WORDS.split()), min_size=1, max_size=24).map(" ".join)


def printed(strips, width):
    """Print one slip, and return the paper as black on white."""
    printer, job = PaperPrinter(width_dots=width), job_of(strips)
    while job:
        job = job[printer.accept(job) :]
    (cut,) = printer.cut
    return cut.image()


def black_dots(image):
    return image.convert("L").histogram()[0]


def ink_far_from_every_edge(text, style):
    """Count the dots of a line as the face draws them, with nothing of ours but the size."""
    scale = 2 if style.is_doubled else 1
    font = ImageFont.truetype(
        font_path(style.weight), 4 * style.size // scale, layout_engine=ImageFont.Layout.BASIC
    )
    canvas = Image.new("L", (16_000, 1_200))
    ImageDraw.Draw(canvas).text((2_000, 600), text, fill=255, font=font, anchor="ls")
    dots = canvas.reduce(4).point([255 * (cover >= 120) for cover in range(256)])
    return dots.histogram()[255] * scale**2


def times_on(paper, piece, left=MARGIN):
    """Count how often a piece stands on a paper, dot for dot, `left` dots from its edge."""
    image = piece.at(1)
    ink = ImageChops.invert(paper.convert("L")).convert("1")
    column = ink.crop((left, 0, left + image.width, ink.height))
    tops = range(column.height - image.height + 1)
    boxes = [(0, top, image.width, top + image.height) for top in tops]
    return sum(column.crop(box).tobytes() == image.tobytes() for box in boxes)


def row_on_paper(row, width):
    page = Page(width)
    page.space(80)
    set_row(page, row)
    return printed(page.strips(), width)


def all_slips(width):
    return [
        (f"{name}-{number}" if len(slips) > 1 else name, strips)
        for name, slips in samples.printed(width).items()
        for number, strips in enumerate(slips, start=1)
    ]


NAMES = [name for name, _ in all_slips(384)]


@pytest.mark.parametrize("width", WIDTHS.values())
@pytest.mark.parametrize("name", NAMES)
def test_the_slip_looks_as_it_was_approved(name, width, request):
    """`--regold` writes the pictures again; look at them before they are kept."""
    golden = GOLDEN / f"slip-{name}-{width}.png"
    paper = printed(dict(all_slips(width))[name], width).convert("1")
    if request.config.getoption("--regold", default=False):
        paper.save(golden, optimize=True)
    with Image.open(golden) as approved:
        assert approved.size == paper.size
        difference = ImageChops.logical_xor(approved.convert("1"), paper)
    # Another version of FreeType may round curves by dots; a moved line differs by hundreds.
    assert difference.histogram()[255] <= 200


@pytest.mark.parametrize("width", WIDTHS.values())
def test_a_small_buffer_holds_every_strip_of_every_slip(width):
    for name, strips in all_slips(width):
        for strip in strips:
            assert strip.rows <= MAX_ROWS, name
            assert len(strip.dots) == strip.rows * strip.columns <= MAX_BYTES, name
            assert 8 * strip.columns * (2 if strip.is_doubled else 1) <= width, name
            assert strip.gap >= 0, name


def test_the_longest_slip_comes_whole_out_of_a_printer_with_a_small_buffer():
    paper, clock = PaperPrinter(width_dots=576, buffer_bytes=4_096), SystemClock()
    line, transport = PtyPrinter(paper), None
    strips = day_summary.strips(samples.DAY_SUMMARY, 576)
    try:
        transport = SerialTransport(line.path, clock)
        transport.open()
        result = print_job(transport, job_of(strips), clock=clock, job_id="day")
    finally:
        if transport:
            transport.close()
        line.close()
    assert result.outcome == "printed"
    (cut,) = paper.cut
    assert cut.image().tobytes() == printed(strips, 576).tobytes()


@pytest.mark.ocr
@pytest.mark.parametrize("width", WIDTHS.values())
def test_a_telephone_reads_the_whole_head_of_the_day(width, tmp_path):
    paper = printed(day_summary.strips(samples.DAY_SUMMARY, width), width).convert("L")
    scan = tmp_path / "paper.png"
    larger = paper.resize((2 * paper.width, 2 * paper.height), Image.Resampling.LANCZOS)
    larger.filter(ImageFilter.GaussianBlur(1.2)).save(scan)
    command = ["zbarimg", "--quiet", "--raw", "--nodbus", str(scan)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    assert told == samples.DAY_SUMMARY.qr
    day, head = told.split()
    assert head == samples.DAY_SUMMARY.head
    assert (len(day), len(head)) == (10, 64)


@given(text=texts, width=widths, indent=st.sampled_from([0, 40]))
def test_any_text_at_the_left_edge_prints_whole(text, width, indent):
    style = SlipStyles(width).body
    mark = box(26, style)
    paper = row_on_paper(Row(text=text, style=style, before=mark, indent=40 + indent), width)
    lines = wrap(text, style, width - 40 - indent)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    words = sum(ink_far_from_every_edge(line, style) for line in lines)
    assert black_dots(paper) == words + mark.image.histogram()[255]


@given(label=texts, value=st.sampled_from(["0", "1.032", "99,97%", "1 giờ 5 phút"]), width=widths)
def test_a_figure_stands_whole_at_the_right_edge_however_long_its_label_is(label, value, width):
    styles = SlipStyles(width)
    end = piece_of(value, styles.strong)
    paper = row_on_paper(Row(text=label, style=styles.body, after=end), width)
    assert times_on(paper, end, width - MARGIN - end.width) == 1
    assert black_dots(paper) - end.image.histogram()[255] in {
        sum(ink_far_from_every_edge(line, styles.body) for line in wrap(label, styles.body, room))
        for room in (width, width - end.width - 16)
    }


def test_a_figure_that_has_no_room_beside_its_label_stands_under_it():
    style = Style(24)
    label = "Lao động – Văn hóa – Xã hội"
    short, long = (
        row_on_paper(Row(text=label, style=style, after=piece_of(value, style)), 384).height
        for value in ("9", "chờ trung bình dưới 1 phút")
    )
    assert long > short


def test_a_row_of_coarse_pieces_takes_a_quarter_of_the_bytes():
    sizes = []
    for is_doubled in (True, False):
        page, style = Page(384), Style(48, "bold", is_doubled=is_doubled)
        set_row(page, Row(text="1012", style=style, indent=58, before=box(40, style)))
        sizes.append(sum(len(strip.dots) for strip in page.strips()))
    assert sizes[0] < sizes[1] / 3.5


@given(name=texts, width=widths)
def test_a_long_name_of_a_procedure_prints_whole(name, width):
    style = SlipStyles(width).title
    with_name, without = (
        black_dots(
            printed(checklist.strips(replace(samples.CHECKLIST, procedure=text), width), width)
        )
        for text in (name, "")
    )
    lines = wrap(name, style, width)
    assert with_name - without == sum(ink_far_from_every_edge(line, style) for line in lines)


def test_an_apology_takes_a_dossier_code_and_nobody_s_name():
    code = "000.00.01.H29-261109-0042"
    assert replace(samples.APOLOGY, dossier=code).dossier == code
    for typed in ("Nguyễn Văn A", "001089012345", "0912.345.678", "H01-261109-0042 Nguyễn", ""):
        with pytest.raises(Refused) as refusal:
            replace(samples.APOLOGY, dossier=typed)
        assert refusal.value.code == "no-dossier-code"
        assert str(refusal.value) == (
            f"{typed!r} on the apology slip is no dossier code: type the code that stands on the"
            " receipt, for example H01.23-261118-0042, and nobody's name"
        )


def test_an_apology_without_reason_leaves_the_line_out():
    with_reason, without = (
        printed(apology.strips(replace(samples.APOLOGY, reason=reason), 384), 384).height
        for reason in (samples.APOLOGY.reason, "")
    )
    assert without < with_reason


def test_the_days_of_the_samples_are_written_by_the_rules_and_the_office_works_on_them():
    office = read_office(OFFICE_FILE)
    timetable = timetable_of(office.hours)
    paper = samples.APOLOGY
    dated, due, new_due = (local(ms_of(f"2026-11-{day}", "12:00")) for day in (23, 25, 27))
    assert all(timetable.work_periods(f"{day:%Y-%m-%d}") for day in (dated, due, new_due))
    assert (paper.due, paper.new_due) == (date_text(due), date_text(new_due))
    periods = timetable.work_periods("2026-11-27")
    hours = " và ".join(f"{start}–{end}" for start, end in periods)
    assert paper.new_due_hours == f"{weekday(new_due)}, {hours}"
    assert paper.dated == f"{office.office.place}, {date_prose(dated)}"
    assert samples.HAND_CALL.as_of.endswith(f"{weekday(dated)}, {date_text(dated)}")


def test_the_samples_say_of_the_ratings_what_the_figures_say():
    settings = RatingSettings()
    full = Tally({"very-satisfied": 37, "satisfied": 12}, 58, settings)
    quiet = Tally({"very-satisfied": 5, "satisfied": 2, "neutral": 1}, 12, settings)
    for paper, tally in ((samples.DAY_SUMMARY, full), (samples.QUIET_DAY, quiet)):
        assert (paper.headline, paper.response) == (headline(tally), response(tally))
        counts = [int(fact.value) for fact in paper.levels]
        assert sum(counts) == tally.served
        assert counts[-1] == tally.unrated


def test_below_ten_ratings_the_slip_of_a_day_carries_no_share_of_the_satisfied():
    paper = samples.QUIET_DAY
    facts = (*paper.reception, *paper.levels, *paper.by_service, *paper.others)
    assert "%" not in paper.headline
    assert not any("%" in fact.value for fact in facts)


def test_a_day_that_is_still_open_has_no_code_and_says_so():
    sealed, still_open = (
        printed(day_summary.strips(paper, 384), 384)
        for paper in (
            replace(samples.DAY_SUMMARY, qr=""),
            replace(samples.DAY_SUMMARY, qr="", head=""),
        )
    )
    # The black bar of CHƯA CHỐT has more ink than eight signs.
    assert black_dots(still_open) > black_dots(sealed) + 3_000


def test_nothing_else_to_note_is_said_and_not_left_blank():
    silent = printed(day_summary.strips(replace(samples.DAY_SUMMARY, others=()), 384), 384)
    noted = printed(day_summary.strips(samples.DAY_SUMMARY, 384), 384)
    nothing = piece_of("Không có.", SlipStyles(384).body)
    assert (times_on(silent, nothing), times_on(noted, nothing)) == (1, 0)


@pytest.mark.parametrize("field", ["time_limit", "fee", "charge"])
def test_what_nobody_posted_is_called_not_posted_and_not_free(field):
    paper = replace(samples.CHECKLIST, time_limit="Không thu", fee="Không thu", charge="Không thu")
    paper = printed(checklist.strips(replace(paper, **{field: ""}), 384), 384)
    style = SlipStyles(384).strong
    assert times_on(paper, piece_of("Chưa niêm yết", style)) == 1
    assert times_on(paper, piece_of("Không thu", style)) == 2


def test_a_posting_whose_review_is_due_says_so_in_black():
    due, fresh = (
        printed(checklist.strips(replace(samples.CHECKLIST, is_review_due=is_due), 384), 384)
        for is_due in (True, False)
    )
    assert black_dots(due) - black_dots(fresh) > 10_000
    assert due.height > fresh.height + 80


def line_of_people(count, service="Chứng thực"):
    return WaitingLine(service, (1,), tuple(Waiting(str(2001 + n), "08:05") for n in range(count)))


@pytest.mark.parametrize(("people", "slips"), [(1, 1), (20, 1), (21, 2), (45, 3)])
def test_a_long_line_of_people_goes_on_on_another_slip(people, slips):
    paper = replace(samples.HAND_CALL, lines=(line_of_people(people),))
    found = hand_call.slips(paper, 384)
    assert len(found) == slips
    assert all(printed(strips, 384).height < 8 * 250 for strips in found)


def test_every_service_with_people_has_a_slip_of_its_own():
    lines = (
        line_of_people(2, "Chứng thực"),
        line_of_people(0, "Hộ tịch"),
        line_of_people(3, "Đất"),
    )
    assert len(hand_call.slips(replace(samples.HAND_CALL, lines=lines), 384)) == 2


def test_a_service_for_which_nobody_waits_is_named_on_the_first_slip_only():
    paper = replace(samples.HAND_CALL, lines=(line_of_people(30),))
    idle = replace(paper, lines=(*paper.lines, line_of_people(0, "Trả kết quả")))
    first, second = (
        [printed(strips, 384).height for strips in hand_call.slips(one, 384)]
        for one in (paper, idle)
    )
    assert second[0] > first[0]
    assert second[1] == first[1]


def test_an_empty_hall_gives_one_slip_that_says_so():
    style = SlipStyles(384).body
    (nobody,) = hand_call.slips(replace(samples.HAND_CALL, lines=()), 384)
    assert times_on(printed(nobody, 384), piece_of("Không có số chờ.", style)) == 1
    lines = (line_of_people(0, "Đất đai"),)
    (idle,) = hand_call.slips(replace(samples.HAND_CALL, lines=lines), 384)
    assert times_on(printed(idle, 384), piece_of("Không có số chờ: Đất đai.", style)) == 1


def test_the_order_of_calling_is_kept_and_every_number_is_there():
    style = SlipStyles(384).place
    labels = ["1019", "1014", "A4012", "CA-0025"]
    waiting = tuple(Waiting(label, "") for label in labels)
    line = WaitingLine("Chứng thực", (1,), waiting)
    (slip,) = hand_call.slips(replace(samples.HAND_CALL, lines=(line,)), 384)
    numbers = [strip for strip in slip if strip.is_doubled and 2 * strip.rows >= 30]
    assert len(numbers) == len(labels)
    for label, strip in zip(labels, numbers, strict=True):
        inked = Image.frombytes("1", (8 * strip.columns, strip.rows), strip.dots).histogram()[255]
        box_dots = box(40, style).image.histogram()[255]
        assert 4 * (inked - box_dots) == ink_far_from_every_edge(label, style)


def test_a_number_without_trusted_time_is_called_all_the_same():
    known, unknown = (
        hand_call.slips(
            replace(
                samples.HAND_CALL, lines=(WaitingLine("Chứng thực", (1,), (Waiting("2001", at),)),)
            ),
            384,
        )
        for at in ("08:05", "")
    )
    assert black_dots(printed(unknown[0], 384)) < black_dots(printed(known[0], 384))


def test_the_mark_of_priority_is_under_its_number_and_fits_the_narrow_paper():
    for width in WIDTHS.values():
        style = SlipStyles(width).tag
        assert measure("ƯU TIÊN", style) + 2 * style.size < width
        normal, priority = (
            printed(
                hand_call.slips(
                    replace(
                        samples.HAND_CALL,
                        lines=(WaitingLine("Đất đai", (3,), (Waiting("3001", "08:05", mark),)),),
                    ),
                    width,
                )[0],
                width,
            )
            for mark in (False, True)
        )
        assert priority.height > normal.height


def test_what_is_in_order_is_ticked_and_the_rest_has_its_remedy():
    style = SlipStyles(384).body
    paper = printed(hand_over.strips(samples.HAND_OVER, 384), 384)
    assert times_on(paper, box(26, style, is_ticked=True)) == 4
    assert times_on(paper, box(26, style)) == 2
    remedy = piece_of("Khắc phục: thay dây nối,", SlipStyles(384).label)
    assert times_on(paper, remedy, MARGIN + 40) == 1
    count = piece_of("nội dung phải khắc phục.", SlipStyles(384).strong)
    assert times_on(paper, count) == 1


def test_a_long_version_of_a_device_stands_under_its_name_and_whole():
    version = "bộ nút 1.2, vi chương trình 2026-11-20 3f9a61c20b7d48e5a1c0f2d49b8e7765"
    short, long = (
        printed(
            hand_over.strips(replace(samples.HAND_OVER, devices=(Fact("Bộ nút", words),)), 384), 384
        )
        for words in ("1.2", version)
    )
    assert long.height > short.height + 60


def test_no_words_take_no_room():
    bare = replace(
        samples.APOLOGY, number="", reason="", place="", rules=(), basis=(), hotline="", signers=()
    )
    assert len(apology.strips(bare, 384)) < len(apology.strips(samples.APOLOGY, 384)) - 10
