"""What an inspector takes away, and the report that belongs to a code on paper."""

from __future__ import annotations

import tempfile

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from mot_cua.errors import JournalError
from queue_server.documents.kinds import KINDS
from queue_server.inspection.archive import archive_name, day_of_code, write_archive
from queue_server.reports.period_page import period_page
from queue_server.web.page import gateway
from queue_server.web.periods import period_named, reader

inspection = Blueprint("inspection", __name__)

_IN_MEMORY = 8 * 1024 * 1024


@inspection.get("/report/period/<name>/inspection")
def take_away(name: str) -> Response | tuple[str, int]:
    """Make the archive of a period; a period with an open day has none yet."""
    house, period = gateway(), period_named(name)
    report = reader().read(period) if period else None
    if report is None:
        abort(404)
    make = KINDS["csv"].make_period
    assert make is not None, "a table of a period is among the kinds"
    page = period_page(report, reader(), house.settings)
    # Closed when the answer is sent.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    try:
        write_archive(
            file,
            house.reports.engine,
            report.period,
            settings=house.settings,
            report=make(page, house.settings, house.now_ms()),
            now_ms=house.now_ms(),
        )
    except JournalError:
        file.close()
        said = (
            f"{report.period.title} còn ngày chưa chốt. Hồ sơ kiểm tra chỉ gồm ngày đã chốt:"
            " chờ đến khi chốt ngày, hoặc chọn khoảng ngày kết thúc trước đó."
        )
        return render_template("no_period.html", said=said, choices=[]), 409
    file.seek(0)
    return send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=archive_name(report.period),
    )


@inspection.get("/report/code")
def by_code() -> AnyResponse | tuple[str, int]:
    """Lead from the code on an old report to its day."""
    code = request.args.get("code", "")
    day = day_of_code(gateway().reports.engine, code)
    if day is None:
        said = f"Không có báo cáo ngày nào mang mã “{code[:64]}”. Mã gồm 8 ký tự 0–9, a–f."
        return render_template("no_period.html", said=said, choices=[]), 404
    return redirect(f"/report/{day}")
