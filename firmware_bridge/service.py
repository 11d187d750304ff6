"""The bridge's program: counter units (panel, lamps, number board, call keys) to messages and back.

1. A press is on our disk before the unit is thanked; the outbox carries it to the server.
2. A press names the leg that the panel showed at that moment, so that it can rate no other visit.
3. Units show absolute states from retained snapshots; they go dark when those are stale.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from hardware.inputs import CounterUnit, KeyPressed, RatingHeld, RatingTouched, UnitChanged
from hardware.speaker.port import Saying, Speaker, SpeakerStatus
from hardware.speaker.sentences import Words
from mot_cua.bus.outbox import MOST_FACTS, Outbox
from mot_cua.bus.port import Arrived, Bus, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, DeviceId, LegId, NewId, RequestId, Ticks, new_id
from mot_cua.messages import (
    CounterRequest,
    CounterState,
    DeviceFault,
    Finding,
    RatingPressed,
    RatingWindow,
)
from mot_cua.store import transaction

log = logging.getLogger(__name__)

BLANK: Final = "--"
"""What a number board shows when it does not know: never an old number."""
REMEMBERED: Final = 4
"""Invitations of one counter: a press that was under way for a while belongs to one of them."""
MOST_DETAIL: Final = 200
"""Letters of a unit's remark that a fact may carry."""


