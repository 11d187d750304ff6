"""For leaders: were the forecasts true?"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from mot_cua.business_day import day_of
from queue_server.core.forecast.judgement import AIM, ENOUGH_WAITS, judge, week_of
from queue_server.journal.told import KEPT_WEEKS, JudgedWeek
from queue_server.web.forecast_words import (
    headline_of,
    lean_text,
    picture_of,
    span_of,
    week_line,
)
from queue_server.web.page import gateway

forecast = Blueprint("forecast", __name__)

WEEKS: Final = 12


@forecast.get("/admin/forecast")
def judged() -> str:
    """Show week by week what the forecasts were worth, this week's so far among them."""
    past, now = gateway().past_forecasts, week_of(day_of(gateway().now_ms()))
    weeks = [one for one in past.weeks(limit=WEEKS) if one.week < now]
    stretch = weeks[-1].stretch if weeks else 1.0
    present = JudgedWeek(now, judge(past.of_week(now)), stretch, stretch)
    shown = [*weeks, present] if present.verdict.waits else weeks
    latest = shown[-1] if shown else present
    if len(shown) > 1 and latest.verdict.waits < ENOUGH_WAITS:
        latest = shown[-2]
    return render_template(
        "forecast.html",
        view=gateway().view,
        latest=week_line(latest),
        is_present=latest.week == now,
        headline=headline_of(latest.verdict),
        lean=lean_text(latest.verdict.bias_s),
        lines=[(week_line(one), one.week == now) for one in reversed(shown)],
        changes=[(span_of(one.week), week_line(one).change) for one in reversed(weeks)],
        picture=picture_of(shown),
        stretch=f"{stretch:g}".replace(".", ","),
        aim=round(100 * AIM),
        kept_weeks=KEPT_WEEKS,
    )
