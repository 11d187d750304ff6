"""`/metrics`: how the office is, for Prometheus. Counts and states, and nothing of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, request

from mot_cua import VERSION
from queue_server.gateway import Gateway
from queue_server.web.page import gateway

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

metrics = Blueprint("metrics", __name__)

READY: Final = "ready"


@metrics.get("/metrics")
def show() -> Response:
    """Answer in Prometheus' own format, to the computers that `[server] metrics_to` names."""
    if request.remote_addr not in gateway().settings.server.metrics_to:
        abort(403)
    # Loaded by the first who asks: an office that nobody watches does not pay for it.
    from prometheus_client import CollectorRegistry  # noqa: PLC0415
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Office(gateway()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Office:
    def __init__(self, house: Gateway) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Describe the office at this moment."""
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily  # noqa: PLC0415

        view = self._house.view
        yield InfoMetricFamily("mot_cua", "The programs that run.", {"version": VERSION})
        yield GaugeMetricFamily(
            "mot_cua_journal_events", "Events in the journal.", value=view.version
        )
        yield GaugeMetricFamily(
            "mot_cua_unprinted_tickets", "Valid numbers without paper.", value=len(view.unprinted)
        )
        waiting = GaugeMetricFamily("mot_cua_waiting", "Who waits.", labels=["service"])
        counters = GaugeMetricFamily(
            "mot_cua_open_counters", "Counters that serve it now.", labels=["service"]
        )
        for service in view.services:
            waiting.add_metric([service.service], service.waiting)
            counters.add_metric([service.service], len(service.open_counters))
        yield waiting
        yield counters
        yield from self._devices()

    def _devices(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        up = GaugeMetricFamily("mot_cua_device_up", "1: it is there.", labels=["device", "role"])
        outbox = GaugeMetricFamily(
            "mot_cua_device_outbox", "Facts that are not delivered yet.", labels=["device"]
        )
        clock = GaugeMetricFamily(
            "mot_cua_device_clock_trusted", "1: its clock can be right.", labels=["device"]
        )
        part = GaugeMetricFamily(
            "mot_cua_device_part_ready", "1: nothing is wrong with it.", labels=["device", "part"]
        )
        for name, device in self._house.devices.items():
            status = device.status
            up.add_metric([name, status.role], self._house.is_here(name))
            outbox.add_metric([name], status.outbox_depth)
            clock.add_metric([name], status.clock_trusted)
            for one, state in status.health.items():
                part.add_metric([name, one], state == READY)
        yield from (up, outbox, clock, part)