class Bridge:
    """The reactor of one bridge; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        device: DeviceId,
        units: Mapping[CounterNo, CounterUnit],
        db: sqlite3.Connection,
        bus: Bus,
        clock: Clock,
        boot: str,
        post: Callable[[object], bool],
        speaker: Speaker | None = None,
        outbox_limit: int = MOST_FACTS,
        findings: Callable[[], tuple[Finding, ...]] = tuple,
        make_id: NewId = new_id,
    ) -> None:
        self._units, self._db, self._bus = units, db, bus
        self._clock, self._post, self._make_id = clock, post, make_id
        self._outbox = Outbox(db, clock=clock, boot=boot, new_id=make_id, limit=outbox_limit)
        self._speaker = speaker
        self._invited: dict[CounterNo, str] = {}
        """Counter → the label whose rating was last invited aloud."""
        self._health: dict[str, str] = {}
        self._uplink = Uplink(
            device=device,
            role="bridge",
            bus=bus,
            clock=clock,
            boot=boot,
            outbox=self._outbox,
            health=lambda: self._health,
            findings=findings,
        )
        self._windows: dict[CounterNo, RatingWindow] = {}
        self._invitations: dict[CounterNo, dict[str, LegId]] = {}
        """Counter → the last labels that its lamps stood for, and the legs behind them."""
        self._states: dict[CounterNo, CounterState] = {}
        self._is_full = False
        """The last press found no room."""

    def start(self) -> None:
        self._show_all()
        self._uplink.start(
            self._post,
            # One by one: a bridge may hear of its own counters and of no others.
            *(Interest(CounterState, counter=one) for one in self._units),
            *(Interest(RatingWindow, counter=one) for one in self._units),
        )

    def handle(self, item: object) -> None:
        if self._uplink.handle(item):
            self._show_all()
            return
        match item:
            case Arrived():
                self._hear(item)
            case RatingTouched() | RatingHeld() | KeyPressed():
                self._touched(item)
            case UnitChanged():
                self._part_changed(f"unit-{item.counter}", item.state, item.detail)
            case SpeakerStatus():
                self._part_changed("speaker", item.state, item.detail)
            case _:
                log.debug("the bridge has no use for %r", item)

    def _touched(self, item: RatingTouched | RatingHeld | KeyPressed) -> None:
        match item:
            case RatingTouched():
                self._press(item)
            case RatingHeld(level=level):
                self._say(Words("face", level=level))
            case KeyPressed():
                self._key(item)

    def due(self) -> Ticks | None:
        return self._uplink.due()

    def tick(self) -> None:
        if self._uplink.tick():
            self._show_all()

    def stop(self) -> None:
        self._uplink.close()
        for unit in self._units.values():
            unit.close()
        if self._speaker is not None:
            self._speaker.close()
        self._db.close()

    def _press(self, touched: RatingTouched) -> None:
        counter = CounterNo(touched.counter)
        age_ms = max(0, self._clock.monotonic_ms() - touched.pressed)
        press = RatingPressed(counter=counter, level=touched.level, leg=self._leg_of(touched))
        is_kept = self._keep(press, age_ms)
        if touched.settle is not None:
            touched.settle(is_kept)
        if not is_kept:
            return
        self._uplink.wake()
        window = self._windows.get(counter)
        if window is not None and press.leg == window.leg is not None and counter in self._units:
            # Thanked at once, and until the server's next word, whatever else is shown meanwhile.
            self._windows[counter] = msgspec.structs.replace(window, given=touched.level)
            self._units[counter].invite(window.label, touched.level)

    def _keep(self, press: RatingPressed, age_ms: int) -> bool:
        """Store a press; False when there is no room: nobody is thanked, its unit keeps it."""
        try:
            with transaction(self._db):
                self._outbox.add(press, age_ms=age_ms)
        except Refused as refusal:
            if not self._is_full:
                log.warning("no press is taken: %s", refusal)
            self._is_full = True
            return False
        self._is_full = False
        return True

    def _leg_of(self, touched: RatingTouched) -> LegId | None:
        """Name the visit that the lamps stood for when the button was pressed."""
        counter = CounterNo(touched.counter)
        if touched.invited is None:
            window = self._windows.get(counter)
            return window.leg if window else None
        return self._invitations.get(counter, {}).get(touched.invited)

    def _part_changed(self, part: str, state: str, detail: str) -> None:
        """Tell that a part came, went, or has noticed something in itself."""
        self._health = self._health | {part: state}
        with transaction(self._db):
            self._outbox.add(DeviceFault(part=part, state=state, detail=detail[:MOST_DETAIL]))
        self._uplink.wake()
        self._uplink.beat()

    def _say(self, words: Words) -> None:
        if self._speaker is not None:
            self._speaker.say(Saying(self._make_id(), (words,)))

    def _key(self, key: KeyPressed) -> None:
        """Ask the server; when it is away the key does nothing, and the board says so already."""
        request = CounterRequest(
            request=RequestId(self._make_id()),
            action=key.action,  # type: ignore[arg-type]  # a unit has these four keys only
            sent_ms=self._clock.wall_ms(),
        )
        if not self._bus.publish(request, counter=CounterNo(key.counter)):
            log.warning("counter %s: %s was pressed while away", key.counter, key.action)

    def _hear(self, arrived: Arrived) -> None:
        match arrived.message:
            case CounterState() as state if arrived.counter is not None:
                self._states[arrived.counter] = state
                self._show(arrived.counter)
            case RatingWindow() as window if arrived.counter is not None:
                self._windows[arrived.counter] = window
                self._remember(arrived.counter, window)
                self._show(arrived.counter)
            case _:
                log.debug("the bridge has no use for %r", arrived)

    def _remember(self, counter: CounterNo, window: RatingWindow) -> None:
        if window.leg is not None:
            known = self._invitations.get(counter, {}) | {window.label: window.leg}
            self._invitations[counter] = dict(list(known.items())[-REMEMBERED:])

    def _show_all(self) -> None:
        for counter in self._units:
            self._show(counter)

    def _show(self, counter: CounterNo) -> None:
        unit = self._units.get(counter)
        if unit is None:
            return
        state, window = self._states.get(counter), self._windows.get(counter)
        unit.show_number(self._number(state))
        is_open = window is not None and window.leg is not None and self._uplink.is_up
        label = window.label if window and is_open else ""
        unit.invite(label, window.given if window else "")
        if label and label != self._invited.get(counter):
            self._say(Words("rate"))
        self._invited[counter] = label

    def _number(self, state: CounterState | None) -> str:
        if not self._uplink.is_up or state is None:
            return BLANK
        return state.call.label if state.call else ""
