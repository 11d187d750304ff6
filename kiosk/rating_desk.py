"""What one kiosk does for whoever rates at it: by number, by paper, or by a button alone."""

from __future__ import annotations

from collections.abc import Callable

from config.settings import Settings
from hardware.inputs import KioskRatingTouched
from kiosk.flow import Flow
from kiosk.rating import TARGETS, Press, Rating, Visit, Why
from kiosk.rating_page import rating_of
from kiosk.view import RatingView
from mot_cua.clock import Clock
from mot_cua.ids import DeviceId, Ticks
from mot_cua.messages import (
    AnyFact,
    Message,
    RatingPressed,
    ReasonChosen,
    TellCitizen,
    VisitsState,
)


class RatingDesk:
    """Keeps who rates apart from who takes a number, and tells what they said."""

    def __init__(
        self,
        settings: Settings,
        device: DeviceId,
        *,
        flow: Flow,
        clock: Clock,
        tell: Callable[[AnyFact], None],
        is_server_here: Callable[[], bool],
        is_screen_visible: Callable[[], bool],
    ) -> None:
        self._settings, self._flow, self._clock = settings.rating, flow, clock
        self._tell, self._is_server_here = tell, is_server_here
        self._is_screen_visible = is_screen_visible
        self.is_wanted = any(one.rating_buttons for one in settings.kiosk if one.id == device)
        """Whether people may rate at this kiosk."""
        self._rating = Rating(settings.rating, has_one_counter=len(settings.counter) == 1)
        self._visits = VisitsState(seq=0)

    def hear(self, message: Message) -> None:
        """Take over which visits can be picked; any other message says nothing of these."""
        if isinstance(message, VisitsState):
            self._visits = message

    def answered(self, told: TellCitizen) -> None:
        """Ask for the rating of a paper whose service is over."""
        shown = self._flow.shown
        if not self.is_wanted or told.outcome != "return-while-done" or shown is None:
            return
        visit = Visit(shown.label, ticket=told.ticket)
        self._keep(self._rating.paper(visit, self._clock.monotonic_ms()))

    def touched(self, target: str, now: Ticks) -> bool:
        """Take a touch; False when it means nothing here."""
        if target.partition(":")[0] not in TARGETS:
            return False
        self._keep(self._rating.touch(target, now, self._pickable()))
        return True

    def pressed(self, touched: KioskRatingTouched) -> None:
        """Take a press on a rating button; a paper that was scanned says for whom it is."""
        shown = self._flow.shown
        if shown is not None and shown.mode == "scanned" and not self._rating.stage:
            self._rating.paper(Visit(shown.label, ticket=shown.ticket), touched.pressed)
        can_pick = self._is_screen_visible() and bool(self._pickable())
        self._keep(self._rating.press(touched.level, touched.pressed, can_pick=can_pick))

    def leave(self) -> None:
        """Somebody takes a number now; an opinion in hand is told."""
        self._keep(self._rating.leave())

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do."""
        return self._rating.due()

    def tick(self, now: Ticks) -> None:
        """Go on when nobody does anything."""
        self._keep(self._rating.tick(now))

    def view(self) -> RatingView | None:
        """Describe the page of whoever rates; None while nobody does."""
        return rating_of(self._rating, self._settings, self._pickable(), self._flow.language)

    def _pickable(self) -> tuple[Visit, ...]:
        """List the visits that can be picked; none while what was told may be old."""
        if not self._is_server_here():
            return ()
        now = self._clock.wall_ms()
        return tuple(
            Visit(one.label, leg=one.leg) for one in self._visits.finished if now < one.until_ms
        )

    def _keep(self, said: Press | Why | None) -> None:
        """Put on the disk what somebody has said, and have it sent."""
        if said is None:
            return
        leg, ticket = (said.visit.leg, said.visit.ticket) if said.visit else (None, None)
        if isinstance(said, Why):
            self._tell(ReasonChosen(reason=said.reason, leg=leg, ticket=ticket))
            return
        self._tell(
            RatingPressed(counter=0, level=said.level, leg=leg, ticket=ticket, channel="kiosk")
        )
