"""Kiểm tra hồ sơ trích xuất của một kỳ, không cần phần mềm nào khác ngoài Python.

    python3 kiem_tra.py                 trong thư mục đã giải nén
    python3 kiem_tra.py THƯ_MỤC         ở nơi khác
    python3 kiem_tra.py --ma 9f2c41d0   tìm báo cáo ngày có mã niêm phong này

Checks an inspection export with the standard library alone: this file is copied into each archive,
so it imports nothing of ours. Exit code 0 when everything agrees, 1 when something does not.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

EVENTS, TOTALS, SEALS = "su-kien.jsonl", "tong-hop.json", "niem-phong.json"
HISTORY = "cau-hinh-trong-ky.json"
FIELDS = ("seq", "id", "kind", "office", "device", "ticks", "wall_ms", "recorded_ms", "body")
SHORT = 8
ISSUES = ("ticket-received", "paper-admitted")
"""A number becomes one of the day by its kiosk's word, or by an officer who has the paper."""
MAY_HIDE = ("ticket-received", "paper-merged")
"""Events of old versions may be without the key of a paper's page; no others, and nothing else."""
SETTINGS = ("settings-changed", "calendar-changed")


def is_counted_before(body: str) -> bool:
    """Tell whether a late paper is one that an officer had admitted: its own day counts it."""
    return bool(json.loads(body).get("was_admitted"))


