"""The registers in words: what is wrong with a field, what a value says, how a matter stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.business_day import local, ms_of
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import date_text, figure
from queue_server.core.periods import period_of
from queue_server.core.registers.entries import Entry
from queue_server.core.registers.fields import YES, Fault, Field, choices_of
from queue_server.core.registers.register import STRUCK, Register
from queue_server.core.registers.tables import APOLOGIES
from queue_server.core.working_days import working_days_late

FAULTS: Final = {
    "missing": "{label}: chưa ghi.",
    "not-ticked": "{label}: chưa đánh dấu; chưa đủ thì chưa ghi vào sổ này.",
    "too-long": "{label}: dài quá, tối đa {told} ký tự.",
    "formula": "{label}: bắt đầu bằng dấu = + @ như một công thức; hãy ghi bằng chữ.",
    "personal": "{label}: “{told}” giống số điện thoại hoặc số căn cước; chỉ ghi trên đơn giấy.",
    "no-date": "{label}: “{told}” không phải là ngày; ghi như 20/11/2026.",
    "no-count": "{label}: “{told}” không phải là số đếm; ghi như 1.032.",
    "no-year": "{label}: “{told}” không phải là năm; ghi như 2026.",
    "no-dossier": "{label}: “{told}” không phải là mã hồ sơ; ghi như H01.23-261118-0042.",
    "no-share": "{label}: “{told}” không phải là tỷ lệ từ 0 đến 100; ghi như 96,4%.",
    "no-period": "{label}: “{told}” không phải là kỳ; ghi như 11/2026, Quý IV/2026 hoặc 2026.",
    "no-choice": "{label}: “{told}” không có trong danh sách.",
    "set-once": "{label}: đã ghi {told}, không đổi được nữa.",
    "year-closed": "{label}: sổ của năm đã khóa; chỉ ghi tiếp được kết quả.",
    "in-future": "{label}: sau hôm nay ({told}).",
    "before": "{label}: trước {told}.",
    "not-after": "{label}: phải sau {told}.",
    "missing-at-end": "{label}: việc đã xong thì phải ghi.",
    "still-open": "{label}: đã có {told} nhưng việc vẫn ghi là chưa xong.",
    "day-off": "{label}: là ngày nghỉ, không có ai trả kết quả.",
    "no-rank": "{label}: phải từ 1 đến {told}.",
    "none-of-them": "Chưa có số liệu nào; ghi ít nhất một chỉ tiêu.",
    "twice": "{label}: dòng {told} đã ghi giá trị này.",
    "seat-taken": "{label}: dòng {told} đã phân công người khác ngồi chính buổi đó.",
}
"""By the code of the fault; `told` is a value, or the label of the field it was compared with."""


class Standing(NamedTuple):
    """How a matter stands, for the last column of a list."""

    words: str
    is_late: bool = False


def fault_sentence(register: Register, fault: Fault) -> str:
    """Say what is wrong with a field, and what would be right."""
    labels = {one.name: one.label for one in register.fields}
    told = labels.get(fault.told, fault.told)
    if fault.code in ("in-future", "set-once"):
        told = day_words(told)
    return FAULTS[fault.code].format(label=labels.get(fault.field, fault.field), told=told)


def day_words(day: str) -> str:
    """Write a day as people do: `20/11/2026`."""
    return date_text(local(ms_of(day)))


def shown(field: Field, value: str, settings: Settings) -> str:
    """Say a kept value as people write it; an empty one stays empty."""
    if not value:
        return ""
    if field.kind in _SHOWN:
        return _SHOWN[field.kind](value)
    if field.kind == "period":
        return period_of(value, cutoff=settings.report.cutoff).title
    known = {one.code: one.label for one in choices_of(field, settings)}
    return known.get(value, value)


_SHOWN: Final[dict[str, Callable[[str], str]]] = {
    "date": day_words,
    "year": str,
    "count": lambda value: figure(int(value)),
    "share": lambda value: f"{value.replace('.', ',')}%",
    "tick": lambda value: "Có" if value == YES else "",
}


def standing_of(
    register: Register, entry: Entry, today: str, timetable: Timetable, settings: Settings
) -> Standing:
    """Say whether somebody still has to act, until when, and how late it is or was."""
    values = entry.values
    if entry.is_struck:
        return Standing(f"Đã gạch bỏ: {values[STRUCK.name]}")
    if register.review:
        return _review(values.get(register.review, ""), today, settings.registers.review_days)
    if register.span:
        first, last = (values[one] for one in register.span)
        return Standing(_in_force(first, last, today))
    if not register.due:
        return Standing("")
    due, ended = values[register.due], values.get("ended_on", "")
    if register.is_open(values):
        return _open(due, today, timetable)
    late = working_days_late(timetable, due, ended)
    return Standing(f"Xong, muộn {late} ngày làm việc" if late else "Xong, đúng hạn")


def _open(due: str, today: str, timetable: Timetable) -> Standing:
    late = working_days_late(timetable, due, today)
    if due < today:
        return Standing(f"Quá hạn {late} ngày làm việc" if late else "Quá hạn", is_late=True)
    if due == today:
        return Standing("Hạn hôm nay")
    left = working_days_late(timetable, today, due)
    return Standing(f"Còn {left} ngày làm việc" if left else "Sắp đến hạn")


def _in_force(first: str, last: str, today: str) -> str:
    if today < first:
        return "Chưa đến"
    return "Hôm nay" if today <= last else "Đã qua"


def _review(last: str, today: str, days: int) -> Standing:
    if not last:
        return Standing("Quá hạn rà soát: chưa rà soát lần nào", is_late=True)
    due = (date.fromisoformat(last) + timedelta(days=days)).isoformat()
    if due < today:
        return Standing(f"Quá hạn rà soát từ {day_words(due)}", is_late=True)
    return Standing(f"Rà soát trước {day_words(due)}")


def remark_of(register: Register, entry: Entry) -> str:
    """Say what an inspector would remark on; empty when nothing."""
    values = entry.values
    if register is APOLOGIES and values["apologised_on"] >= values["due"]:
        return "Xin lỗi muộn: phải trước ngày hẹn trả ít nhất một ngày."
    return ""
