"""`/metrics` is what Prometheus reads, and says how the machines are."""

from __future__ import annotations

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from web.pages_office import PagesOffice

from mot_cua import VERSION


def read(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Read the page with Prometheus' own parser: the name and its labels → the value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def test_it_counts_who_waits_and_who_serves(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    for service in ("HT", "HT", "CT"):
        office.issue(service)
    found = read(client)
    assert found["mot_cua_waiting", "HT"] == 2
    assert found["mot_cua_waiting", "CT"] == 1
    assert found["mot_cua_open_counters", "HT"] >= 1
    assert found["mot_cua_info", VERSION] == 1
    assert found["mot_cua_journal_events",] > 3


def test_it_tells_which_device_is_there_and_what_it_lacks(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1", health={"printer": "paper-end", "speaker": "ready"}, outbox_depth=7)
    found = read(client)
    assert found["mot_cua_device_up", "kiosk-1", "kiosk"] == 1
    assert found["mot_cua_device_outbox", "kiosk-1"] == 7
    assert found["mot_cua_device_part_ready", "kiosk-1", "printer"] == 0
    assert found["mot_cua_device_part_ready", "kiosk-1", "speaker"] == 1


def test_only_the_computers_that_the_office_names_may_read_it(client: FlaskClient) -> None:
    stranger = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.168.1.77"})
    assert stranger.status_code == 403
    assert "mot_cua_" not in stranger.text
