"""An entry of the register of apologies as a letter, and as a slip for a kiosk's printer."""

from __future__ import annotations

from typing import Final

import msgspec

from config.settings import Settings
from mot_cua.business_day import day_of, local, ms_of
from mot_cua.ids import RequestId, UnixMs
from mot_cua.messages import PrintApology
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import weekday
from queue_server.core.registers.entries import Entry
from queue_server.core.registers.tables import APOLOGIES
from queue_server.documents.apology import TITLE, Apology
from queue_server.documents.compose import form_of
from queue_server.documents.content import Form
from queue_server.documents.slip import ORDER_LIVES_MS
from queue_server.registers.wording import shown

ONCE: Final = "Ngày trả kết quả chỉ hẹn lại một lần."


def apology_letter(
    entry: Entry, settings: Settings, timetable: Timetable, *, now_ms: UnixMs, is_sample: bool
) -> Apology:
    """Word the letter; it is dated by `now_ms`, and names nobody."""
    form, said = _form(settings, now_ms), _shown(entry, settings)
    late = (
        f"{form.issuer} đã tiếp nhận hồ sơ mã số {said['dossier']}, lĩnh vực {said['service']}, hẹn"
        f" trả kết quả ngày {said['due']}, nhưng không hoàn thành đúng hẹn. Lý do:"
        f" {said['reason'][:1].lower()}{said['reason'][1:]}."
    )
    sorry = f"{form.issuer} chân thành xin lỗi tổ chức, cá nhân có hồ sơ vì sự chậm trễ này."
    hours = _hours(entry.values["new_due"], timetable)
    new = f"Ngày hẹn trả kết quả mới: {said['new_due']} ({hours}). {ONCE}"
    hotline = settings.office.hotline
    ask = [f"Phản ánh, kiến nghị xin gọi {hotline}."] if hotline else []
    *body, last = (late, sorry, new, *ask)
    return Apology(
        form=form,
        number=entry.place.label,
        day=day_of(now_ms),
        paragraphs=(*body, f"{last}/."),
        is_sample=is_sample,
    )


def apology_order(
    entry: Entry,
    settings: Settings,
    timetable: Timetable,
    *,
    request: RequestId,
    now_ms: UnixMs,
    is_sample: bool,
) -> PrintApology:
    """Word the slip, as an order to a kiosk."""
    form, said = _form(settings, now_ms), _shown(entry, settings)
    return PrintApology(
        id=request,
        issued_ms=now_ms,
        expires_ms=UnixMs(now_ms + ORDER_LIVES_MS),
        number=entry.place.label,
        dossier=said["dossier"],
        due=said["due"],
        reason=said["reason"],
        new_due=said["new_due"],
        new_due_hours=_hours(entry.values["new_due"], timetable),
        rules=(ONCE,),
        basis=form.basis,
        dated=form.place_and_date,
        signer=form.signer.upper(),
        is_sample=is_sample,
    )


def _shown(entry: Entry, settings: Settings) -> dict[str, str]:
    return {one.name: shown(one, entry.values.get(one.name, ""), settings) for one in APOLOGIES.own}


def _form(settings: Settings, now_ms: UnixMs) -> Form:
    """Take the form of the office's reports; a letter has another symbol and other readers."""
    form = form_of(settings, "", local(now_ms))
    _, dash, unit = form.symbol.partition("-")
    return msgspec.structs.replace(
        form,
        subject=TITLE,
        symbol=f"PXL{dash}{unit}" if form.symbol else "",
        recipients=("Như trên", "Lưu: VT"),
        preparer="",
    )


def _hours(day: str, timetable: Timetable) -> str:
    """Say the weekday and when somebody is there: `Thứ Hai, 07:30–11:30 và 13:30–17:00`."""
    periods = " và ".join("–".join(one) for one in timetable.work_periods(day))
    name = weekday(local(ms_of(day)))
    return f"{name}, {periods}" if periods else name
