"""One button: what its contact does, and what counts as a press.

    open    ────┐ ┌┐┌─┐              ┌──┐┌──────
    closed      └─┘└┘ └──────────────┘  └┘
                       <-25 ms->          <-25 ms->
                                press              free

1. A press is a contact that has stayed closed for 25 ms; it happened when it began to stay closed.
2. For 300 ms after a press the same button gives no other one.
3. A button that is down when the unit starts was not pressed; one that stays down for more than
   10 s is stuck, until it is free again.
"""

STABLE_MS = 25
LOCKED_MS = 300
STUCK_MS = 10_000


class Button:
    """A debounced button; times are milliseconds that never go back."""

    def __init__(self) -> None:
        self.is_down = False
        self.since = 0
        """When the contact began to be as it is now."""
        self._is_closed = False
        self._has_been_free = False
        self._locked_until = 0

    def sample(self, now: int, *, is_closed: bool) -> bool:
        """Look at the contact; return True once for each press."""
        if is_closed != self._is_closed:
            self._is_closed, self.since = is_closed, now
        if now - self.since < STABLE_MS:
            return False
        was_down, self.is_down = self.is_down, is_closed
        if not is_closed:
            self._has_been_free = True
        if was_down or not is_closed or not self._has_been_free or now < self._locked_until:
            return False
        self._locked_until = now + LOCKED_MS
        return True

    def is_stuck(self, now: int) -> bool:
        """Tell whether it has been down for too long."""
        return self.is_down and now - self.since > STUCK_MS
