"""Tokens: what one must have, and that one is never forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from small_office import Play

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.core.people import Secret

SOUND: dict[str, Any] = {
    "by": "lan",
    "token": "k7qfm2xd",
    "name": "Cổng dịch vụ công",
    "scopes": ("queue:read", "tickets:write"),
    "last_day": "2027-11-20",
    "secret": Secret(login="token/k7qfm2xd", hash="h"),
}


def make(play: Play, **other: Any) -> None:
    play.do(c.MakeToken(request=play.request(), **SOUND | other))


def revoke(play: Play, token: str = "k7qfm2xd") -> None:
    play.do(c.RevokeToken(request=play.request(), by="binh", token=token))


def test_a_token_is_made_and_taken_back_and_both_stay_known() -> None:
    play = Play()
    make(play)
    [token] = play.office.tokens.values()
    assert (token.made_by, token.made_ms, token.is_revoked) == ("lan", play.wall, False)
    assert token.is_in_force("2027-11-20")
    assert not token.is_in_force("2027-11-21")
    revoke(play)
    [token] = play.office.tokens.values()
    assert (token.revoked_by, token.is_in_force("2026-11-20")) == ("binh", False)
    before = len(play.history)
    revoke(play)
    assert len(play.history) == before


@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        ({"token": "../../etc"}, "bad-token-id", "expected 8 new ones of a-z 2-7"),
        ({"name": "  "}, "bad-token-name", "a token has a name of 1 to 80 characters"),
        ({"name": "x" * 81}, "bad-token-name", "a token has a name of 1 to 80 characters"),
        ({"scopes": ()}, "no-scope", "a token has scopes; there are: queue:read, figures:read"),
        ({"scopes": ("all",)}, "no-scope", "a token has scopes; there are: queue:read"),
        ({"last_day": "2026-11-19"}, "bad-token-end", "ends today or within 366 days"),
        ({"last_day": "2027-11-22"}, "bad-token-end", "ends today or within 366 days"),
    ],
)
def test_a_token_that_must_not_be_is_refused(wrong: dict[str, Any], code: str, says: str) -> None:
    play = Play()
    with pytest.raises(Refused) as refusal:
        make(play, **wrong)
    assert (refusal.value.code, says in str(refusal.value)) == (code, True)
    assert not play.office.tokens


def test_a_tablet_has_a_counter_in_place_of_scopes_and_lasts_as_long_as_one_lives() -> None:
    play = Play()
    make(play, scopes=(), counter=CounterNo(1), last_day="2031-11-20")
    [tablet] = play.office.tokens.values()
    assert (tablet.counter, tablet.scopes) == (1, ())
    for wrong, code in (
        ({"scopes": ("queue:read",)}, "no-scope"),
        ({"last_day": "2031-11-30"}, "bad-token-end"),
    ):
        with pytest.raises(Refused) as refusal:
            make(play, **{"token": "another2", "scopes": (), "counter": CounterNo(2)} | wrong)
        assert refusal.value.code == code


def test_a_new_tablet_ends_the_one_that_its_counter_had_and_no_other() -> None:
    play = Play()
    make(play)
    for token, counter in (("tablet22", 1), ("tablet33", 2), ("tablet44", 1)):
        make(play, token=token, scopes=(), counter=CounterNo(counter))
    ended = {one.id: one.revoked_by for one in play.office.tokens.values() if one.is_revoked}
    assert ended == {"tablet22": "lan"}


def test_no_two_tokens_have_one_id_and_what_is_not_there_is_not_taken_back() -> None:
    play = Play()
    make(play)
    with pytest.raises(Refused, match="expected 8 new ones"):
        make(play)
    with pytest.raises(Refused, match="there is no token aaaaaaaa"):
        revoke(play, "aaaaaaaa")
