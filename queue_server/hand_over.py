"""What has to be tried before an office is handed over, and what the system has seen of it.

What leaves a trace in the journal needs no tick: a paper that was printed, a button pressed.
What only eyes and ears can tell (is the voice clear at the back of the hall?) a person ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from config.devices import BridgeSettings
from config.settings import KioskSettings, Settings
from config.unit_checks import places_of
from mot_cua.business_day import local
from mot_cua.ids import CounterNo, LegId, UnixMs
from mot_cua.last_backup import LastBackup
from mot_cua.messages import Finding
from mot_cua.vietnamese import date_text, time_text
from queue_server.core import events as e
from queue_server.journal.journal import Row

Checkups = dict[str, tuple[Finding, ...]]
"""Computer → what its doctor found last; empty when it was never heard."""
BOOTS: Final = 2
"""Starts of the computer: on, and on again after the power was cut."""


class ToTry(NamedTuple):
    """One line of the list."""

    key: str
    text: str
    is_seen: bool | None = None
    """None: only a person can tell."""
    missing: str = ""
    """What was not seen yet, while the rest was."""


class Witness:
    """Remembers what the journal says of the devices."""

    def __init__(self) -> None:
        self.printed: set[str] = set()
        self.scanned: set[str] = set()
        self.given: set[tuple[str, str]] = set()
        """Kiosk and service of every number."""
        self.pressed: set[tuple[int, str]] = set()
        """Counter and level of every press, counted or not."""
        self.boots: set[str] = set()
        self._counters: dict[LegId, CounterNo] = {}

    def hear(self, row: Row) -> None:
        """Take in one event."""
        look = self._LOOKS.get(type(row.event))
        if look is not None:
            look(self, row.event, row.device)

    def _printed(self, event: e.TicketPrintRecorded, device: str) -> None:
        if event.outcome == "printed":
            self.printed.add(device)

    def _given(self, event: e.TicketReceived, _: str) -> None:
        self.given.add((event.issuer, event.service))

    def _returned(self, _: e.TicketReturned, device: str) -> None:
        self.scanned.add(device)

    def _reported(self, event: e.DeviceReported, device: str) -> None:
        if event.part == "scanner" and event.detail:
            self.scanned.add(device)

    def _finished(self, event: e.ServiceFinished, _: str) -> None:
        self._counters[event.leg] = event.counter

    def _rated(self, event: e.RatingGiven, _: str) -> None:
        if event.leg in self._counters and event.channel == "panel":
            self.pressed.add((self._counters[event.leg], event.level))

    def _stray(self, event: e.PressWasStray, _: str) -> None:
        if event.channel == "panel":
            self.pressed.add((event.counter, event.level))

    def _started(self, event: e.ServerStarted, _: str) -> None:
        self.boots.add(event.boot)

    _LOOKS: Final[dict[type[e.Event], Callable[..., None]]] = {
        e.TicketPrintRecorded: _printed,
        e.TicketReceived: _given,
        e.TicketReturned: _returned,
        e.DeviceReported: _reported,
        e.ServiceFinished: _finished,
        e.RatingGiven: _rated,
        e.PressWasStray: _stray,
        e.ServerStarted: _started,
    }


def witness_of(rows: Iterable[Row]) -> Witness:
    """Let a witness hear a journal."""
    made = Witness()
    for row in rows:
        made.hear(row)
    return made


def list_of(
    settings: Settings,
    seen: Witness,
    checkups: Checkups,
    backup: LastBackup | None,
    since_ms: UnixMs,
) -> list[ToTry]:
    """Make the list for this office's own devices; a backup counts from `since_ms` on."""
    lines = [line for one in settings.kiosk for line in _kiosk(settings, one, seen)]
    for board in settings.board:
        lines.append(ToTry(f"board-{board.id}", f"Bảng {board.id} hiện đúng số và quầy đang gọi"))
        if board.speaker.kind != "none":
            text = f"Loa của bảng {board.id} nghe rõ ở cuối phòng chờ"
            lines.append(ToTry(f"voice-{board.id}", text))
    for bridge in settings.bridge:
        lines += _units(settings, bridge, seen)
    return [*lines, _power(seen), _backup(backup, since_ms), _doctor(checkups)]


def _kiosk(settings: Settings, kiosk: KioskSettings, seen: Witness) -> Iterator[ToTry]:
    name = kiosk.id
    yield ToTry(f"print-{name}", f"Máy lấy số {name} in được phiếu", name in seen.printed)
    yield ToTry(f"paper-{name}", f"Phiếu của {name} rõ, đủ dấu tiếng Việt, dao cắt đứt")
    missing = [one.name for one in settings.service if (name, one.code) not in seen.given]
    text = f"Lấy được số của mọi lĩnh vực tại {name}"
    yield ToTry(f"services-{name}", text, not missing, ", ".join(missing))
    if kiosk.scanner.kind != "none":
        yield ToTry(f"scan-{name}", f"Đầu đọc mã của {name} nhận phiếu", name in seen.scanned)


def _units(settings: Settings, bridge: BridgeSettings, seen: Witness) -> Iterator[ToTry]:
    for place in places_of(bridge, (one.number for one in settings.counter)):
        number, levels = place.counter, settings.rating.level
        missing = [one.label for one in levels if (number, one.id) not in seen.pressed]
        text = f"Bộ nút quầy {number}: mọi nút đánh giá đều bấm được"
        yield ToTry(f"press-{number}", text, not missing, ", ".join(missing))
        yield ToTry(f"lamp-{number}", f"Bộ nút quầy {number}: đèn sáng khi mời đánh giá")


def _power(seen: Witness) -> ToTry:
    text = "Đã ngắt điện máy chủ rồi bật lại, các số đã cấp vẫn còn"
    return ToTry("power", text, len(seen.boots) >= BOOTS)


def _backup(backup: LastBackup | None, since_ms: UnixMs) -> ToTry:
    text = "Có bản sao lưu đã được kiểm tra"
    if backup is None or backup.made_ms < since_ms:
        return ToTry("backup", text, False, "mot-cua backup --to …")
    at = local(backup.made_ms)
    return ToTry("backup", f"{text} (lúc {time_text(at)} {date_text(at)})", True)


def _doctor(checkups: Checkups) -> ToTry:
    bad = [name for name, found in checkups.items() if not found or _is_bad(found)]
    text = "Mọi máy tự kiểm tra, không thấy lỗi"
    return ToTry("doctor", text, not bad, ", ".join(bad))


def _is_bad(found: Iterable[Finding]) -> bool:
    return any(one.grade == "bad" for one in found)
