"""Looking at an office's files from the command line: verify, rebuild, report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click
from tqdm import tqdm

from config.house import House
from mot_cua.errors import JournalError, MotCuaError
from mot_cua.vietnamese import minutes_text
from queue_server.core.figures import Tally, headline, response
from queue_server.core.ticket import State
from queue_server.journal.journal import Journal
from queue_server.journal.report import DayReport, Reports
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of
from queue_server.reports.reasons import reasons_of
from queue_server.reports.remarks import Remark, remarks_of


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
    click.echo("\n".join(report_lines(house, found)))


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


def report_lines(house: House, report: DayReport) -> list[str]:
    """Write a day's figures as plain text."""
    settings = house.settings
    mark = " · DỮ LIỆU MẪU" if report.is_sample else ""
    state = f"đã chốt, mã {report.head[:8]}" if report.is_closed else "tạm tính"
    states = " · ".join(
        f"{words} {report.states[state.value]}"
        for state, words in STATES.items()
        if report.states[state.value]
    )
    waits = report.waits_ms
    tally = Tally(levels=report.total.levels, served=report.total.served, settings=settings.rating)
    lines = [
        f"{settings.office.name} — ngày {report.day} ({state}){mark}",
        f"Lấy số: {report.issued} = {states or 'Không có'}",
        f"Ưu tiên: {report.priority}",
        *remark_lines(remarks_of(report)),
    ]
    if waits:
        p90 = waits[min(len(waits) - 1, int(len(waits) * 0.9))]
        mean = sum(waits) // len(waits)
        lines.append(f"Chờ trung bình {minutes_text(mean)}, 90% không quá {minutes_text(p90)}")
    if report.total.dossiers > report.total.served:
        lines.append(f"Hồ sơ trong các lượt đã phục vụ: {report.total.dossiers}")
    lines += [headline(tally), response(tally)]
    lines.append(f"Lý do: {reasons_of(report.reasons, tally.rated, settings.rating).words}")
    for group in report.by_service:
        name = next((one.name for one in settings.service if one.code == group.key), group.key)
        counts = ", ".join(
            f"{level.label} {group.levels.get(level.id, 0)}" for level in settings.rating.level
        )
        lines.append(
            f"  {name}: {group.served} lượt; {counts}; không đánh giá {group.served - group.rated}"
        )
    return lines


def remark_lines(remarks: Iterable[Remark]) -> Iterator[str]:
    """Write what is to be remarked, in one line; what was not is left out."""
    told = [f"{one.prose}: {one.value}" for one in remarks if one.number != 0]
    if told:
        yield f"Ghi nhận: {'; '.join(told)}"


STATES = {
    State.DONE: "đã phục vụ",
    State.NO_SHOW: "vắng mặt",
    State.CANCELLED: "đã hủy",
    State.EXPIRED: "hết giờ chưa gọi",
    State.WAITING: "đang chờ",
    State.CALLED: "đang gọi",
    State.SERVING: "đang phục vụ",
    State.HELD: "đang giữ",
}
