"""People who wait for a service that nobody can call them to: an alert for officers and leaders."""

from __future__ import annotations

from collections.abc import Iterator

from mot_cua.messages import ServiceState
from queue_server.snapshots import OfficeView
from queue_server.web.page import gateway, service_names, texts


def unserved() -> tuple[str, ...]:
    """Say for which services people wait although no counter is open, one sentence each.

    Outside working hours and at lunch counters are closed by right, and nobody is alarmed.
    """
    house = gateway()
    return tuple(_sentences(house.view)) if house.is_working() else ()


def _sentences(view: OfficeView) -> Iterator[str]:
    is_open = {one.number: one.state == "open" for one in view.counters}
    for one in view.services:
        if one.waiting and not any(is_open[number] for number in one.open_counters):
            yield _sentence(one)


def _sentence(service: ServiceState) -> str:
    name = service_names().get(service.service, service.service)
    people = texts()["unserved"].format(waiting=service.waiting, service=name)
    if not service.open_counters:
        return people + texts()["unserved_closed"]
    numbers = ", ".join(map(str, service.open_counters))
    return people + texts()["unserved_paused"].format(counters=numbers)
