"""Who rates at the kiosk, and which visit: a pure table of moods; no clock, no devices.

    "Đánh giá" ──▶ pick ──number | none──▶ rate ──level──▶ why ──reason | 10 s──▶ thanks
    a button ───────┴─(with the level in hand)────────────▶ ┤                       ▲
    a paper ─────────────────────────────▶ rate             └──satisfied────────────┘

1. A rating is told as soon as level and visit are known; the question why comes after it.
2. Whoever walks away without picking a number has still said something: it is told, for no visit.
3. In an office with one counter nobody picks: its last finish is meant.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from config.settings import RatingSettings
from mot_cua.ids import LegId, TicketId, Ticks

Stage = Literal["", "pick", "rate", "why", "thanks"]

CHOOSING_MS: Final = 20_000
WHY_MS: Final = 10_000
THANKS_MS: Final = 4_000
TARGETS: Final = frozenset({"vote", "visit", "rating", "why", "vote-end"})
"""What the touches mean that belong here."""


class Visit(NamedTuple):
    """The visit that somebody rates: of a scanned paper, or of a number that was picked."""

    label: str
    leg: LegId | None = None
    ticket: TicketId | None = None


class Press(NamedTuple):
    """A level, for a visit or for none."""

    level: str
    visit: Visit | None


class Why(NamedTuple):
    """What somebody was not satisfied with."""

    reason: str
    visit: Visit | None


class Rating:
    """Where somebody is who rates."""

    def __init__(self, settings: RatingSettings, *, has_one_counter: bool) -> None:
        self._settings, self._has_one_counter = settings, has_one_counter
        self._good = {one.id for one in settings.level if one.counts_as_satisfied}
        self.stage: Stage = ""
        self.level = ""
        self.visit: Visit | None = None
        self._until: Ticks | None = None
        self._given: Ticks | None = None

    def paper(self, visit: Visit, now: Ticks) -> Press | None:
        """A paper was scanned whose service is over."""
        has_level = self.stage == "pick" and bool(self.level)
        self._begin("rate", now, level=self.level if has_level else "")
        self.visit = visit
        return self._rated(now) if has_level else None

    def press(self, level: str, now: Ticks, *, can_pick: bool) -> Press | None:
        """Somebody pressed a level: on the screen, or one of the buttons."""
        if self._given is not None and now - self._given < self._settings.correction_s * 1000:
            self.level = level  # a slip of the finger: the same visit again
            return self._rated(now)
        if self.stage != "rate":
            self._begin("pick", now)
        self.level = level
        if self.stage == "pick" and can_pick and not self._has_one_counter:
            return None
        return self._rated(now)

    def touch(self, target: str, now: Ticks, picked: tuple[Visit, ...]) -> Press | Why | None:
        """Somebody touched one of `TARGETS`; `picked` are the visits that stand on the screen."""
        name, _, code = target.partition(":")
        if name == "vote":
            can_pick = bool(picked) and not self._has_one_counter
            self._begin("pick" if can_pick else "rate", now)
        elif name == "visit" and self.stage == "pick":
            return self._picked(next((one for one in picked if one.leg == code), None), now)
        elif name == "rating":
            return self.press(code, now, can_pick=bool(picked))
        elif name == "why" and self.stage == "why":
            self._thank(now)
            return Why(code, self.visit) if code != "skip" else None
        elif name == "vote-end":
            return self.leave()
        return None

    def leave(self) -> Press | None:
        """Nobody is there any more, or somebody wants something else."""
        held = Press(self.level, None) if self.stage == "pick" and self.level else None
        self.stage, self.level, self.visit = "", "", None
        self._until = self._given = None
        return held

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do."""
        return self._until

    def tick(self, now: Ticks) -> Press | None:
        """Go on when nobody does anything."""
        if self._until is None or now < self._until:
            return None
        if self.stage == "why":
            self._thank(now)
            return None
        return self.leave()

    def _begin(self, stage: Stage, now: Ticks, *, level: str = "") -> None:
        self.stage, self.level, self.visit, self._given = stage, level, None, None
        self._until = Ticks(now + CHOOSING_MS)

    def _picked(self, visit: Visit | None, now: Ticks) -> Press | None:
        self.visit, self.stage = visit, "rate"
        self._until = Ticks(now + CHOOSING_MS)
        return self._rated(now) if self.level else None

    def _rated(self, now: Ticks) -> Press:
        self._given = now if self._given is None else self._given
        is_known = self.visit is not None or self._has_one_counter
        if is_known and self._settings.reason and self.level not in self._good:
            self.stage, self._until = "why", Ticks(now + WHY_MS)
        else:
            self._thank(now)
        return Press(self.level, self.visit)

    def _thank(self, now: Ticks) -> None:
        self.stage, self._until = "thanks", Ticks(now + THANKS_MS)
