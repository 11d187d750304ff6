"""The slip of an apology, from the server's order to the kiosk's paper."""

from __future__ import annotations

from concurrent.futures import Future

import msgspec
import pytest

from mot_cua.ids import DeviceId, RequestId, UnixMs
from mot_cua.messages import DeviceCommand, PrintApology
from office.simulate.stage import Stage
from queue_server.service import Tell

KIOSK = DeviceId("kiosk-1")


def tell(stage: Stage, order: PrintApology) -> None:
    stage.server.handle(Tell(KIOSK, DeviceCommand(order=order), Future()))
    stage.settle()


def test_an_apology_is_printed_once_and_never_with_a_name(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    now = stage.clock.wall_ms()
    order = PrintApology(
        id=RequestId("press-1"),
        issued_ms=now,
        expires_ms=UnixMs(now + 60_000),
        number="01/2026",
        dossier="H40.20-261101-0012",
        due="23/11/2026",
        reason="Cần xác minh thêm",
        new_due="30/11/2026",
    )
    papers = len(stage.paper.cut)
    tell(stage, order)
    tell(stage, order)
    assert len(stage.paper.cut) == papers + 1
    named = msgspec.structs.replace(order, id=RequestId("press-2"), dossier="Nguyễn Thị Lan")
    tell(stage, named)
    assert len(stage.paper.cut) == papers + 1
    assert "the apology 01/2026 is not printed: 'Nguyễn Thị Lan' on the apology slip" in caplog.text
