"""Every code that the core can refuse with has a sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import queue_server
from config.settings import Rules
from mot_cua.errors import Refused
from queue_server.core.ticket import TRANSITIONS, Action
from queue_server.web.people_texts import is_known_at_the_door, people_sentence
from queue_server.web.refusals import is_known, sentence
from queue_server.web.texts import TEXTS
from queue_server.web.token_texts import is_known_of_tokens, token_sentence
from queue_server.web.v1.problems import own_codes

RULES = Rules()
FOLDER = Path(queue_server.__file__).parent


def codes_in_the_source() -> set[str]:
    source = "\n".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py"))
    return set(re.findall(r'Refused\(\s*"([a-z-]+)"', source))


def codes_of_the_table() -> set[str]:
    return {
        f"{action}-while-{state}"
        for state, steps in TRANSITIONS.items()
        for action in Action
        if action not in steps
    }


def test_the_source_has_codes() -> None:
    assert {"nobody-waiting", "busy", "recall-limit"} <= codes_in_the_source()


@pytest.mark.parametrize(
    "code",
    sorted(
        # What the API alone says has its sentences in `test_v1`.
        codes_in_the_source() - {code for code, _, _ in own_codes()}
        | codes_of_the_table()
        | {"counter-closed", "counter-paused", "pause-while-closed", "pause-while-paused"}
    ),
)
def test_each_code_has_one_sentence_in_both_languages(code: str) -> None:
    refusal = Refused(code, "")
    for language in ("vi", "en"):
        if is_known(code):
            text = sentence(code, RULES, language)
        elif is_known_at_the_door(code):
            text = people_sentence(refusal, language)
        else:
            assert is_known_of_tokens(code)
            text = token_sentence(refusal, language)
        assert text.endswith(".")
        assert "{" not in text


def test_a_code_of_tomorrow_still_has_words() -> None:
    assert sentence("moon-is-full", RULES, "vi") == "Chưa làm được việc đó."
    assert not is_known("moon-is-full")


def test_both_languages_have_the_same_words() -> None:
    assert TEXTS["vi"].keys() == TEXTS["en"].keys()
    assert all(text for words in TEXTS.values() for text in words.values())
