"""The counter unit's mind: closed contacts and bytes go in, lights and bytes come out.

1. It knows no pin and no clock; `main` samples, `board` lights.
2. It shows what the bridge last said. After 5 s without the bridge it shows "--", puts the lamps
   out and takes no press: nobody would hear of it in time, and an old number must not stand there.
3. A press is told until the bridge has taken it, with its age and with what the lamps stood for.
4. On a line of its own it speaks when it has something to say. On a shared line it only answers.
5. Two rating buttons at once are an elbow, not an opinion.
"""

from firmware_bridge.firmware.buttons import HELD, Button
from firmware_bridge.frames import EVERYBODY, Decoder, Frame, encode
from firmware_bridge.sayings import (
    ALIVE,
    BREATHING,
    BUZZER,
    CHIMES,
    DARK,
    DIGITS,
    HEARING,
    HELLO,
    KEYS,
    LAMPS,
    NOTHING,
    POLL,
    PRESS,
    RATINGS,
    SHOW,
    TESTS,
    Alive,
    Hello,
    Press,
    Screen,
    pack,
    poll_of,
    screen_of,
)

VERSION = (1, 0)
"""Major: a bridge of the last major does not understand it. Minor: it only can do more."""

PARTS = LAMPS | DIGITS | BUZZER
ALONE_MS = 5_000
SAY_AGAIN_MS = 200
SAY_HELLO_MS = 1_000
CLICK_MS, CHIME_MS = 30, 200
BREATH_MS = 2_000
TURN_MS = 2_000
"""So long each of two numbers is shown: the one called, and the one whose rating is invited."""

MOST_PRESSES = 16
_WITHOUT_BRIDGE = b" -- "


