"""The public board, by the rules of figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice


def words(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, is_sample=True)
    yield made
    made.switch_off()


def test_without_ratings_nothing_is_claimed(client: FlaskClient) -> None:
    page = words(client.get("/public").text)
    assert "<strong>Chưa có đánh giá</strong>" in page
    assert "0/0 lượt phục vụ có đánh giá" in page
    assert "Hôm nay, 20/11/2026" in page
    assert "DỮ LIỆU MẪU" not in page


def test_below_ten_ratings_there_are_counts_and_no_share(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings(*["very-satisfied"] * 8, "dissatisfied", "")
    page = words(client.get("/public").text)
    assert "Chưa đủ số liệu (9 lượt đánh giá, tối thiểu 10)" in page
    assert "9/10 lượt phục vụ có đánh giá (90%)" in page
    assert '<span class="bar-count">8 <small>lượt</small></span>' in page
    assert '<span class="bar-share"></span>' in page
    assert 'class="bar-fill" width="0"' in page
    assert "Không đánh giá: <b>1</b> lượt phục vụ" in page


def test_a_small_sample_is_marked_and_decides_nothing(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings(*["very-satisfied"] * 9, "satisfied", "neutral", "")
    page = words(client.get("/public").text)
    assert "<b>90,9%</b>" in page
    assert "trong đó Rất hài lòng: 81,8%" in page
    assert "11/12 lượt phục vụ có đánh giá (91,7%)" in page
    assert "Mẫu nhỏ (dưới 30 lượt): chưa kết luận về mục tiêu" in page
    assert "Mục tiêu 95%" in page


def test_a_full_sample_is_compared_with_the_target(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings(*["satisfied"] * 30)
    page = words(client.get("/public").text)
    assert "<b>100%</b>" in page
    assert '<p class="verdict is-met">Đạt mục tiêu 95%</p>' in page


def test_sample_data_is_marked_on_every_page(sample: PagesOffice) -> None:
    client = sample.client()
    for address in ("/", "/public", "/admin", "/report", "/counter/1"):
        assert "DỮ LIỆU MẪU" in client.get(address).text, address


def test_the_house_typeface_comes_from_the_server_for_a_year(client: FlaskClient) -> None:
    answer = client.get("/font/be-vietnam-pro-bold.ttf", buffered=True)
    assert answer.mimetype == "font/ttf"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/font/be-vietnam-pro-..%2Fregular.ttf").status_code == 404
    assert client.get("/font/be-vietnam-pro-black.ttf").status_code == 404


def test_yesterday_thirty_days_and_the_year_stand_below_today(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.day_of_ratings(*["satisfied"] * 12)
    page = words(client.get("/public").text)
    assert "30 ngày qua <small>22/10/2026 – 20/11/2026</small>" in page
    assert "Từ đầu năm đến nay <small>01/01/2026 – 20/11/2026</small>" in page
    assert page.count('<p class="board-span-said">Hài lòng: 100% – trong đó') == 2
    assert "Hôm qua" not in page
