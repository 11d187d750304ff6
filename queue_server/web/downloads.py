"""The documents of a day, to take home from the page of its report."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from queue_server.documents.kinds import KINDS
from queue_server.web.page import gateway

downloads = Blueprint("downloads", __name__)


@downloads.get("/report/<day>/<kind>")
def document(day: str, kind: str) -> Response:
    """Make one document of a day; 404 when there is no such day or kind."""
    house = gateway()
    found, known = house.reports.day(day), KINDS.get(kind)
    if found is None or known is None:
        abort(404)
    answer = Response(
        known.make(found, house.settings, house.now_ms()), content_type=known.mimetype
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{known.file_name(day)}"'
    return answer
