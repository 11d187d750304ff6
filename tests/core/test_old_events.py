"""Old event bodies decode for ever: one file for each version that was ever in use."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from mot_cua.ids import Ticks, UnixMs, digest_of
from mot_cua.messages import DayPlan, OfficeCalendar
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.office import Office
from queue_server.core.people import User

GOLDEN = Path(__file__).parent.parent / "golden" / "events"
FILES = sorted(GOLDEN.glob("*.jsonl"))

PLAIN: dict[str, object] = {
    "request": "r-1", "ticket": "t-1", "day": "2026-11-20", "service": "HT", "number": 12,
    "label": "1012", "ticket_class": "priority", "issuer": "kiosk-1", "token": "x",
    "issued_ms": 1, "base_ticks": 2, "counter": 3, "leg": "t-1/1", "opens": 4, "closes": 5,
    "level": "satisfied", "channel": "panel", "pressed": 6, "reason": "why", "boot": "b",
    "version": "0.1.0", "totals": {"issued": 1}, "outcome": "printed", "back_to": "waiting",
    "overtaken": 2, "state": "done", "part": "printer", "kiosk": "kiosk-1", "tickets": ("t-1",),
    "device": "kiosk-1", "change": "enrolled", "changed_ms": 7, "paper": "k-1",
    "remedy": "r-2", "period": "2026-11", "cause": "chờ lâu", "action": "thêm quầy",
    "owner": "Phó Giám đốc", "due": "2026-12-31",
    "week": "2026-11-16", "waits": 100, "inside": 80, "off_s": 240.0, "bias_s": -30.0,
    "waited_s": 900.0, "stretch": 1.5, "stretch_before": 1.0,
    "old": {"rules.calls": "3"}, "new": {"rules.calls": "2"},
    "by": "console", "what": "added", "before": None,
    "after": User(login="lan", person="Nguyễn Thị Lan", role="admin"),
    "register": "petitions", "year": 2026, "entries": 12, "before_ms": 8, "after_ms": 9,
    "login": "lan", "address": "192.168.1.66", "failures": 5, "wait_ms": 60000,
    "name": "Cổng dịch vụ công", "scopes": ("queue:read",), "last_day": "2027-01-31",
    "month": "2026-11", "text": "Mở thêm quầy 2", "alert": "r-3", "step": "seen",
    "services": ("DD",), "until": 7, "dossiers": 3,
    "giver": "Trần Văn Bình", "taker": "Lê Thị Mai",
    "items": (e.HandOverItem(key="backup", text="có bản sao lưu", is_ok=True),),
    "rows": {"late": ({"ticket": "2026-11-20/late/0", "recorded_ms": 0},)},
    "backup": "/mnt/stick/2031-01-02T18-30-00", "upto": 10, "head": "ab", "deleted": 8, "left": 2,
    "left_hash": "cd",
    "calendar": OfficeCalendar(week=(DayPlan(work=("07:30-11:30",), issue=("07:00-11:15",)),) * 7),
}  # fmt: skip


def kinds() -> list[type[e.Event]]:
    return list(e.AnyEvent.__args__)  # type: ignore[attr-defined]


def sample(kind: type[e.Event]) -> e.Event:
    required = [field.name for field in msgspec.structs.fields(kind) if field.required]
    return kind(**{name: PLAIN[name] for name in required})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_event_of_a_version_still_decodes_and_means_the_same(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        event = msgspec.json.decode(line, type=e.AnyEvent)
        told = json.loads(msgspec.json.encode(event))
        assert told.items() >= json.loads(line).items()


def test_the_present_version_has_a_golden_file_with_every_kind(
    request: pytest.FixtureRequest,
) -> None:
    lines = [msgspec.json.encode(sample(kind)).decode() for kind in kinds()]
    path = GOLDEN / "v1.jsonl"
    if request.config.getoption("--regold"):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    golden = path.read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["kind"] for line in golden} == {e.kind_of(sample(k)) for k in kinds()}


def test_a_field_of_a_later_version_is_dropped() -> None:
    line = b'{"kind":"recalled","request":"r","ticket":"t","counter":1,"mood":"good"}'
    assert msgspec.json.decode(line, type=e.AnyEvent) == e.TicketRecalled(
        request="r",  # type: ignore[arg-type]
        ticket="t",  # type: ignore[arg-type]
        counter=1,  # type: ignore[arg-type]
    )


def test_the_key_that_an_old_event_still_carries_opens_its_papers_page() -> None:
    office = Office([1])
    old = next(
        line
        for line in (GOLDEN / "v1.jsonl").read_text(encoding="utf-8").splitlines()
        if '"ticket-received"' in line
    )
    event = msgspec.json.decode(old, type=e.AnyEvent)
    apply(office, event, e.Stamp(1, Ticks(0), UnixMs(0)))
    assert office.visits().tokens == {digest_of("x"): "t-1"}