class Unit:
    """One counter unit; `boot` is a number other than 0 that is new each time it starts."""

    def __init__(
        self,
        address: int,
        *,
        is_shared: bool,
        boot: int,
        cause: int = 0,
        parts: int = PARTS,
        version: "tuple[int, int]" = VERSION,
    ) -> None:
        self.screen = NOTHING
        self._address, self._is_shared, self._boot = address, is_shared, boot
        self._cause, self._parts, self._version = cause, parts, version
        self._buttons = [Button() for _ in range(RATINGS + len(KEYS))]
        self._decoder = Decoder()
        self._presses: list[tuple[int, int, int, int, int]] = []
        self._seq = self._lost = 0
        self._now = self._started = self._said_at = 0
        self._heard: int | None = None
        self._sound_until = 0
        self._out = bytearray()

    def step(self, now: int, closed: int) -> None:
        """Take one sample of all contacts: a bit for each button, ratings first."""
        self._now = now
        if not self.has_bridge():
            self.screen = NOTHING
        for number, button in enumerate(self._buttons):
            is_patient = number < RATINGS and bool(self.screen.flags & HEARING)
            told = button.sample(now, is_closed=bool(closed >> number & 1), is_patient=is_patient)
            if told and self._counts(number, closed):
                self._press(number, button.pressed_at, HEARING if told == HELD else 0)
        if not self._is_shared:
            self._speak_up()

    def hear(self, data: bytes) -> None:
        """Take what arrived on the line; what is for others or damaged is passed over."""
        for frame in self._decoder.feed(data):
            # What units say has the high bit: on a shared line they hear each other.
            if not frame.kind & 0x80 and frame.address in (self._address, EVERYBODY):
                self._heard = self._now
                self._obey(frame)

    def take(self) -> bytes:
        """Return the bytes to send now."""
        said, self._out = bytes(self._out), bytearray()
        return said

    def has_bridge(self) -> bool:
        """Tell whether the bridge has spoken to this unit in the last 5 s."""
        return self._heard is not None and self._now - self._heard < ALONE_MS

    def digits(self) -> bytes:
        """Return the four characters to show now."""
        if not self.has_bridge():
            return _WITHOUT_BRIDGE
        text, rated = self.screen.text, self.screen.rated
        if not rated.strip() or text == rated:
            return bytes(text)
        is_first_half = self._now // TURN_MS % 2 == 0
        return bytes(text if text.strip() and is_first_half else rated)

    def lamps(self) -> "list[int]":
        """Return how bright each rating lamp is now, 0 to 100."""
        light = self._light()
        return [light if self.screen.lamps >> one & 1 else 0 for one in range(RATINGS)]

    def is_sounding(self) -> bool:
        """Tell whether the buzzer is on now."""
        return self._now < self._sound_until

    def _light(self) -> int:
        if self.screen.lighting == DARK:
            return 0
        if self.screen.lighting != BREATHING:
            return 100  # also a way of lighting that only newer bridges know
        phase = self._now % BREATH_MS * 200 // BREATH_MS
        return max(10, phase if phase <= 100 else 200 - phase)

    def _counts(self, number: int, closed: int) -> bool:
        if number >= RATINGS or not self.has_bridge():
            return self.has_bridge()
        return not any(
            closed >> other & 1 and not self._buttons[other].is_stuck(self._now)
            for other in range(RATINGS)
            if other != number
        )

    def _press(self, number: int, since: int, flags: int) -> None:
        if len(self._presses) >= MOST_PRESSES:
            self._lost = min(self._lost + 1, 255)
            return
        self._seq = self._seq % 0xFFFF + 1  # never 0, which stands for none
        flags |= self.screen.flags & TESTS
        self._presses.append((self._seq, number, flags, self.screen.invitation, since))
        self._sound(CLICK_MS)
        self._said_at = self._now - SAY_AGAIN_MS

    def _sound(self, span: int) -> None:
        self._sound_until = self._now + span

    def _speak_up(self) -> None:
        """Say, unasked, what the bridge has not taken yet; and who this is, while it is away."""
        every = SAY_AGAIN_MS if self._presses else SAY_HELLO_MS
        if self._now - self._said_at < every or (self.has_bridge() and not self._presses):
            return
        self._said_at = self._now
        if self.has_bridge():
            self._say(PRESS, 0, self._oldest())
        else:
            self._say(HELLO, 0, self._hello())

    def _obey(self, frame: Frame) -> None:
        if frame.kind == POLL:
            self._answer(frame)
            return
        if frame.kind == SHOW:
            self._show(screen_of(frame.payload))
        # An order that only a newer bridge knows is answered too, or it would be asked for ever.
        if frame.address != EVERYBODY:
            self._say(ALIVE, frame.seq, self._alive())

    def _answer(self, frame: Frame) -> None:
        poll = poll_of(frame.payload)
        if poll.boot != self._boot:
            self._say(HELLO, frame.seq, self._hello())
            return
        if self._presses and self._presses[0][0] == poll.seq:
            self._presses.pop(0)
        if self._presses:
            self._said_at = self._now
            self._say(PRESS, frame.seq, self._oldest())
        else:
            self._say(ALIVE, frame.seq, self._alive())

    def _show(self, screen: Screen) -> None:
        is_new = screen.invitation != self.screen.invitation
        self.screen = screen
        if is_new and screen.flags & CHIMES:
            self._sound(CHIME_MS)

    def _hello(self) -> Hello:
        major, minor = self._version
        uptime_s = self._now // 1000
        return Hello(major, minor, self._parts, self._cause, self._boot, uptime_s)

    def _alive(self) -> Alive:
        stuck = 0
        for number, button in enumerate(self._buttons):
            stuck |= button.is_stuck(self._now) << number
        return Alive(self.screen.flags & TESTS, stuck, self._lost, min(self._decoder.bad, 0xFFFF))

    def _oldest(self) -> Press:
        seq, number, flags, invitation, since = self._presses[0]
        return Press(self._boot, seq, number, flags, invitation, self._now - since)

    def _say(self, kind: int, seq: int, said: "tuple[object, ...]") -> None:
        self._out.extend(encode(Frame(self._address, kind, seq, pack(kind, said))))
