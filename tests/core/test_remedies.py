"""Remedies: complete or refused, and kept word for word."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e

WORDS = {
    "remedy": "m-1",
    "period": "2026-11",
    "cause": "Chờ lâu\nbuổi sáng",
    "action": "Thêm quầy",
    "owner": "Phó Giám đốc",
    "due": "2026-12-31",
}


def test_a_remedy_is_kept_with_its_words() -> None:
    play = Play()
    play.do(c.RecordRemedy(request=play.request(), **WORDS))
    event, _ = play.history[-1]
    assert isinstance(event, e.RemedyRecorded)
    assert (event.cause, event.due, event.effect) == ("Chờ lâu buổi sáng", "2026-12-31", "")


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (
            {"owner": ""},
            "remedy-incomplete",
            "a remedy names its cause, what is done, and by whom; one is empty",
        ),
        ({"effect": "x" * 2001}, "remedy-too-long", "each field has at most 2000 letters"),
        ({"due": "31/12"}, "bad-date", "'31/12' is no date; expected one like 2026-12-31"),
        ({"period": "soon"}, "unknown-period", "soon: no period; expected a week 2026-W47"),
    ],
)
def test_a_remedy_that_is_not_complete_is_refused(
    wrong: dict[str, str], code: str, said: str
) -> None:
    play = Play()
    with pytest.raises(Refused, match=said) as refusal:
        play.do(c.RecordRemedy(request=play.request(), **(WORDS | wrong)))
    assert refusal.value.code == code
