"""One button: what its contact does, and what counts as a press.

    open    ────┐ ┌┐┌─┐              ┌──┐┌──────
    closed      └─┘└┘ └──────────────┘  └┘
                       <-25 ms->          <-25 ms->
                                press              free

1. A press is a contact that has stayed closed for 25 ms; it happened when it began to stay closed.
2. For 300 ms after a press the same button gives no other one.
3. A button that is down when the unit starts was not pressed; one that stays down for more than
   10 s is stuck, until it is free again.
4. A patient button waits: let go within a second it was pressed, and after a second it is held,
   which asks what it is and presses nothing.
"""

STABLE_MS = 25
LOCKED_MS = 300
STUCK_MS = 10_000
HELD_MS = 1_000

PRESSED, HELD = 1, 2
"""What `Button.sample` tells; 0 for nothing."""


class Button:
    """A debounced button; times are milliseconds that never go back."""

    def __init__(self) -> None:
        self.is_down = False
        self.pressed_at = 0
        """When the last press began to stay closed."""
        self._since = 0
        self._is_closed = self._has_been_free = self._is_waiting = False
        self._locked_until = 0

    def sample(self, now: int, *, is_closed: bool, is_patient: bool = False) -> int:
        """Look at the contact; tell once of each press, or that a patient button is held."""
        if is_closed != self._is_closed:
            self._is_closed, self._since = is_closed, now
        if now - self._since < STABLE_MS:
            return 0
        was_down, self.is_down = self.is_down, is_closed
        if not is_closed:
            self._has_been_free = True
            return self._end_waiting(PRESSED if was_down else 0)
        if was_down:
            return self._end_waiting(HELD) if now - self.pressed_at >= HELD_MS else 0
        if not self._has_been_free or now < self._locked_until:
            return 0
        self._locked_until = now + LOCKED_MS
        self.pressed_at, self._is_waiting = self._since, is_patient
        return 0 if is_patient else PRESSED

    def _end_waiting(self, told: int) -> int:
        was_waiting, self._is_waiting = self._is_waiting, False
        return told if was_waiting else 0

    def is_stuck(self, now: int) -> bool:
        """Tell whether it has been down for too long."""
        return self.is_down and now - self._since > STUCK_MS
