"""The table `[registers]` of the office file: by when things kept in the registers are due."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.fields import Section

WorkingDays = Annotated[
    int, Meta(ge=1, le=120, description="a number of working days from 1 to 120")
]
CalendarDays = Annotated[int, Meta(ge=1, le=3660, description="a number of days from 1 to 3660")]


class RegisterSettings(Section, frozen=True, kw_only=True):
    """`[registers]`: the office's own quy chế for petitions and postings."""

    petition_days: WorkingDays = 15
    """Within so many working days a petition is answered; the form proposes the day."""
    review_days: CalendarDays = 180
    """A posted procedure that nobody has compared with the law for so long is marked."""
