"""The page of the machines: for every one what `mot-cua doctor` says at it, in the same words."""

from __future__ import annotations

from flask import Blueprint, render_template

from queue_server.web.devices import device_lines, server_line
from queue_server.web.page import gateway, language
from queue_server.web.texts import GRADES

machines = Blueprint("machines", __name__)


@machines.get("/admin/machines")
def overview() -> str:
    """Show every machine of the office: when it was heard, its parts, its checkup."""
    house = gateway()
    place = 0 if language() == "vi" else 1
    return render_template(
        "machines.html",
        machines=[server_line(house), *device_lines(house)],
        grades={grade: words[place] for grade, words in GRADES.items()},
    )
