"""Looking at an office's files from the command line: verify, rebuild, report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click
from tqdm import tqdm

from config.house import House
from mot_cua.clock import clock_from_environment
from mot_cua.errors import JournalError, MotCuaError
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import figure
from queue_server.core.figures import NOTHING
from queue_server.journal.journal import Journal
from queue_server.journal.report import DayReport, Reports
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of
from queue_server.reports.remarks import Remark
from queue_server.web.day_figures import day_page


def journal_of(house: House) -> Journal:
    """Open the journal that is there. Raises JournalError when there is none."""
    path = house.data / "journal.db"
    if not path.exists():
        raise JournalError(f"{path}: no journal here; name the office's folder with --data")
    return open_journal(house)


def verify_journal(house: House) -> None:
    """Print what a verification finds. Raises MotCuaError (exit 1) when something is wrong."""
    journal = journal_of(house)
    total = journal.last.seq if journal.last else 0
    with tqdm(total=total, unit=" events", disable=None, leave=False, file=sys.stderr) as bar:
        findings = verify(journal, house.settings, progress=lambda _: bar.update())
    journal.close()
    click.echo(
        f"{findings.events} events, {findings.tickets} tickets, {findings.days} sealed days"
        + (f"; the last seal is {findings.seal[:8]}" if findings.seal else "")
    )
    if findings.kept_days:
        click.echo(
            f"Of {findings.kept_days} older days the totals are left; their events are in"
            f" {findings.backup}"
        )
    if findings.problems:
        raise MotCuaError("\n".join(findings.problems))
    click.echo("The journal is whole: chain, rules, seals and tables agree.")


def rebuild_tables(house: House) -> None:
    """Make the projections again."""
    journal = journal_of(house)
    count = journal.rebuild()
    journal.close()
    click.echo(f"The report tables were made again from {count} events.")


def print_report(house: House, day: str | None) -> None:
    """Print one day's figures. Raises JournalError when there is no such day."""
    journal = journal_of(house)
    try:
        found = report_of(reports_of(house, journal), day)
    finally:
        journal.close()
    now_ms = clock_from_environment().wall_ms()
    click.echo("\n".join(report_lines(house, found, now_ms=now_ms)))


def report_of(reports: Reports, day: str | None) -> DayReport:
    """Read the figures of a day, by default of the last.

    Raises:
        JournalError: the office was not open.
    """
    days = reports.days(limit=1)
    wanted = day or (days[0].day if days else "")
    found = reports.day(wanted)
    if found is None:
        raise JournalError(f"{wanted or 'this journal'}: the office was not open; no report")
    return found


def report_lines(house: House, report: DayReport, *, now_ms: UnixMs) -> Iterator[str]:
    """Write a day's figures as plain text; an open day is dated by `now_ms`."""
    page = day_page(report, house.settings, now_ms=now_ms)
    mark = " · DỮ LIỆU MẪU" if report.is_sample else ""
    seal = f", mã niêm phong {report.head[:8]}" if report.is_closed else ""
    yield f"{house.settings.office.name} — ngày {page.day}, {page.standing}{seal}{mark}"
    states = " · ".join(f"{one.label} {figure(one.tickets)}" for one in page.sum if one.tickets)
    yield f"Lấy số: {figure(report.issued)} = {states or NOTHING}"
    yield f"Ưu tiên: {figure(report.priority) if report.priority else NOTHING}"
    yield from remark_lines(page.remarks)
    if report.waits_ms:
        yield f"Chờ trung bình {page.waits.mean}, 90% không quá {page.waits.ninth}"
    if report.total.dossiers > report.total.served:
        yield f"Hồ sơ trong các lượt đã phục vụ: {figure(report.total.dossiers)}"
    yield f"{page.total.headline} ({page.total.response})"
    yield f"Lý do: {page.reasons.words}"
    for line in (*page.by_service, *page.by_counter):
        counts = ", ".join(f"{bar.label} {figure(bar.given)}" for bar in line.said.bars)
        unrated = f"không đánh giá {figure(line.said.unrated)}"
        yield f"  {line.name}: {figure(line.said.served)} lượt; {counts}; {unrated}"


def remark_lines(remarks: Iterable[Remark]) -> Iterator[str]:
    """Write what is to be remarked, in one line; what was not is left out."""
    told = [f"{one.prose}: {one.value}" for one in remarks if one.number != 0]
    if told:
        yield f"Ghi nhận: {'; '.join(told)}"
