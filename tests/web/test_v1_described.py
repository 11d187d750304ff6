"""The API keeps to its description, whatever is sent: a running server is asked by Schemathesis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.failures import FailureGroup
from web.pages_office import PagesOffice, Served
from web.test_v1 import give_token

from mot_cua.clock import ManualClock
from mot_cua.ids import Ticks
from queue_server.web import guard
from queue_server.web.limits import PERIOD_MS, Limits
from queue_server.web.v1.openapi import document


class Patient(ManualClock):
    """Ten seconds pass with each request: a thousand examples are no flood."""

    def monotonic_ms(self) -> Ticks:
        self.advance(PERIOD_MS)
        return super().monotonic_ms()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running office in which something goes on; returns its address and a token."""
    office = PagesOffice(tmp_path_factory.mktemp("office"))
    office.day_of_ratings(*["satisfied"] * 11)
    for _ in range(30):
        office.issue("HT")
    office.hear("kiosk-1", health={"printer": "ready"})
    served = Served(office)
    served.app.extensions[guard._LIMITS] = Limits(Patient())
    yield served.at("/api/v1"), give_token(office)
    served.stop()
    office.switch_off()


description = schemathesis.openapi.from_dict(document())
# The test sends its own token; what is asked without one is tried by the check of ignored tokens.
description.config.generation.with_security_parameters = False


@description.parametrize()
@settings(
    max_examples=40, derandomize=True, deadline=None, database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_address_answers_as_it_is_described(
    case: schemathesis.Case, asked: tuple[str, str]
) -> None:
    address, token = asked
    answer = case.call(base_url=address, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code < 500
    case.validate_response(answer)


def test_an_answer_of_another_shape_would_be_noticed(asked: tuple[str, str]) -> None:
    address, token = asked
    other = document()
    other["components"]["schemas"]["Queue"]["properties"]["version"] = {"type": "string"}
    case = schemathesis.openapi.from_dict(other)["/queue"]["GET"].Case()
    answer = case.call(base_url=address, headers={"Authorization": f"Bearer {token}"})
    with pytest.raises(FailureGroup) as problem:
        case.validate_response(answer)
    assert "Response violates schema" in str(problem.value)
