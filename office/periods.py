"""`mot-cua report --period`: the figures of a week, a month, a year, as text or as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from config.house import House
from mot_cua.clock import clock_from_environment
from mot_cua.errors import JournalError, MotCuaError
from office.documents import write_file
from office.inspect import journal_of, remark_lines
from queue_server.core.periods import NoPeriod, period_of
from queue_server.documents.compose_period import compose_period_poster, supplied_words
from queue_server.documents.kinds import KINDS
from queue_server.documents.pdf import Size, poster_pdf
from queue_server.journal.period_report import PeriodReports
from queue_server.reports.period_page import PeriodPage, period_page


def report_period(house: House, files: Mapping[str, Path], name: str, *, size: Size) -> None:
    """Print the figures of a period, or write the files asked for.

    Raises:
        MotCuaError: the name is of no period, a document has no form for periods, or a file cannot
            be written.
        JournalError: the office was not open in this period.
    """
    without = [kind for kind in files if KINDS[kind].make_period is None]
    if without:
        raise MotCuaError(f"--{without[0]}: there is one of a day only; leave --period out")
    page = page_of(house, name)
    if not files:
        click.echo("\n".join(period_lines(house, page)))
        return
    now_ms = clock_from_environment().wall_ms()
    for kind, path in files.items():
        if kind == "poster":
            poster = compose_period_poster(page, house.settings, now_ms=now_ms)
            write_file(path, poster_pdf(poster, size))
            continue
        make = KINDS[kind].make_period
        assert make is not None, "looked at above"
        write_file(path, make(page, house.settings, now_ms))


def page_of(house: House, name: str) -> PeriodPage:
    """Read the figures of a period. Raises MotCuaError when there are none."""
    try:
        period = period_of(name, cutoff=house.settings.report.cutoff)
    except NoPeriod as problem:
        raise MotCuaError(f"--period {problem}") from None
    journal = journal_of(house)
    try:
        reports = PeriodReports(
            journal.engine,
            long_wait_min=house.settings.rules.long_wait_min,
            cutoff=house.settings.report.cutoff,
        )
        report = reports.read(period)
        if report is None:
            raise JournalError(
                f"{name}: the office was not open from {period.first} to {period.last}; no report"
            )
        return period_page(report, reports, house.settings)
    finally:
        journal.close()


def period_lines(house: House, page: PeriodPage) -> Iterator[str]:
    """Write a period's figures as plain text."""
    mark = " · DỮ LIỆU MẪU" if page.report.is_sample else ""
    yield f"{house.settings.office.name} — {page.title}, {page.dates}{mark}"
    yield f"{page.standing[:1].upper()}{page.standing[1:]}"
    yield f"Đối chiếu: {page.reconciled}"
    yield from remark_lines(page.remarks)
    yield f"Chờ trung bình {page.waits.mean}, 90% không quá {page.waits.ninth}"
    yield f"{page.total.headline} ({page.total.response})"
    if page.total.verdict:
        yield f"{page.total.verdict} {page.total.target}%"
    for one in page.comparisons:
        yield f"So với {one.period.title} ({one.what}): {one.words}"
    yield page.trend_words
    for line in page.by_service:
        share = line.said.share or "*"
        yield f"  {line.name}: {line.said.served} lượt, {line.said.rated} đánh giá, {share}"
    for desk in page.by_counter:
        expected = f", các quầy khác {desk.expected}" if desk.expected else ""
        share = desk.said.share or "*"
        yield f"  {desk.name}: {desk.said.rated} đánh giá, {share}{expected}. {desk.words}"
    for kept in (*page.registers.petitions, *page.registers.apologies):
        yield f"  Sổ theo dõi – {kept.label}: {kept.number or 'Không có'}"
    for words in supplied_words(page.registers):
        yield f"  Hệ thống khác cung cấp: {words}"
    for remedy in (*page.remedies, *page.earlier):
        yield f"  Biện pháp ({remedy.period}): {remedy.action}; {remedy.owner}, hạn {remedy.due}"
