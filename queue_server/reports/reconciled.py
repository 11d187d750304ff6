"""One line in a period's report that shows that nothing was lost on the way to it.

Every paper is in the seal of its day, in the supplement of a sealed day, or in an open day; every
rating is in the seal of its day, in an open day, or was made by phone after the seal.
"""

from __future__ import annotations

from collections.abc import Iterator

from mot_cua.vietnamese import figure
from queue_server.journal.period_report import PeriodReport, Seals


def reconciled(report: PeriodReport) -> str:
    """Add up the seals of the days, what the open day has, and what came after the seals."""
    wrong = list(_disagreements(report))
    if wrong:
        return f"KHÔNG KHỚP: {'; '.join(wrong)}; chạy “mot-cua verify”"
    return "; ".join((_papers(report), _supplement(report), _ratings(report)))


def _sealed_in_tables(report: PeriodReport) -> Seals:
    """Count what the tables have of the sealed days."""
    days = [report.by_day[day] for day in report.sealed if day in report.by_day]
    return Seals(
        report.issued - report.open_issued,
        sum(one.served for one in days),
        sum(one.rated for one in days) - report.rated_late,
    )


def _disagreements(report: PeriodReport) -> Iterator[str]:
    names = ("lượt lấy số", "lượt phục vụ tại quầy", "lượt đánh giá")
    for name, said, found in zip(names, report.seals, _sealed_in_tables(report), strict=True):
        if said != found:
            yield f"biên bản chốt {figure(said)}, bảng số liệu {figure(found)} {name}"


def _papers(report: PeriodReport) -> str:
    terms = [f"{figure(report.seals.issued)} theo biên bản chốt của {len(report.sealed)} ngày"]
    if report.open_days:
        terms.append(f"{figure(report.open_issued)} của ngày chưa chốt")
    papers = f"{figure(report.admitted)} phiếu nhận khi máy lấy số mất liên lạc"
    note = f" (có {papers})" if report.admitted else ""
    return f"{' + '.join(terms)} = {figure(report.issued)} lượt lấy số{note}"


def _supplement(report: PeriodReport) -> str:
    if not report.came_late:
        return "bổ sung sau khi chốt: không có"
    count = figure(report.came_late)
    return f"bổ sung sau khi chốt: {count} phiếu, không tính lại vào ngày đã chốt"


def _ratings(report: PeriodReport) -> str:
    terms = [f"{figure(report.seals.rated)} theo biên bản chốt"]
    if report.open_days:
        open_rated = report.total.rated - report.seals.rated - report.rated_late
        terms.append(f"{figure(open_rated)} của ngày chưa chốt")
    if report.rated_late:
        terms.append(f"{figure(report.rated_late)} bổ sung qua điện thoại sau khi chốt")
    return f"lượt đánh giá: {' + '.join(terms)} = {figure(report.total.rated)}"
