"""What happens between a person and the kiosk, as a pure table of moods; no clock, no devices.

    choose ──press──▶ printing ──printed──▶ take ──8 s──▶ choose
                          ├──failed───────▶ remember ──"Đã ghi nhớ" | "In phiếu"──▶ as below
                          └──unconfirmed──▶ ask ──"Đã có phiếu" | "In lại"──▶ choose | printing
                                                   (asked twice in vain: remember)

1. A press is never lost and never counted twice: the same button within `cooldown_ms` is one press.
2. A number that is not on paper stays on the screen until its person has said so, but does not
   keep the next person from pressing a button.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import deque
from typing import Final, Literal, NamedTuple

from kiosk.guide import Guide, Page, PrintProcedure, SayPage
from kiosk.view import Language, Mode
from mot_cua.ids import ServiceCode, TicketClass, TicketId, Ticks

TAKE_MS: Final = 8_000
"""How long the number stays large after the paper came."""
MOST_REPRINTS: Final = 2
"""How often one person may have a ticket printed again at the kiosk. A printer that eats paper and
confirms nothing would go on for ever; after this the number is remembered."""
ALONE_MS: Final = 20_000
"""A choice of language or priority that nobody used is forgotten after this."""


class Shown(NamedTuple):
    """A ticket on the screen."""

    ticket: TicketId
    label: str
    service: ServiceCode
    token: str
    ahead: int | None
    mode: Mode
    answer: str = ""
    """What the server said of a paper that was scanned; empty until it has."""
    where: tuple[int, ...] = ()
    """Counters that belong to the answer."""


class TakeNumber(NamedTuple):
    """Give out a number."""

    service: ServiceCode
    ticket_class: TicketClass
    first: TicketId | None = None
    """The number that the same person held before the scanner: one citizen, two errands."""


class PrintAgain(NamedTuple):
    """Print a ticket once more, marked IN LẠI."""

    ticket: TicketId


class HasPaper(NamedTuple):
    """The person says that the paper did come."""

    ticket: TicketId


Wish = TakeNumber | PrintAgain | HasPaper | PrintProcedure | SayPage
Outcome = Literal["printed", "unconfirmed", "failed"]


_OURS: Final = ("service", "priority", "language")
_MODES: Final[dict[Page, Mode]] = {
    "choose": "choose",
    "idle": "idle",
    "aids": "aids",
    "fields": "lookup",
    "list": "lookup",
    "typing": "lookup",
    "procedure": "lookup",
}


class Flow:
    """One kiosk's mood."""

    def __init__(self, *, cooldown_ms: int, guide: Guide | None = None) -> None:
        """`guide` leads whoever has not pressed a service yet; without it, there is one page."""
        self.guide = guide or Guide()
        self._cooldown_ms = cooldown_ms
        self.language: Language = "vi"
        self.is_priority = False
        self.shown: Shown | None = None
        self._waiting: deque[Shown] = deque()
        self._pressed: dict[ServiceCode, Ticks] = {}
        self._until: Ticks | None = None
        self._first: TicketId | None = None
        """The paper of somebody who wants a second number with it."""
        self._reprints: Tally[TicketId] = Tally()

    @property
    def may_reprint(self) -> bool:
        """Whether the number that is shown may be printed once more."""
        return self.shown is not None and self._reprints[self.shown.ticket] < MOST_REPRINTS

    @property
    def has_first(self) -> bool:
        """Whether the next number is a second one, for the same person."""
        return self._first is not None

    @property
    def mode(self) -> Mode:
        """What the screen is for at this moment."""
        if self.shown is not None:
            return self.shown.mode
        if self.guide.is_asking:
            return "still-there"
        return _MODES[self.guide.page]

    def press(self, service: ServiceCode, now: Ticks) -> TakeNumber | None:
        """Somebody pressed a service; None while it is the same press, held or hammered."""
        self.guide.page, self.guide.is_asking = "choose", False
        last = self._pressed.get(service)
        self._pressed[service] = now
        if last is not None and now - last < self._cooldown_ms:
            return None
        first = self._first
        if self.shown is not None and self.shown.mode == "scanned":
            first = self.shown.ticket
        return TakeNumber(service, "priority" if self.is_priority else "normal", first)

    def touch(self, target: str, now: Ticks) -> Wish | None:
        """Somebody touched the screen; the target is one of `kiosk.view.TOUCHES`."""
        name, _, code = target.partition(":")
        self.guide.stirred(now)
        if self.shown is None and name not in _OURS:
            return self.guide.touch(name, code, now)
        if self.shown is not None and name == "speak":
            return SayPage()
        if name == "service":
            return self.press(ServiceCode(code), now)
        if name == "priority":
            self.is_priority = not self.is_priority
            self._until = Ticks(now + ALONE_MS)
        elif name == "language":
            self.language = "en" if self.language == "vi" else "vi"
            self._until = Ticks(now + ALONE_MS)
        elif self.shown is not None:
            return self._answer(name, self.shown, now)
        return None

    def _answer(self, name: str, shown: Shown, now: Ticks) -> Wish | None:
        if (name, shown.mode) == ("remembered", "remember"):
            self._next()
        elif (name, shown.mode) == ("got-it", "ask"):
            self._next()
            return HasPaper(shown.ticket)
        elif (name, shown.mode) == ("second", "scanned"):
            self._next()
            self._first = shown.ticket
            self._until = Ticks(now + ALONE_MS)
        elif name == "reprint" and shown.mode in ("remember", "ask") and self.may_reprint:
            self._reprints[shown.ticket] += 1
            self.shown = shown._replace(mode="printing")
            return PrintAgain(shown.ticket)
        return None

    def issued(self, shown: Shown) -> None:
        """A number was given out and goes to the printer, or goes there again."""
        is_other = self.shown is not None and self.shown.ticket != shown.ticket
        if is_other and self.shown is not None and self.shown.mode in ("remember", "ask"):
            self._waiting.append(self.shown)
        self.shown = shown._replace(mode="printing")
        self.is_priority, self._first = False, None
        self._until = None

    def print_ended(self, ticket: Shown, outcome: Outcome, now: Ticks) -> None:
        """The printer has answered for a ticket, or has not."""
        mode: Mode = {"printed": "take", "failed": "remember", "unconfirmed": "ask"}[outcome]  # type: ignore[assignment]
        if mode == "ask" and self._reprints[ticket.ticket] >= MOST_REPRINTS:
            mode = "remember"  # a third paper would be as doubtful as the second
        changed = ticket._replace(mode=mode)
        if self.shown is not None and self.shown.ticket != ticket.ticket:
            if outcome != "printed":
                self._waiting.append(changed)
            return
        self.shown = changed
        if outcome == "printed":
            self._until = Ticks(now + TAKE_MS)

    def printed_by_staff(self, ticket: TicketId, outcome: Outcome) -> None:
        """A paper was ordered from elsewhere; nobody need remember its number any more."""
        if outcome != "printed":
            return
        self._waiting = deque(one for one in self._waiting if one.ticket != ticket)
        if self.shown is not None and self.shown.ticket == ticket:
            self._next()

    def scanned(self, shown: Shown, now: Ticks) -> None:
        """A paper was scanned; its number stands on the screen for a moment."""
        if self.shown is not None and self.shown.mode in ("remember", "ask", "printing"):
            return
        self.shown = shown._replace(mode="scanned")
        self._until = Ticks(now + TAKE_MS)

    def answered(self, ticket: TicketId, answer: str, where: tuple[int, ...], now: Ticks) -> None:
        """The server has said what becomes of the paper that was scanned."""
        if self.shown is not None and (self.shown.ticket, self.shown.mode) == (ticket, "scanned"):
            self.shown = self.shown._replace(answer=answer, where=where)
            self._until = Ticks(now + TAKE_MS)

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do."""
        moments = [self._until, self.guide.due() if self.shown is None else None]
        return min((one for one in moments if one is not None), default=None)

    def tick(self, now: Ticks) -> None:
        """Go back to the beginning when nobody is there any more."""
        if self.shown is None:
            self.guide.tick(now)
        if self._until is None or now < self._until:
            return
        if self.shown is None and self.guide.is_read:
            self._until = Ticks(now + ALONE_MS)
            return
        self._until, self.is_priority, self._first = None, False, None
        if self.shown is None or self.shown.mode in ("take", "scanned"):
            self._next()

    def _next(self) -> None:
        """Show the next number that nobody has learnt yet, or begin anew in Vietnamese."""
        if self.shown is not None:
            del self._reprints[self.shown.ticket]
        self.shown = self._waiting.popleft() if self._waiting else None
        self._until = None
        self.language, self.is_priority, self._first = "vi", False, None
        if self.shown is None:
            self.guide.home()
