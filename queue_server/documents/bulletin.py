"""The day for the commune's loudspeakers: a few sentences, every figure as it is read aloud."""

from __future__ import annotations

from mot_cua.vietnamese import Region, read_number
from queue_server.documents.content import ReportDocument


def bulletin(report: ReportDocument) -> str:
    """Write what is read out; with too few ratings, no share and no praise.

    Counts from a million on have no words (`read_number`), and no office has them.
    """
    return "\n".join(
        [
            *(["Đây là dữ liệu mẫu, không phát trên loa."] if report.is_sample else []),
            f"{report.form.issuer} thông báo kết quả {_date(report)}.",
            _visits(report),
            *_ratings(report),
            _standing(report),
            "Xin trân trọng cảm ơn bà con đã đánh giá và góp ý.\n",
        ]
    )


def read_share(share: str, region: Region = "bac") -> str:
    """Return a share as it is spoken.

    >>> read_share("75,5%")
    'bảy mươi lăm phẩy năm phần trăm'
    >>> read_share("94,96%"), read_share("99,07%")
    ('chín mươi tư phẩy chín mươi sáu phần trăm', 'chín mươi chín phẩy không bảy phần trăm')
    """
    whole, _, rest = share.removesuffix("%").partition(",")
    words = read_number(int(whole), region)
    if rest:
        zero = "không " if len(rest) > 1 and rest.startswith("0") else ""
        words += f" phẩy {zero}{read_number(int(rest), region)}"
    return f"{words} phần trăm"


def _date(report: ReportDocument) -> str:
    year, month, day = map(int, report.day.split("-"))
    region = report.voice
    early = "mùng " if day <= 10 else ""
    # The fourth month is tư in both regions; the number alone is not.
    month_words = "tư" if month == 4 else read_number(month, region)
    day_words, year_words = read_number(day, region), read_number(year, region)
    return f"ngày {early}{day_words} tháng {month_words} năm {year_words}"


def _visits(report: ReportDocument) -> str:
    if not report.total.served:
        return "Trong ngày không có lượt phục vụ nào."
    served = read_number(report.total.served, report.voice)
    many = report.total.dossiers > report.total.served
    dossiers = f", {read_number(report.total.dossiers, report.voice)} hồ sơ" if many else ""
    return f"Trong ngày, các quầy đã phục vụ {served} lượt{dossiers}."


def _ratings(report: ReportDocument) -> list[str]:
    total, region = report.total, report.voice
    if not total.served:
        return []
    if not total.rated:
        return ["Chưa có lượt đánh giá nào."]
    rated = read_number(total.rated, region)
    if not total.share:
        least = read_number(report.shown_from, region)
        return [
            f"Có {rated} lượt đánh giá, chưa đủ {least} lượt để công bố tỷ lệ hài lòng.",
        ]
    best = total.levels[0].label.lower()
    small = ["Số lượt đánh giá còn ít, kết quả chỉ để tham khảo."] if report.total.is_shaded else []
    return [
        f"Có {rated} lượt đánh giá, bằng {read_share(total.response, region)} số lượt phục vụ.",
        f"Tỷ lệ hài lòng là {read_share(total.share, region)},"
        f" trong đó {best} là {read_share(total.best_share, region)}.",
        *small,
    ]


def _standing(report: ReportDocument) -> str:
    if not report.moment:
        return "Số liệu đã chốt."
    hour, minute = map(int, report.moment.split(":"))
    words = f"{read_number(hour, report.voice)} giờ"
    if minute:
        words += f" {read_number(minute, report.voice)} phút"
    state = "đã chốt lúc" if report.is_closed else "tạm tính đến"
    return f"Số liệu {state} {words}."
