"""The day for machines (CSV) and for loudspeakers (spoken words)."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
from documents.some_days import (
    SETTINGS,
    bad_day,
    day_of,
    document,
    empty_day,
    family_day,
    hard_day,
    open_day,
    ordinary_day,
    rated,
    silent_day,
)

from mot_cua.business_day import ms_of
from mot_cua.ids import DayText, RequestId
from queue_server.documents.bulletin import bulletin
from queue_server.documents.compose import compose_day
from queue_server.documents.slip import summary_order
from queue_server.documents.table import report_csv
from queue_server.journal.report import DayReport


def rows(made: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_excel_and_programs_can_open_the_table() -> None:
    made = report_csv(document(ordinary_day()))
    assert made.startswith(b"\xef\xbb\xbfday;is_closed;")
    assert made.count(b"\r\n") == made.count(b"\n") == 1 + 5 * (1 + 3 + 4)
    assert b"," not in made.replace("Đô thị, Hộ".encode(), b"").replace("Xã hội, Ng".encode(), b"")


def test_the_rows_of_a_group_add_up_to_the_served() -> None:
    found = rows(report_csv(document(ordinary_day())))
    groups = {(one["group"], one["key"]) for one in found}
    assert {key for group, key in groups if group == "counter"} == {"1", "2", "3+4", "5"}
    for group, key in groups:
        mine = [one for one in found if (one["group"], one["key"]) == (group, key)]
        assert sum(int(one["count"]) for one in mine) == int(mine[0]["served"])
        given = sum(int(one["count"]) for one in mine if one["level"])
        assert given == int(mine[0]["rated"])


def test_a_row_tells_its_day_its_level_and_whether_it_counts() -> None:
    found = rows(report_csv(document(ordinary_day())))
    (one,) = [
        row
        for row in found
        if (row["group"], row["key"], row["level"]) == ("service", "HT", "satisfied")
    ]
    assert one.pop("seal") == document(ordinary_day()).seal
    assert one == {
        "day": "2026-11-20", "is_closed": "1", "is_sample": "0", "group": "service", "key": "HT",
        "name": "Tư pháp – Hộ tịch", "label": "Hài lòng", "level": "satisfied",
        "is_satisfied": "1", "count": "5", "rated": "18", "served": "21",
        "dossiers": "21",
    }  # fmt: skip


def test_the_dossiers_of_a_family_stand_beside_its_visits_and_change_no_figure() -> None:
    found = rows(report_csv(document(family_day())))
    told = {
        one["key"]: (one["served"], one["rated"], one["dossiers"])
        for one in found
        if one["served"] != "0"
    }
    assert told == {"": ("22", "21", "27"), "DD": ("10", "10", "13"), "HT": ("12", "11", "14")}
    assert "các quầy đã phục vụ hai mươi hai lượt, hai mươi bảy hồ sơ." in bulletin(
        document(family_day())
    )


def test_an_open_day_has_no_seal_in_the_table() -> None:
    found = rows(report_csv(document(open_day())))
    assert {(one["is_closed"], one["seal"]) for one in found} == {("0", "")}


@pytest.mark.parametrize(
    "name", ["=1+1", "+84 219", "-Đất đai", "@SUM(A1)", "\tx", '=HYPERLINK("x")']
)
def test_no_name_becomes_a_formula(name: str) -> None:
    service = msgspec.structs.replace(SETTINGS.service[0], name=name)
    settings = msgspec.structs.replace(SETTINGS, service=(service,))
    report = compose_day(day_of((rated("HT", 1),)), settings, now_ms=ms_of("2026-11-20", "18:00"))
    names = {one["name"] for one in rows(report_csv(report)) if one["key"] == "HT"}
    assert names == {f"'{name}"}


def test_the_loudspeaker_reads_the_commune_s_figures() -> None:
    assert bulletin(document(ordinary_day())) == (
        "Trung tâm Phục vụ hành chính công xã Đức Thượng thông báo kết quả ngày hai mươi tháng"
        " mười một năm hai nghìn không trăm hai mươi sáu.\n"
        "Trong ngày, các quầy đã phục vụ năm mươi tám lượt.\n"
        "Có bốn mươi chín lượt đánh giá, bằng tám mươi tư phẩy năm phần trăm số lượt phục vụ.\n"
        "Tỷ lệ hài lòng là một trăm phần trăm,"
        " trong đó rất hài lòng là bảy mươi lăm phẩy năm phần trăm.\n"
        "Số liệu đã chốt lúc mười bảy giờ ba mươi phút.\n"
        "Xin trân trọng cảm ơn bà con đã đánh giá và góp ý.\n"
    )


def test_with_few_ratings_the_loudspeaker_says_counts_and_no_share() -> None:
    said = bulletin(document(open_day(), "16:55"))
    assert "Có tám lượt đánh giá, chưa đủ mười lượt để công bố tỷ lệ hài lòng." in said
    assert "Số liệu tạm tính đến mười sáu giờ năm mươi lăm phút." in said
    assert "phần trăm" not in said


def test_with_a_small_sample_it_says_so() -> None:
    said = bulletin(document(day_of((rated("HT", 20, 12, 3),))))
    assert "Số lượt đánh giá còn ít, kết quả chỉ để tham khảo." in said
    assert "tham khảo" not in bulletin(document(bad_day()))


def test_days_without_ratings_and_without_people() -> None:
    assert "Chưa có lượt đánh giá nào." in bulletin(document(silent_day()))
    assert "Trong ngày không có lượt phục vụ nào." in bulletin(document(empty_day()))


def test_the_south_hears_its_own_words() -> None:
    office = msgspec.structs.replace(SETTINGS.office, voice="nam")
    settings = msgspec.structs.replace(SETTINGS, office=office)
    early = DayText("2026-04-04")
    said = bulletin(
        compose_day(
            day_of((rated("HT", 1004, 1000),), day=early, closed_ms=ms_of(early, "17:00")),
            settings,
            now_ms=ms_of(early, "18:00"),
        )
    )
    assert "ngày mùng bốn tháng tư năm hai ngàn không trăm hai mươi sáu" in said
    assert "phục vụ một ngàn không trăm lẻ bốn lượt" in said
    assert "đã chốt lúc mười bảy giờ." in said


def test_a_seal_of_another_day_is_not_read_as_a_time_of_this_one() -> None:
    late = day_of((), closed_ms=ms_of("2026-11-21", "06:00"), is_made_up=True)
    said = bulletin(document(late))
    assert "Số liệu đã chốt.\n" in said


def test_sample_data_is_not_for_the_loudspeaker() -> None:
    said = bulletin(document(ordinary_day(is_sample=True)))
    assert said.startswith("Đây là dữ liệu mẫu, không phát trên loa.\n")


def test_a_slip_says_faults_in_few_words_or_sends_to_the_report() -> None:
    def told(day: DayReport) -> str:
        order = summary_order(
            day, SETTINGS, request=RequestId("slip"), now_ms=ms_of(day.day, "18:00")
        )
        return next(one.value for one in order.others if one.label == "Sự cố thiết bị")

    assert told(ordinary_day()) == "Không có"
    [paper, *_] = hard_day().faults
    assert told(ordinary_day(faults=(paper,))) == "Máy in (kiosk-1): hết giấy 2 lần, 14 phút"
    assert told(hard_day()) == "xem báo cáo ngày"
