"""What the documents say, in words and figures; every kind of document says the same.

1. Everything is decided here, by the rules of figures: a document only lays it out.
2. A share that may not be published is not here; no document can leak it.
3. Counts are numbers, for tables that compute; shares are texts, because their rounding is a rule.
"""

from __future__ import annotations

import msgspec

from mot_cua.ids import DayText
from mot_cua.vietnamese import Region


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Everything here is a value, and is written as JSON for the templates."""


class LevelCount(Part, frozen=True, kw_only=True):
    """One level of a group's ratings."""

    id: str
    label: str
    tone: str
    """Names the house's colour."""
    is_satisfied: bool
    given: int
    share: str
    """Empty while there are too few ratings."""
    width: int
    """Thousandths of the full bar; 0 while there is no share."""


class Group(Part, frozen=True, kw_only=True):
    """Ratings of one service, one counter, or all together."""

    key: str
    """A service's code, a counter's number; empty for the whole office."""
    name: str
    served: int
    dossiers: int
    """As many as officers noted for the served; said where they are more than visits."""
    rated: int
    unrated: int
    response: str
    """`84,5%` of the served have rated; empty when nobody was served."""
    share: str
    """`100%` satisfied; empty while there are too few ratings."""
    best_share: str
    """Of the best level; empty like `share`."""
    is_shaded: bool
    target: int
    """Percent."""
    levels: tuple[LevelCount, ...]


class ReasonCount(Part, frozen=True, kw_only=True):
    """One reason of those who were not satisfied."""

    id: str
    label: str
    given: int


class Fact(Part, frozen=True, kw_only=True):
    """A line of the report: what, and how much of it."""

    label: str
    value: str
    count: int | None = None
    """The value as a number, where it is a count."""


class Form(Part, frozen=True, kw_only=True):
    """What stands around the figures in a document of state."""

    agency: str
    issuer: str
    symbol: str
    place_and_date: str
    subject: str
    basis: tuple[str, ...]
    recipients: tuple[str, ...]
    preparer: str
    signer: str
    signer_name: str


class ReportDocument(Part, frozen=True, kw_only=True):
    """The report of one day, or of a longer period, ready to be laid out."""

    form: Form
    day: str
    """`2026-11-20`, or the name of a period, `2026-Q4`."""
    last: DayText
    """Its last day; the same for a day."""
    when: str
    """`ngày 20/11/2026`, `Tháng 11/2026`: follows the words "kết quả"."""
    standing: str
    """Until when, or since when, the figures stand: `số liệu chốt lúc 17:30`."""
    moment: str
    """The time in it, `17:30`; empty when that was on another day."""
    is_closed: bool
    is_sample: bool
    seal: str
    """Hash of the last event of the day; empty while it is open."""
    reception: tuple[Fact, ...]
    """Tickets of the day and the states they ended in; the first is the sum of the others."""
    waits: tuple[Fact, ...]
    remarks: tuple[Fact, ...]
    """What is not counted in the figures, and how often."""
    services: tuple[Group, ...]
    counters: tuple[Group, ...]
    total: Group
    headline: str
    response: str
    verdict: str
    notes: tuple[str, ...]
    """How to read the table."""
    shown_from: int
    voice: Region
    reasons: str
    """Why people were not satisfied, in one line; `Không có` when nobody said so."""
    reason_counts: tuple[ReasonCount, ...]
    """Empty where too few have rated to tell reasons one by one."""
    chart: str = ""
    """The trend of a period as SVG; a day has none."""
    comparisons: tuple[str, ...] = ()
    """A period beside others, one sentence each."""
    measures: tuple[str, ...] = ()
    """What the leader wrote about this period and the ones before, one remedy each."""
    petitions: tuple[Fact, ...] = ()
    """Of a period, by their register; a day has none."""
    apologies: tuple[Fact, ...] = ()
    """Overdue dossiers, likewise."""
    supplied: tuple[str, ...] = ()
    """Figures of other systems, and ranks, as they were supplied, one sentence each."""


class Poster(Part, frozen=True, kw_only=True):
    """A day or a month for the wall."""

    agency: str
    issuer: str
    period: str
    """`Ngày 20/11/2026`, `Tháng 11/2026`."""
    standing: str
    is_sample: bool
    is_closed: bool
    total: Group
    headline: str
    response: str
    verdict: str
    best_label: str
    note: str
