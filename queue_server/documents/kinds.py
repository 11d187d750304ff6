"""The kinds of document: how each is made of a day, and what its file is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.ids import UnixMs
from queue_server.documents.bulletin import bulletin
from queue_server.documents.compose import compose_day, compose_poster
from queue_server.documents.compose_period import compose_period, compose_period_poster
from queue_server.documents.content import ReportDocument
from queue_server.documents.letter import report_docx
from queue_server.documents.pdf import poster_pdf, report_pdf
from queue_server.documents.table import report_csv
from queue_server.documents.workbook import report_xlsx
from queue_server.journal.report import DayReport
from queue_server.reports.period_page import PeriodPage

Make = Callable[[DayReport, Settings, UnixMs], bytes]

MakePeriod = Callable[[PeriodPage, Settings, UnixMs], bytes]

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


class Kind(NamedTuple):
    """One kind of document."""

    stem: str
    """How its file's name begins: ASCII, because it travels on sticks and in letters."""
    suffix: str
    mimetype: str
    make: Make
    make_period: MakePeriod | None
    """None where a longer period has no such document."""

    def file_name(self, period: str) -> str:
        """Name the file of a day or a month.

        >>> KINDS["csv"].file_name("2026-11-20")
        'bao-cao-hai-long-2026-11-20.csv'
        """
        return f"{self.stem}-{period}.{self.suffix}"


def _of_day(make: Callable[[ReportDocument], bytes]) -> Make:
    def made(report: DayReport, settings: Settings, now_ms: UnixMs) -> bytes:
        return make(compose_day(report, settings, now_ms=now_ms))

    return made


def _of_period(make: Callable[[ReportDocument], bytes]) -> MakePeriod:
    def made(page: PeriodPage, settings: Settings, now_ms: UnixMs) -> bytes:
        return make(compose_period(page, settings, now_ms=now_ms))

    return made


def _bulletin(report: ReportDocument) -> bytes:
    return bulletin(report).encode()


def _poster(report: DayReport, settings: Settings, now_ms: UnixMs) -> bytes:
    return poster_pdf(compose_poster([report], settings, now_ms=now_ms))


def _period_poster(page: PeriodPage, settings: Settings, now_ms: UnixMs) -> bytes:
    return poster_pdf(compose_period_poster(page, settings, now_ms=now_ms))


def _both(make: Callable[[ReportDocument], bytes]) -> tuple[Make, MakePeriod]:
    return _of_day(make), _of_period(make)


_REPORT: Final = "bao-cao-hai-long"
KINDS: Final = {
    "pdf": Kind(_REPORT, "pdf", "application/pdf", *_both(report_pdf)),
    "docx": Kind(_REPORT, "docx", f"{_OFFICE}.wordprocessingml.document", *_both(report_docx)),
    "xlsx": Kind(_REPORT, "xlsx", f"{_OFFICE}.spreadsheetml.sheet", *_both(report_xlsx)),
    "csv": Kind(_REPORT, "csv", "text/csv; charset=utf-8", *_both(report_csv)),
    "bulletin": Kind("ban-tin-loa", "txt", "text/plain; charset=utf-8", _of_day(_bulletin), None),
    "poster": Kind("ap-phich-hai-long", "pdf", "application/pdf", _poster, _period_poster),
}
"""By the word of the command line and of the page's address."""
