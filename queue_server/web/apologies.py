"""An entry of the register of apologies on paper: the letter, and a kiosk's slip."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.errors import Refused
from mot_cua.ids import DeviceId
from mot_cua.messages import DeviceCommand
from queue_server.core.registers.entries import Entry, Place
from queue_server.core.registers.tables import APOLOGIES
from queue_server.documents.apology import apology_docx
from queue_server.documents.pdf import apology_pdf
from queue_server.registers.apologies import apology_letter, apology_order
from queue_server.web.page import gateway, language
from queue_server.web.refusals import is_known, sentence
from queue_server.web.wishes import request_of

apologies = Blueprint("apologies", __name__)

SENT: Final = "sent"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_KINDS: Final = {
    "pdf": (apology_pdf, "application/pdf"),
    "docx": (apology_docx, f"{_OFFICE}.wordprocessingml.document"),
}


@apologies.get("/registers/apologies/<int:year>/<int:number>/letter.<kind>")
def letter(year: int, number: int, kind: str) -> Response:
    """Make the letter of an entry; 404 when there is no such entry or kind."""
    entry, house = _entry(year, number), gateway()
    make, mimetype = _KINDS.get(kind) or abort(404)
    words = apology_letter(
        entry,
        house.settings,
        house.timetable,
        now_ms=house.now_ms(),
        is_sample=house.view.is_sample,
    )
    answer = Response(make(words), content_type=mimetype)
    file_name = f"phieu-xin-loi-{year}-{number:03d}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


@apologies.post("/registers/apologies/<int:year>/<int:number>/slip")
def slip(year: int, number: int) -> AnyResponse:
    """Have a kiosk print the slip of an entry; the entry's page says what came of it."""
    entry, house = _entry(year, number), gateway()
    order = apology_order(
        entry,
        house.settings,
        house.timetable,
        request=request_of(request.form),
        now_ms=house.now_ms(),
        is_sample=house.view.is_sample,
    )
    try:
        house.tell(DeviceId(request.form.get("kiosk", "")), DeviceCommand(order=order))
        said = SENT
    except Refused as refusal:
        said = refusal.code
    page = url_for("registers.entry", name=APOLOGIES.name, year=year, number=number, said=said)
    return redirect(page, 303)


def said_of_slip(code: str) -> str:
    """Say what came of an order to print; empty for a code that none of ours is."""
    if code == SENT:
        return "Đã gửi lệnh in tới máy lấy số."
    return sentence(code, gateway().settings.rules, language()) if is_known(code) else ""


def _entry(year: int, number: int) -> Entry:
    found = gateway().entries.get(Place(APOLOGIES.name, year, number))
    return found if found and not found.is_struck else abort(404)
