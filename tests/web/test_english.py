"""English for guests: beside the Vietnamese words where a page is a state form, never instead."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice


@pytest.mark.parametrize(
    ("path", "vietnamese", "english"),
    [
        ("/report", "I. Tình hình tiếp đón", "Reception"),
        ("/public", "Kết quả đánh giá sự hài lòng", "Satisfaction of citizens"),
        ("/admin", "Số đã cấp", "Numbers given out"),
    ],
)
def test_a_page_of_figures_keeps_its_vietnamese_and_adds_english_when_asked(
    office: PagesOffice, client: FlaskClient, path: str, vietnamese: str, english: str
) -> None:
    del office
    plain = client.get(path, follow_redirects=True).get_data(as_text=True)
    guest = client.get(f"{path}?lang=en", follow_redirects=True).get_data(as_text=True)
    assert vietnamese in plain
    assert english not in plain
    assert f'{vietnamese}<small class="gloss" lang="en">{english}</small>' in guest


def test_every_page_leads_to_the_other_language_and_back(client: FlaskClient) -> None:
    for path in ("/", "/public", "/admin"):
        assert 'href="?lang=en"' in client.get(path).get_data(as_text=True)
        assert 'href="?lang=vi"' in client.get(f"{path}?lang=en").get_data(as_text=True)
