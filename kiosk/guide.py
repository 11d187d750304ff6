"""Where somebody is on the screen who has not pressed a service yet; pure, no clock, no devices.

    idle ──touch──▶ choose ──▶ aids
     ▲ 60 s            │ ▲
     └─────────────────┘ └─15 s─ still-there? ◀─45 s─ fields ▸ list | typing ▸ procedure

1. Whoever reads is asked before the screen goes back; any touch means yes.
2. What somebody chose for the eyes or the reach is forgotten with the person.
3. The procedures are those of the office's register; what is typed has no marks.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from config.procedures import Procedure
from mot_cua.ids import Ticks
from mot_cua.vietnamese import search_key

Page = Literal["choose", "idle", "aids", "fields", "list", "typing", "procedure"]

IDLE_MS: Final = 60_000
"""So long after the last touch the screen shows notices and procedures."""
READING_MS: Final = 45_000
"""Source: accessibility of public kiosks asks for 20 s at least before anybody is interrupted."""
ANSWER_MS: Final = 15_000
"""How long the question waits whether somebody is still there."""
ROWS: Final = 4
TYPING_ROWS: Final = 3
LONGEST_TYPED: Final = 24


class PrintProcedure(NamedTuple):
    """Print a procedure to take home."""

    code: str


class SayPage(NamedTuple):
    """Say aloud what is on the screen."""


class Guide:
    """What the person at the screen looks at."""

    def __init__(self, procedures: tuple[Procedure, ...] = (), *, can_idle: bool = False) -> None:
        """`can_idle` says that there is something to show while nobody is there."""
        self.procedures, self._can_idle = procedures, can_idle
        self.page: Page = "choose"
        self.is_stark = self.is_low = False
        self.is_asking = False
        self.field = self.typed = self.code = ""
        self.first = 0
        """The first row of the list that is shown."""
        self._before: Page = "fields"
        self._touched: Ticks | None = None

    def home(self, now: Ticks | None = None) -> None:
        """Go back to the services, as for a new person."""
        self.page, self.is_stark, self.is_low, self.is_asking = "choose", False, False, False
        self.field = self.typed = self.code = ""
        self.first, self._touched = 0, now

    def stirred(self, now: Ticks) -> None:
        """Somebody is there."""
        self._touched, self.is_asking = now, False

    @property
    def is_read(self) -> bool:
        """Whether somebody is on a page of their own."""
        return self.page not in ("choose", "idle")

    def touch(self, name: str, code: str, now: Ticks) -> PrintProcedure | SayPage | None:
        """Take a touch; those that mean nothing here change nothing but the time."""
        self.stirred(now)
        if name == "print-procedure" and self.page == "procedure":
            return PrintProcedure(self.code)
        if name == "speak":
            return SayPage()
        self._turn(name, code)
        return None

    def _turn(self, name: str, code: str) -> None:
        match name:
            case "wake" | "home":
                self.page, self.typed, self.field = "choose", "", ""
            case "aids" | "lookup":
                self.page = "aids" if name == "aids" else "fields"
            case "stark":
                self.is_stark = not self.is_stark
            case "low":
                self.is_low = not self.is_low
            case "back":
                self._back()
            case _:
                self._look(name, code)

    def _look(self, name: str, code: str) -> None:
        match name:
            case "field":
                self.page, self.field, self.typed, self.first = "list", code, "", 0
            case "type":
                self.page, self.field, self.typed, self.first = "typing", "", "", 0
            case "letter" if self.page == "typing":
                self.typed, self.first = (self.typed + code)[:LONGEST_TYPED].lstrip(), 0
            case "erase" if self.page == "typing":
                self.typed, self.first = self.typed[:-1], 0
            case "turn":
                self._leaf(1 if code == "next" else -1)
            case "procedure" if self.page in ("list", "typing"):
                self._before, self.page, self.code = self.page, "procedure", code

    def _leaf(self, way: int) -> None:
        beyond = self.first + way * self.rows
        if 0 <= beyond < len(self.found):
            self.first = beyond

    def _back(self) -> None:
        before: dict[Page, Page] = {"list": "fields", "typing": "fields", "procedure": self._before}
        self.page = before.get(self.page, "choose")

    @property
    def rows(self) -> int:
        """How many procedures stand on the screen at once."""
        return TYPING_ROWS if self.page == "typing" else ROWS

    @property
    def found(self) -> list[Procedure]:
        """The procedures of the field, or those whose words begin as was typed."""
        if self.page == "list":
            return [one for one in self.procedures if one.service == self.field]
        return [one for one in self.procedures if _begins(one.name, self.typed)]

    @property
    def procedure(self) -> Procedure | None:
        """The one that is read."""
        return next((one for one in self.procedures if one.code == self.code), None)

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do."""
        is_plain = self.page == "choose" and not (self._can_idle or self.is_stark or self.is_low)
        if self._touched is None or is_plain or self.page == "idle":
            return None
        return Ticks(self._touched + self._patience)

    @property
    def _patience(self) -> int:
        if self.page == "choose":
            return IDLE_MS
        return READING_MS + (ANSWER_MS if self.is_asking else 0)

    def tick(self, now: Ticks) -> None:
        """Ask whether somebody is still there, or go back to the beginning."""
        if self._touched is None:
            self._touched = now
        due = self.due()
        if due is None or now < due:
            return
        if self.page == "choose":
            self.home(now)
            self.page = "idle" if self._can_idle else "choose"
        elif self.is_asking:
            self.home(now)
        else:
            self.is_asking = True


def _begins(name: str, typed: str) -> bool:
    """Tell whether each word that was typed begins a word of the name, whatever its marks.

    >>> _begins("Đăng ký khai sinh", "dang sinh"), _begins("Đăng ký khai tử", "sinh")
    (True, False)
    """
    words = search_key(name).split()
    return all(any(word.startswith(part) for word in words) for part in search_key(typed).split())
