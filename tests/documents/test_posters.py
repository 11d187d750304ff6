"""The poster for the wall: its figures, its honest silence, its sizes; and pictures to compare."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from documents.reading import text_of
from documents.some_days import (
    SETTINGS,
    bad_day,
    day_of,
    document,
    open_day,
    ordinary_day,
    rated,
    silent_day,
)
from PIL import Image, ImageChops
from pypdf import PdfReader

from mot_cua.business_day import ms_of
from mot_cua.ids import DayText
from queue_server.documents.compose import compose_poster
from queue_server.documents.content import Part, Poster
from queue_server.documents.pdf import picture, poster_pdf
from queue_server.journal.report import DayReport

GOLDEN = Path(__file__).parents[1] / "golden" / "documents"


def poster(*days: DayReport, month: str = "") -> Poster:
    return compose_poster(days, SETTINGS, now_ms=ms_of("2026-11-20", "16:55"), month=month)


def test_the_figure_never_hangs_without_its_count_and_its_response() -> None:
    text = text_of(poster_pdf(poster(ordinary_day())))
    for words in (
        "ỦY BAN NHÂN DÂN XÃ ĐỨC THƯỢNG",
        "Ngày 20/11/2026",
        "số liệu chốt lúc 17:30",
        "100%",
        "trong đó Rất hài lòng: 75,5%",
        "49/58 lượt phục vụ có đánh giá (84,5%)",
        "Mục tiêu 95%: Đạt mục tiêu",
        "Rất hài lòng 37 75,5%",
        "Không hài lòng 0 0%",
        "Không đánh giá 9",
        "lượt không đánh giá không được tính là hài lòng",
    ):
        assert words in text


def test_below_ten_ratings_no_share_hangs_on_the_wall() -> None:
    text = text_of(poster_pdf(poster(open_day())))
    assert "Chưa đủ số liệu (8 lượt đánh giá, tối thiểu 10)" in text
    assert "số liệu tạm tính đến 16:55" in text
    assert text.count("%") == 1, "only the response has a share"
    assert "Chưa có đánh giá" in text_of(poster_pdf(poster(silent_day())))


def test_a_small_sample_draws_no_conclusion() -> None:
    text = text_of(poster_pdf(poster(day_of((rated("HT", 20, 12, 3),)))))
    assert "Mẫu nhỏ (dưới 30 lượt): chưa kết luận về mục tiêu" in text
    assert "† Mẫu nhỏ." in text


def test_large_counts_have_a_dot() -> None:
    text = text_of(poster_pdf(poster(day_of((rated("HT", 12_032, 10_005, 1_032),)))))
    assert "Rất hài lòng 10.005" in text
    assert "Hài lòng 1.032" in text
    assert "Không đánh giá 995" in text


def test_a_month_adds_up_its_days_and_says_how_many() -> None:
    days = [ordinary_day(), bad_day(), open_day()]
    dated = [
        msgspec.structs.replace(one, day=DayText(f"2026-11-{at:02}"))
        for at, one in enumerate(days, start=18)
    ]
    made = poster(*dated, month="2026-11")
    assert made.period == "Tháng 11/2026"
    assert made.standing == (
        "số liệu của 3 ngày làm việc, đến hết ngày 20/11/2026, trong đó 1 ngày chưa chốt"
    )
    assert (made.total.served, made.total.rated) == (58 + 1030 + 9, 49 + 928 + 8)
    assert not made.is_closed
    assert "985/1.097 lượt phục vụ có đánh giá" in text_of(poster_pdf(made))


def test_a_poster_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a poster needs at least one day"):
        poster(month="2026-11")


def test_sample_data_says_so_on_the_wall() -> None:
    assert "DỮ LIỆU MẪU" in text_of(poster_pdf(poster(ordinary_day(is_sample=True))))


@pytest.mark.parametrize(("size", "points"), [("a4", (595, 842)), ("a3", (842, 1191))])
@pytest.mark.parametrize("day", [ordinary_day, open_day, bad_day])
def test_it_fills_one_sheet_of_either_paper(size: str, points: tuple[int, int], day: type) -> None:
    (page,) = PdfReader(io.BytesIO(poster_pdf(poster(day()), size))).pages  # type: ignore[arg-type]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == points


def golden(name: str, made: bytes, request: pytest.FixtureRequest) -> None:
    """Compare with the picture that people have looked at; edges may be smoothed otherwise."""
    path = GOLDEN / f"{name}.png"
    found = Image.open(io.BytesIO(made)).convert("L")
    if request.config.getoption("--regold"):
        path.parent.mkdir(exist_ok=True)
        found.quantize(16).save(path, optimize=True)
    wanted = Image.open(path).convert("L")
    assert found.size == wanted.size
    difference = ImageChops.difference(found, wanted).point(lambda grey: 255 * (grey > 64))
    share = sum(difference.histogram()[255:]) / (found.width * found.height)
    assert share < 0.002, f"{name}: {share:.2%} of the picture differs; look, then use --regold"


CONTENTS: dict[str, tuple[str, Part]] = {
    "report-ordinary": ("report", document(ordinary_day())),
    "report-open": ("report", document(open_day())),
    "report-bad": ("report", document(bad_day())),
    "poster-ordinary": ("poster", poster(ordinary_day())),
    "poster-few": ("poster", poster(open_day())),
    "poster-bad": ("poster", poster(bad_day())),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_it_looks_as_it_looked_when_people_approved_it(
    name: str, request: pytest.FixtureRequest
) -> None:
    golden(name, picture(*CONTENTS[name], ppi=72), request)


def test_another_picture_is_noticed(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regold"):
        pytest.skip("nothing is compared while pictures are written")
    other = picture("poster", poster(bad_day()), ppi=72)
    with pytest.raises(AssertionError, match="of the picture differs"):
        golden("poster-ordinary", other, request)
