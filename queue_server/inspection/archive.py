"""The archive of a period: events with their chain, totals, audit, settings, and two verifiers.

The events run from the opening of the period's first day to the last supplement that belongs to its
days. Whoever checks them needs no trust in us: the seals of the days stand on paper reports that
were signed at the time, and every event between two seals is bound to them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from typing import IO, Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from config.settings import Settings
from mot_cua.business_day import local
from mot_cua.errors import JournalError
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import date_text, time_text
from queue_server.core.periods import Period
from queue_server.inspection.hiding import line_of, shown_body
from queue_server.inspection.kiem_tra import (
    EVENTS,
    HISTORY,
    ISSUES,
    SEALS,
    TOTALS,
    is_counted_before,
)
from queue_server.inspection.settings_history import history
from queue_server.journal import schema

VERIFIERS: Final = ("kiem_tra.py", "kiem-tra.html")
AUDIT, CONFIGURATION, READ_ME, REPORT = (
    "kiem-toan.csv",
    "cau-hinh.json",
    "DOC-TRUOC.txt",
    "bao-cao.csv",
)

_ROUTINE: Final = frozenset(
    {
        "ticket-received", "print-recorded", "called", "recalled", "started", "finished",
        "window-shortened", "rating-given", "rating-final", "rating-expired", "returned",
    }
)  # fmt: skip
"""Kinds of an ordinary visit; the audit lists the others, and calls out of order."""


def write_archive(
    file: IO[bytes],
    engine: Engine,
    period: Period,
    *,
    settings: Settings,
    report: bytes,
    now_ms: UnixMs,
) -> int:
    """Write the archive of a period; return how many events it holds.

    `report` is the period's table for programs.

    Raises:
        JournalError: the office was not open in the period, or a day of it is not closed yet.
    """
    with engine.connect() as db, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        first, last = _segment(db, period)
        audit = io.StringIO(newline="")
        writer = csv.writer(audit, delimiter=";", lineterminator="\r\n")
        writer.writerow(("seq", "time", "device", "kind", "body"))
        totals = _Totals()
        with archive.open(EVENTS, "w", force_zip64=True) as events:
            for row in _rows(db, first, last):
                events.write(msgspec.json.encode(line_of(row)) + b"\n")
                totals.take(row)
                if _is_audited(row):
                    writer.writerow(_audit(row))
        archive.writestr(AUDIT, audit.getvalue().encode("utf-8-sig"))
        archive.writestr(TOTALS, totals.json(period))
        archive.writestr(SEALS, _pretty(_seals(db)))
        archive.writestr(CONFIGURATION, _pretty(settings))
        archive.writestr(HISTORY, _pretty(history(db, first)))
        archive.writestr(REPORT, report)
        archive.writestr(READ_ME, _read_me(period, settings.office.name, now_ms))
        for name in VERIFIERS:
            archive.writestr(name, (files("queue_server.inspection") / name).read_bytes())
    return totals.events


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def archive_name(period: Period) -> str:
    """Name the file of a period's archive.

    >>> from queue_server.core.periods import period_of
    >>> archive_name(period_of("2026-11"))
    'ho-so-kiem-tra-2026-11.zip'
    """
    return f"ho-so-kiem-tra-{period.name}.zip"


def day_of_code(engine: Engine, code: str) -> str | None:
    """Return the day whose report carries a short code; None when none does."""
    wanted = code.strip().lower()
    if len(wanted) < 8 or not all(sign in "0123456789abcdef" for sign in wanted):
        return None
    with engine.connect() as db:
        found = db.execute(
            sa.select(schema.day.c.day).where(
                schema.day.c.closed_seq.is_not(None), schema.day.c.head.startswith(wanted)
            )
        ).first()
    return str(found.day) if found else None


class _Totals:
    """Counts what the verifiers count again."""

    def __init__(self) -> None:
        self.events = self.issued = self.came_late = 0
        self.levels: dict[str, int] = {}

    def take(self, row: Any) -> None:
        self.events += 1
        self.issued += row.kind in ISSUES
        self.came_late += row.kind == "ticket-came-late" and not is_counted_before(row.body)
        if row.kind == "rating-final":
            level = msgspec.json.decode(row.body)["level"]
            self.levels[level] = self.levels.get(level, 0) + 1

    def json(self, period: Period) -> bytes:
        told = {
            "period": period.name,
            "first": period.first,
            "last": period.last,
            "events": self.events,
            "issued": self.issued,
            "came_late": self.came_late,
            "levels": dict(sorted(self.levels.items())),
        }
        return _pretty(told)


def _segment(db: Connection, period: Period) -> tuple[int, int]:
    """Say from which event to which the period goes: to just before the next day is opened."""
    day = schema.day.c
    rows = db.execute(
        sa.select(day.day, day.opened_seq, day.closed_seq)
        .where(day.day.between(period.first, period.last))
        .order_by(day.opened_seq)
    ).all()
    if not rows:
        raise JournalError(f"{period.name}: the office was not open in this period; no export")
    still_open = [row.day for row in rows if row.closed_seq is None]
    if still_open:
        raise JournalError(
            f"{period.name}: {still_open[0]} is not closed yet; export when the day is over, or"
            " choose days before it"
        )
    begins = sa.select(schema.event.c.seq).where(schema.event.c.seq == rows[0].opened_seq)
    if db.execute(begins).first() is None:
        raise JournalError(
            f"{period.name}: of these days only the totals are left; `mot-cua verify` names the"
            " backup that has their events"
        )
    following = db.execute(
        sa.select(sa.func.min(day.opened_seq)).where(day.opened_seq > rows[-1].opened_seq)
    ).scalar()
    newest = db.execute(sa.select(sa.func.max(schema.event.c.seq))).scalar_one()
    return int(rows[0].opened_seq), int(following) - 1 if following else int(newest)


def _rows(db: Connection, first: int, last: int) -> Iterator[Any]:
    event = schema.event
    yield from db.execute(
        sa.select(event).where(event.c.seq.between(first, last)).order_by(event.c.seq)
    )


def _is_audited(row: Any) -> bool:
    return row.kind not in _ROUTINE or (
        row.kind == "called" and '"is_out_of_order":true' in row.body
    )


def _audit(row: Any) -> tuple[int, str, str, str, str]:
    moment = local(UnixMs(row.wall_ms))
    return row.seq, f"{moment:%Y-%m-%d %H:%M:%S}", row.device, row.kind, shown_body(row)


def _seals(db: Connection) -> list[dict[str, Any]]:
    """List every seal of the journal, so that the code of any old report is found."""
    day = schema.day.c
    rows = db.execute(
        sa.select(day.day, day.closed_seq, day.head)
        .where(day.closed_seq.is_not(None))
        .order_by(day.day)
    )
    return [{"day": row.day, "seq": row.closed_seq, "head": row.head} for row in rows]


def _read_me(period: Period, office: str, now_ms: UnixMs) -> bytes:
    moment = local(now_ms)
    return f"""HỒ SƠ TRÍCH XUẤT PHỤC VỤ KIỂM TRA
{office}
{period.title} ({period.dates})
Trích xuất lúc {time_text(moment)} ngày {date_text(moment)}

