"""Reports of periods: what is counted, what is compared, and what may be said about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from reports.years import Years
from small_office import SETTINGS

from config.settings import ReportSettings
from mot_cua.ids import DayText, DeviceId, RequestId, ServiceCode, TicketId, UnixMs
from queue_server.core import events as e
from queue_server.core.periods import period_of
from queue_server.journal.period_report import PeriodReports
from queue_server.journal.verify import verify
from queue_server.reports.period_page import PeriodPage, period_page
from queue_server.reports.why_page import WhyPage, why_page


@pytest.fixture
def years(tmp_path: Path) -> Iterator[Years]:
    made = Years(tmp_path)
    yield made
    made.journal.close()


def page(years: Years, name: str) -> PeriodPage:
    found = years.reports.read(period_of(name))
    assert found is not None
    return period_page(found, years.reports, SETTINGS)


def why(years: Years, name: str, than: str) -> WhyPage:
    found = years.reports.read(period_of(name))
    assert found is not None
    other = period_of(than)
    return why_page(found, years.reports.read(other), other, SETTINGS)


def late(ticket: str, day: str) -> e.TicketCameLate:
    return e.TicketCameLate(
        request=RequestId(f"late-{ticket}"), ticket=TicketId(ticket), day=DayText(day),
        service=ServiceCode("HT"), number=90, label="1090", issuer=DeviceId("kiosk-1"),
        issued_ms=UnixMs(1),
    )  # fmt: skip


def test_a_month_is_its_sealed_days_and_what_came_later(years: Years) -> None:
    years.day("2026-10-30", {("HT", 1): "+++"})
    years.day("2026-11-02", {("HT", 1): "++++++++++"})
    years.day("2026-11-03", {("CT", 2): "+++--."})
    years.append(late("t-late", "2026-11-03"), day="2026-11-04")
    years.day("2026-11-05", {("HT", 1): "++"}, seal=False)
    made = page(years, "2026-11")
    assert made.report.issued == 18
    assert made.total.headline == "Hài lòng: 88,2% – trong đó Rất hài lòng: 0%"
    assert made.total.response == "17/18 lượt phục vụ có đánh giá (94,4%)"
    assert made.standing == (
        "số liệu của 2 ngày làm việc đã chốt và 1 ngày chưa chốt, còn thay đổi"
    )
    assert made.reconciled == (
        "16 theo biên bản chốt của 2 ngày + 2 của ngày chưa chốt = 18 lượt lấy số;"
        " bổ sung sau khi chốt: 1 phiếu, không tính lại vào ngày đã chốt;"
        " lượt đánh giá: 15 theo biên bản chốt + 2 của ngày chưa chốt = 17"
    )
    assert sum(term.tickets for term in made.sum) == 18


def test_a_table_that_somebody_has_touched_does_not_reconcile(years: Years) -> None:
    years.day("2026-11-02", {("HT", 1): "+++"})
    with years.journal.engine.connect() as db, db.begin():
        db.exec_driver_sql("DELETE FROM leg WHERE label = 'HT1'")
    assert page(years, "2026-11").reconciled == (
        "KHÔNG KHỚP: biên bản chốt 3, bảng số liệu 2 lượt lấy số; chạy “mot-cua verify”"
    )


def test_a_rating_that_somebody_has_taken_out_of_the_tables_does_not_reconcile(
    years: Years,
) -> None:
    years.day("2026-11-02", {("HT", 1): "++-"})
    with years.journal.engine.connect() as db, db.begin():
        db.exec_driver_sql("DELETE FROM rating WHERE level = 'dissatisfied'")
    assert page(years, "2026-11").reconciled == (
        "KHÔNG KHỚP: biên bản chốt 3, bảng số liệu 2 lượt phục vụ tại quầy;"
        " biên bản chốt 3, bảng số liệu 2 lượt đánh giá; chạy “mot-cua verify”"
    )


def test_papers_by_hand_and_calls_by_hand_are_in_the_sum_of_the_month_and_said(
    years: Years,
) -> None:
    years.day("2026-11-02", {("HT", 1): "++"}, admitted=2, by_hand=1)
    years.day("2026-11-03", {("HT", 1): "+"}, by_hand=1)
    made = page(years, "2026-11")
    assert (made.report.issued, made.report.admitted, made.report.by_hand) == (7, 2, 2)
    assert made.reconciled.startswith(
        "7 theo biên bản chốt của 2 ngày = 7 lượt lấy số (có 2 phiếu nhận khi máy lấy số mất liên"
        " lạc); bổ sung sau khi chốt: không có;"
    )
    assert made.report.states["done"] == made.total.served + made.report.by_hand
    assert [(one.label, one.value) for one in made.remarks[2:4]] == [
        ("Số gọi bằng tay", "2"),
        ("Phiếu nhận khi máy lấy số mất liên lạc", "2"),
    ]
    assert verify(years.journal, SETTINGS).problems == []


def test_a_period_without_a_working_day_has_no_report(years: Years) -> None:
    years.day("2026-11-02", {("HT", 1): "+"})
    assert years.reports.read(period_of("2026-10")) is None
    assert years.reports.read(period_of("2026-11-07..2026-11-08")) is None


def test_waits_are_those_of_the_days(years: Years) -> None:
    years.day("2026-11-02", {("HT", 1): "++++"})
    waits = page(years, "2026-11").waits
    assert (waits.mean, waits.ninth, waits.longest, waits.over) == (
        "1 phút", "1 phút", "1 phút", "Không có",
    )  # fmt: skip


def test_the_month_before_and_the_year_before_stand_beside_it(years: Years) -> None:
    years.day("2025-11-03", {("HT", 1): "+" * 60 + "-" * 20})
    years.day("2026-10-01", {("HT", 1): "+" * 70 + "-" * 6})
    years.day("2026-11-02", {("HT", 1): "+" * 78 + "-" * 2})
    before, a_year = page(years, "2026-11").comparisons
    assert (before.period.name, before.what) == ("2026-10", "tháng trước")
    assert before.words == ("Chưa thấy khác (chênh lệch +5,4 điểm phần trăm, có thể do ngẫu nhiên)")
    assert not before.differs
    assert (a_year.period.name, a_year.what) == ("2025-11", "cùng kỳ năm trước")
    assert a_year.words == ("Cao hơn 22,5 điểm phần trăm (khoảng tin cậy 95%: từ +12,2 đến +33,1)")
    assert a_year.differs


def test_too_few_ratings_are_not_compared(years: Years) -> None:
    years.day("2026-10-01", {("HT", 1): "-" * 9})
    years.day("2026-11-02", {("HT", 1): "+" * 20})
    assert page(years, "2026-11").comparisons[0].words == "Chưa đủ số liệu để so sánh"


def test_the_first_months_of_a_year_are_compared_with_last_years(years: Years) -> None:
    years.day("2026-02-02", {("HT", 1): "+"})
    assert [one.period.name for one in page(years, "2026-4M").comparisons] == ["2025-4M"]


def test_counters_stand_beside_the_others_with_the_same_services(years: Years) -> None:
    for day in ("2026-11-02", "2026-11-03"):
        years.day(day, {("CT", 1): "+" * 20 + "-" * 20, ("CT", 2): "+" * 40, ("DD", 3): "+-" * 9})
    one, two, three = page(years, "2026-11").by_counter
    assert (one.name, one.expected, one.words) == (
        "Quầy 1", "100%", "Thấp hơn mức chung: xem “Vì sao?”",
    )  # fmt: skip
    assert (two.expected, two.words) == ("50%", "Cao hơn mức chung")
    assert three.words == "Chỉ quầy này làm các lĩnh vực của mình, không có quầy để so sánh"


def test_a_day_outside_the_limits_of_chance_is_named(years: Years) -> None:
    for number in range(2, 7):
        years.day(f"2026-11-{number:02}", {("HT", 1): "+" * 29 + "-"})
    years.day("2026-11-09", {("HT", 1): "+" * 15 + "-" * 15})
    made = page(years, "2026-11")
    assert made.trend_words.endswith("Ngoài mức ngẫu nhiên (hình thoi): ngày 09/11.")
    assert made.trend.count("<polygon") == 1
    assert made.trend.count("<circle") == 5
    assert "style=" not in made.trend + made.week


def test_days_with_few_ratings_are_drawn_as_weeks(years: Years) -> None:
    for number in (*range(2, 7), *range(9, 14)):
        years.day(f"2026-11-{number:02}", {("HT", 1): "+++"})
    assert page(years, "2026-11").trend_words.startswith("Mỗi điểm là một tuần")


def test_a_month_without_ratings_has_no_trend(years: Years) -> None:
    years.day("2026-11-02", {("HT", 1): "..."})
    made = page(years, "2026-11")
    assert made.trend == ""
    assert made.trend_words == "Chưa đủ số liệu để vẽ diễn biến"
    assert made.total.headline == "Chưa có đánh giá"
    assert made.is_low is False


def test_an_hour_that_is_worse_than_the_rest_has_a_frame(years: Years) -> None:
    for number in range(2, 7):
        years.day(f"2026-11-{number:02}", {("HT", 1): "+" * 12})
    years.day("2026-11-09", {("HT", 1): "-" * 12})
    drawn = page(years, "2026-11").week
    assert drawn.count("stroke-width=") == 1
    assert "0%" in drawn and "Thứ Hai" in drawn


# Why


def test_more_visits_to_the_difficult_service_are_told_from_worse_visits(years: Years) -> None:
    years.day("2026-10-01", {("HT", 1): "+" * 95 + "-" * 5, ("DD", 3): "+" * 8 + "-" * 2})
    years.day("2026-11-02", {("HT", 1): "+" * 57 + "-" * 3, ("DD", 3): "+" * 40 + "-" * 10})
    services = why(years, "2026-11", "2026-10").causes[0]
    assert services.sentence == (
        "Thay đổi −5,5 điểm = −5,5 do cơ cấu lượt thay đổi và 0,0 do tỷ lệ của từng nhóm thay đổi."
    )
    assert [line.name for line in services.lines] == ["Đất đai", "Tư pháp – Hộ tịch"]


def test_the_service_that_fell_is_named_with_its_part_of_the_unsatisfied(years: Years) -> None:
    years.day("2026-10-01", {("HT", 1): "+" * 60, ("DD", 3): "+" * 38 + "-" * 2})
    years.day("2026-11-02", {("HT", 1): "+" * 60, ("DD", 3): "+" * 20 + "-" * 20})
    found = why(years, "2026-11", "2026-10")
    assert found.change.startswith("So với Tháng 10/2026 (98%): Thấp hơn 18,0 điểm phần trăm")
    assert found.summary[0] == (
        "Theo lĩnh vực: Đất đai – 50% của 40, giảm rõ, ngoài mức ngẫu nhiên;"
        " 40% số lượt đánh giá nhưng 100% số lượt chưa hài lòng."
    )
    assert "kết quả kỳ này nằm ngoài khoảng đó." in found.chance


def test_where_nothing_stands_out_nobody_is_blamed(years: Years) -> None:
    years.day("2026-10-01", {("HT", 1): "+" * 19 + "-", ("DD", 3): "+" * 20})
    years.day("2026-11-02", {("HT", 1): "+" * 20, ("DD", 3): "+" * 18 + "--"})
    assert why(years, "2026-11", "2026-10").summary == (
        "Không nhóm nào nổi bật hơn mức ngẫu nhiên: không có căn cứ để quy cho một lĩnh vực,"
        " một giờ hay thời gian chờ.",
    )


def test_without_another_period_only_the_mix_is_shown(years: Years) -> None:
    years.day("2026-11-02", {("HT", 1): "+" * 20, ("DD", 3): "+" * 18 + "--"})
    found = why(years, "2026-11", "2026-10")
    assert found.causes[0].sentence == "Không có kỳ so sánh; chỉ xem cơ cấu trong kỳ."
    assert found.change == "Tháng 10/2026: chưa đủ số liệu để so sánh"


# Remedies


def remedy(number: int, period: str, **fields: str) -> e.RemedyRecorded:
    words = {"cause": "chờ lâu", "action": "thêm quầy", "owner": "Phó Giám đốc", "effect": ""}
    return e.RemedyRecorded(
        request=RequestId(f"remedy-{number}-{len(fields)}"), remedy=f"m-{number}", period=period,
        due=DayText("2026-12-31"), **(words | fields),
    )  # fmt: skip


def test_what_is_done_about_a_low_month_stands_in_the_next_report(years: Years) -> None:
    years.day("2026-10-01", {("HT", 1): "+" * 20 + "-" * 20})
    assert page(years, "2026-10").is_low
    years.append(remedy(1, "2026-10"), day="2026-10-01")
    years.append(remedy(1, "2026-10", effect="chờ còn 8 phút"), day="2026-10-01")
    years.day("2026-11-02", {("HT", 1): "+" * 40})
    [own] = page(years, "2026-10").remedies
    [earlier] = page(years, "2026-11").earlier
    assert own == earlier
    assert (own.cause, own.effect) == ("chờ lâu", "chờ còn 8 phút")
    assert page(years, "2026-11").remedies == ()


def test_a_remedy_belongs_to_the_period_it_names_and_not_to_one_that_ends_with_it(
    years: Years,
) -> None:
    years.day("2026-12-01", {("HT", 1): "+" * 20 + "-" * 20})
    years.append(remedy(1, "2026-Q4"), day="2026-12-01")
    assert [one.period for one in page(years, "2026-Q4").remedies] == ["2026-Q4"]
    assert page(years, "2026-12").remedies == ()
    assert [one.period for one in page(years, "2026-12").earlier] == ["2026-Q4"]


def test_by_the_administrative_cut_off_days_and_remedies_go_with_their_month(
    years: Years,
) -> None:
    years.day("2026-10-16", {("HT", 1): "+" * 20 + "-" * 20})
    years.append(remedy(1, "2026-11"), day="2026-10-16")
    settings = msgspec.structs.replace(SETTINGS, report=ReportSettings(cutoff="day15"))
    reports = PeriodReports(years.journal.engine, long_wait_min=15, cutoff="day15")
    found = reports.read(period_of("2026-11", cutoff="day15"))
    assert found is not None
    made = period_page(found, reports, settings)
    assert made.dates == "từ 15/10/2026 đến 14/11/2026"
    assert [one.id for one in made.remedies] == ["m-1"]
    assert made.comparisons[0].period.dates == "từ 15/09/2026 đến 14/10/2026"


def test_the_tables_are_what_the_events_say(years: Years) -> None:
    years.day("2026-11-02", {("CT", 1): "++-.", ("CT", 2): "+."})
    years.append(remedy(1, "2026-11"), day="2026-11-02")
    years.append(late("t-late", "2026-11-02"), day="2026-11-02")
    settings = msgspec.structs.replace(SETTINGS)
    assert verify(years.journal, settings).problems == []