def hash_of(line: dict[str, Any]) -> str:
    """Work the hash of an event out again."""
    text = json.dumps(line["row"], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(bytes.fromhex(line["prev"]) + text.encode()).hexdigest()


class Check(NamedTuple):
    """One question, and what was found."""

    title: str
    meaning: str
    problems: list[str]
    looked_at: str


class Day:
    """What the events say of one day."""

    def __init__(self) -> None:
        self.issued = self.rated = 0


class Inspection:
    """Reads the events once, in order, and remembers what does not agree."""

    def __init__(self) -> None:
        self.count = self.hidden = 0
        self.gaps: list[str] = []
        self.links: list[str] = []
        self.contents: list[str] = []
        self.seals: list[str] = []
        self.figures: list[str] = []
        self.sealed: dict[str, str] = {}
        self.levels: Counter[str] = Counter()
        self.issued = self.late = 0
        self.first = 0
        self._before: tuple[int, str] | None = None
        self._day = Day()

    def take(self, line: dict[str, Any]) -> None:
        """Look at the next event."""
        row = dict(zip(FIELDS, line["row"], strict=True))
        self.count += 1
        self.first = self.first or row["seq"]
        self._chain(row, line)
        self._content(row, line)
        self._figures(row["kind"], row["body"], line)
        self._before = row["seq"], line["hash"]

    def _chain(self, row: dict[str, Any], line: dict[str, Any]) -> None:
        name = f"sự kiện {row['seq']} ({row['kind']})"
        if self._before is not None:
            seq, head = self._before
            if row["seq"] != seq + 1:
                self.gaps.append(f"sau sự kiện {seq} là sự kiện {row['seq']}")
            if line["prev"] != head:
                self.links.append(f"{name} không nối tiếp sự kiện đứng trước")

    def _content(self, row: dict[str, Any], line: dict[str, Any]) -> None:
        name = f"sự kiện {row['seq']} ({row['kind']})"
        if "hidden" in line:
            self.hidden += 1
            is_allowed = row["kind"] in MAY_HIDE and line["hidden"] == ["token"]
            if not is_allowed or json.loads(row["body"])["token"]:
                self.contents.append(f"{name}: bị che chỗ không được phép che")
        elif hash_of(line) != line["hash"]:
            self.contents.append(f"{name}: nội dung đã bị thay đổi sau khi ghi")

    def _figures(self, kind: str, text: str, line: dict[str, Any]) -> None:
        if kind == "day-opened":
            self._day = Day()
        elif kind in ISSUES:
            self._day.issued += 1
            self.issued += 1
        elif kind == "ticket-came-late":
            self.late += not is_counted_before(text)
        elif kind == "rating-final":
            self._day.rated += 1
            self.levels[json.loads(text)["level"]] += 1
        elif kind == "day-closed":
            self._seal(json.loads(text), line)

    def _seal(self, body: dict[str, Any], line: dict[str, Any]) -> None:
        day, totals = body["day"], body["totals"]
        self.sealed[day] = body["head"]
        if body["head"] != line["prev"]:
            self.seals.append(f"ngày {day}: mã niêm phong không phải mã của sự kiện trước khi chốt")
        for name, said, found in (
            ("lượt lấy số", totals.get("issued"), self._day.issued),
            ("lượt đánh giá", totals.get("rated"), self._day.rated),
        ):
            if said != found:
                self.figures.append(
                    f"ngày {day}: biên bản chốt ghi {said} {name}, sự kiện có {found}"
                )


def lines_of(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the events, one a line."""
    with (folder / EVENTS).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def inspect(folder: Path) -> list[Check]:
    """Ask every question of an unpacked archive."""
    found = Inspection()
    for line in lines_of(folder):
        found.take(line)
    totals = json.loads((folder / TOTALS).read_text(encoding="utf-8"))
    seals = json.loads((folder / SEALS).read_text(encoding="utf-8"))
    history = json.loads((folder / HISTORY).read_text(encoding="utf-8"))
    return [
        Check(
            "Không thiếu sự kiện nào",
            "Mỗi sự kiện có một số thứ tự; số nào cũng phải có mặt.",
            found.gaps,
            f"{found.count} sự kiện",
        ),
        Check(
            "Các sự kiện nối tiếp nhau",
            "Mỗi sự kiện mang mã của sự kiện đứng trước; chèn hay bỏ một sự kiện làm đứt chuỗi.",
            found.links,
            f"{found.count} mối nối",
        ),
        Check(
            "Nội dung không bị sửa",
            "Mã của sự kiện được tính lại từ nội dung (SHA-256); sửa một chữ thì mã khác đi.",
            found.contents,
            _hashes(found),
        ),
        Check(
            "Niêm phong cuối ngày đúng chỗ",
            "Mã in trên báo cáo ngày là mã của sự kiện cuối cùng trước khi chốt.",
            found.seals + _seals(found, seals),
            f"{len(found.sealed)} ngày đã chốt",
        ),
        Check(
            "Số liệu chốt đúng với sự kiện",
            "Đếm lại từ sự kiện số lượt lấy số và lượt đánh giá của từng ngày.",
            found.figures,
            f"{len(found.sealed)} ngày",
        ),
        Check(
            "Báo cáo kỳ đúng với sự kiện",
            "Đếm lại cả kỳ: lượt lấy số, phiếu bổ sung, lượt đánh giá theo từng mức.",
            _totals(found, totals),
            f"{sum(found.levels.values())} lượt đánh giá",
        ),
        Check(
            "Cấu hình đầu kỳ đúng với sự kiện",
            "Cộng lại từ đầu mọi lần thay đổi cấu hình trước kỳ; thay đổi trong kỳ nằm trong các"
            " sự kiện của kỳ. Các lần trước kỳ chỉ kiểm được nội dung, không kiểm được mối nối.",
            _settings(found, history),
            f"{len(history['events'])} lần thay đổi trước kỳ",
        ),
    ]


def _hashes(found: Inspection) -> str:
    if not found.hidden:
        return f"{found.count} mã"
    return (
        f"{found.count - found.hidden} mã tính lại được; {found.hidden} sự kiện cũ có mã phiếu đã"
        " che để không ai mở được trang của phiếu, chỉ kiểm được mối nối"
    )


def _settings(found: Inspection, history: dict[str, Any]) -> list[str]:
    problems: list[str] = []
    settings: dict[str, Any] = {}
    for line in history["events"]:
        seq, kind, body = line["row"][0], line["row"][2], json.loads(line["row"][-1])
        if hash_of(line) != line["hash"] or seq >= found.first or kind not in SETTINGS:
            problems.append(f"sự kiện {seq} ({kind}): nội dung đã bị thay đổi sau khi ghi")
        if any(settings.get(path) != value for path, value in body.get("old", {}).items()):
            problems.append(f"trước sự kiện {seq} ({kind}) thiếu một lần thay đổi")
        change(settings, body)
    for path in sorted({*settings, *history["in_force"]}):
        if settings.get(path) != history["in_force"].get(path):
            problems.append(f"cấu hình “{path}” không phải là tổng các lần thay đổi")
    return problems


def change(settings: dict[str, Any], body: dict[str, Any]) -> None:
    """Take a change over into the settings that were in force before it."""
    if body["kind"] == "calendar-changed":
        settings["calendar"] = body["calendar"]
        return
    for path in (*body["old"], *body["new"]):
        settings.pop(path, None)
    settings.update(body["new"])


def _seals(found: Inspection, seals: list[dict[str, Any]]) -> list[str]:
    listed = {one["day"]: one["head"] for one in seals}
    return [
        f"ngày {day}: bảng niêm phong ghi {listed.get(day, 'thiếu')}, sự kiện ghi {head}"
        for day, head in found.sealed.items()
        if listed.get(day) != head
    ]


def _totals(found: Inspection, totals: dict[str, Any]) -> list[str]:
    problems = []
    pairs = [
        ("lượt lấy số", totals["issued"], found.issued),
        ("phiếu bổ sung sau khi chốt", totals["came_late"], found.late),
    ]
    for level in sorted({*totals["levels"], *found.levels}):
        pairs.append((f"đánh giá “{level}”", totals["levels"].get(level, 0), found.levels[level]))
    for name, said, counted in pairs:
        if said != counted:
            problems.append(f"báo cáo kỳ ghi {said} {name}, sự kiện có {counted}")
    return problems


def days_of(folder: Path, code: str) -> list[str]:
    """Return the days whose seal begins with a code from an old report."""
    seals = json.loads((folder / SEALS).read_text(encoding="utf-8"))
    return [one["day"] for one in seals if one["head"].startswith(code.lower())]


def say(words: str) -> None:
    """Print a line, on terminals without Vietnamese letters too."""
    sys.stdout.buffer.write(words.encode() + b"\n")


def main(arguments: list[str]) -> int:
    """Do what the first lines of this file say; return the exit code."""
    code = ""
    if "--ma" in arguments:
        place = arguments.index("--ma")
        code = arguments[place + 1] if place + 1 < len(arguments) else ""
        del arguments[place : place + 2]
        if len(code) < SHORT:
            say(f"Mã niêm phong có ít nhất {SHORT} ký tự, như in ở cuối báo cáo ngày.")
            return 1
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    missing = [name for name in (EVENTS, TOTALS, SEALS, HISTORY) if not (folder / name).exists()]
    if missing:
        say(f"{folder}: thiếu tệp {', '.join(missing)}; hãy giải nén toàn bộ hồ sơ trích xuất.")
        return 1
    return _find(folder, code) if code else _check(folder)


def _find(folder: Path, code: str) -> int:
    days = days_of(folder, code)
    for day in days:
        say(f"Mã {code}: báo cáo ngày {day}.")
    if not days:
        say(f"Mã {code}: không có ngày nào mang mã này.")
    return 0 if days else 1


def _check(folder: Path) -> int:
    checks = inspect(folder)
    for place, check in enumerate(checks, start=1):
        verdict = "ĐÚNG" if not check.problems else f"SAI ({len(check.problems)} chỗ)"
        say(f"{place}. {check.title}: {verdict} – {check.looked_at}")
        say(f"   {check.meaning}")
        for problem in check.problems[:20]:
            say(f"   ! {problem}")
    is_whole = not any(check.problems for check in checks)
    say("KẾT LUẬN: hồ sơ nguyên vẹn." if is_whole else "KẾT LUẬN: hồ sơ đã bị thay đổi.")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