{EVENTS:<16} mọi sự kiện của kỳ, theo thứ tự, kèm mã nối tiếp (SHA-256)
{TOTALS:<16} số liệu của kỳ, để đối chiếu với sự kiện
{SEALS:<16} mã niêm phong của mọi ngày đã chốt từ khi dùng hệ thống
{REPORT:<16} bảng số liệu của kỳ (mở bằng Excel)
{AUDIT:<16} các việc ngoài lượt phục vụ thông thường: mở quầy, sửa, hủy, gọi ngoài thứ tự, sự cố
{HISTORY:<16} cấu hình có hiệu lực khi bắt đầu kỳ; thay đổi trong kỳ nằm trong {EVENTS}
{CONFIGURATION:<16} cấu hình đang có hiệu lực khi trích xuất
kiem-tra.html    mở bằng trình duyệt, không cần mạng, để kiểm tra và xem giải thích từng bước
kiem_tra.py      kiểm tra bằng Python: python3 kiem_tra.py

Cách đối chiếu với báo cáo giấy: ở cuối báo cáo ngày có mã niêm phong 8 ký tự. Nhập mã đó vào
kiem-tra.html, hoặc gõ: python3 kiem_tra.py --ma MÃ. Mã trên giấy đã ký trùng với mã trong hồ sơ thì
mọi sự kiện đến lúc chốt ngày đó đúng như khi ký.

Hồ sơ có giờ từng lượt phục vụ và đánh giá: người biết ai đã đến giờ nào có thể suy ra người đó đánh
giá thế nào. Chỉ giao cho người có thẩm quyền, không công bố.

Hồ sơ này chứng minh các sự kiện của kỳ không bị sửa từ khi niêm phong. Nó không chứng minh rằng
người dân đã tự bấm nút: việc đó xem trang “Cần xem lại” của hệ thống.
""".encode("utf-8-sig")
