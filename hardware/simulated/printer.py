"""A simulated printer that obeys physics, with the faults of real ones.

1. Bytes wait in its buffer; they become rows of dots, and rows use up paper, 8 to the millimetre.
2. A line faster than the mechanism fills the buffer. A full one holds the line up, or, without flow
   control, loses what comes.
3. The knife sits after the head: a cut leaves the last 12 mm of print inside, as in a real printer.
4. When it stops (no paper, cover, knife), bytes stay in the buffer. Without power they are gone.
5. Questions by DLE EOT are answered at once, even inside a bitmap; GS r is answered in its turn.
6. One thread moves it, by `accept`, `answers` or `settle`. Faults may be ordered from any thread;
   they happen at the next move. All time is the clock's, so that any day can be lived again.
"""

from __future__ import annotations

import io
import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from hardware.simulated.pace import Pace
from hardware.simulated.printer_decoder import Cut, Decoder, DotRow, Feed, Operation, Request
from hardware.simulated.printer_roll import DOTS_PER_MM, NEW_ROLL_MM, Roll
from hardware.simulated.printer_voice import IN_TURN, Voice
from mot_cua.clock import Clock

_FORGET: Final = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")

Fault = Callable[[], object]


@dataclass(frozen=True, slots=True)
class CutPaper:
    """A piece of paper in somebody's hand."""

    number: int
    job: bytes = field(repr=False)
    """The bytes that were carried out since the cut before."""
    png: bytes = field(repr=False)
    height_mm: float

    def image(self) -> Image.Image:
        """Return the paper as a picture of black on white."""
        return Image.open(io.BytesIO(self.png))


class PaperPrinter:
    """A thermal printer with a roll, a head, a knife, a buffer and a power cord."""

    def __init__(
        self,
        *,
        width_dots: int = 384,
        roll_mm: float = NEW_ROLL_MM,
        near_end_mm: float = 3_000.0,
        buffer_bytes: int = 65_536,
        baud: int | None = None,
        mm_per_s: float | None = None,
        has_flow_control: bool = True,
        clock: Clock | None = None,
        on_cut: Callable[[CutPaper], None] | None = None,
    ) -> None:
        """Load a roll and switch on; a line or a mechanism whose speed is None takes no time.

        Cheap mechanisms print 60 mm of paper a second, good ones 250.
        """
        self.cut: list[CutPaper] = []
        self.scraps: list[CutPaper] = []
        """Pieces without a cut: what hung out when the roll was changed."""
        self.voice = Voice(clock)
        self.understands_forget = True
        """Carries out DLE DC4 8; many clones do not."""
        self.starts_in_kanji = True
        self.is_clever = True
        """Draws QR codes and keeps pictures; many printers do neither, and print nothing for it."""
        self._memory: list[Image.Image] = []
        self.is_deaf_when_stopped = False
        """Holds the line up while it is stopped, questions and all: a DIP switch of many models."""
        self.is_cover_open = self.is_cutter_jammed = self.is_knife_blocked = False
        self.is_offline = False
        self.is_on = True
        self.boots = 0
        """How often it was switched on again."""
        self.lost_bytes = 0
        """Bytes that came while the buffer was full or the power was off."""
        self._width, self._on_cut = width_dots, on_cut
        self._buffer_bytes, self._has_flow_control = buffer_bytes, has_flow_control
        self._wire = Pace(baud and baud / 10, clock)
        self._motor = Pace(mm_per_s and mm_per_s * DOTS_PER_MM, clock)
        self._roll = Roll(width_dots, roll_mm, near_end_mm)
        self._orders: queue.SimpleQueue[Fault] = queue.SimpleQueue()
        self._fuse: tuple[int, Fault] | None = None
        self._job = bytearray()
        self._start()

    # Faults and repairs, from any thread.

    def paper_out(self, left_mm: float = 0.0) -> None:
        """Let the roll end here, or soon."""
        self._orders.put(lambda: setattr(self._roll, "left_mm", left_mm))

    def load_roll(self, roll_mm: float = NEW_ROLL_MM) -> None:
        """Tear off what hangs out, and put in a new roll."""
        self._orders.put(lambda: self._load(roll_mm))

    def open_cover(self) -> None:
        """Lift the head: nothing prints."""
        self._orders.put(lambda: setattr(self, "is_cover_open", True))

    def close_cover(self) -> None:
        """Lower the head; what waits in the buffer goes on."""
        self._orders.put(lambda: setattr(self, "is_cover_open", False))

    def jam_cutter(self) -> None:
        """Put something between the blades: the next cut sticks."""
        self._orders.put(lambda: setattr(self, "is_knife_blocked", True))

    def clear_cutter(self) -> None:
        """Free the blades; a cut that stuck, and was not forgotten, is made."""
        self._orders.put(self._clear_cutter)

    def go_offline(self) -> None:
        """Press the button that takes it off the line."""
        self._orders.put(lambda: setattr(self, "is_offline", True))

    def go_online(self) -> None:
        """Press the button again."""
        self._orders.put(lambda: setattr(self, "is_offline", False))

    def power_off(self) -> None:
        """Pull the plug: buffer and modes are gone, the paper is not."""
        self._orders.put(self._lose_power)

    def power_on(self) -> None:
        """Plug in again."""
        self._orders.put(self._gain_power)

    def after(self, count: int, fault: Fault) -> None:
        """Let something happen when `count` more bytes were carried out, and no sooner."""
        self._orders.put(lambda: setattr(self, "_fuse", (count, fault)))

    # The line.

    def accept(self, data: bytes) -> int:
        """Take bytes from the line, as many as speed and buffer allow; return how many."""
        self.settle()
        if self._is_holding_up:
            self._wire.rest()
            return 0
        count = self._wire.due(len(data))
        room = self._buffer_bytes - len(self._buffer)
        if self._has_flow_control and room < count:
            count = room
            self._wire.rest()
        self._wire.step(count)
        if count == len(data):
            self._wire.rest()
        self._receive(data[:count])
        self.settle()
        return count

    def answers(self) -> bytes:
        """Give what the printer says, once."""
        self.settle()
        return self.voice.heard()

    def settle(self) -> None:
        """Do what was ordered, and print what waits, until nothing can move before time passes."""
        self._obey()
        while self.is_on and not self.is_stopped:
            if self._pending:
                if not self._motor.due(1):
                    return
                self._carry_out(self._pending.popleft())
            elif self._buffer:
                self._read(self._buffer.popleft())
            else:
                break
        self._motor.rest()

    @property
    def is_stopped(self) -> bool:
        """Tell whether something keeps the paper from moving."""
        is_blocked = self.is_cover_open or self.is_cutter_jammed or self.is_offline
        return is_blocked or self._roll.is_end

    @property
    def hanging(self) -> Image.Image:
        """The paper printed since the last cut, as it hangs out of the printer."""
        return self._roll.picture(self._roll.hanging)

    # The works.

    def _start(self) -> None:
        self._decoder = Decoder(
            self._width,
            starts_in_kanji=self.starts_in_kanji,
            knows_qr=self.is_clever,
            memory=self._memory if self.is_clever else None,
        )
        self._buffer: deque[int] = deque()
        self._pending: deque[Operation] = deque()
        self._heard = bytearray()

    def _obey(self) -> None:
        while not self._orders.empty():
            self._orders.get()()

    def _lose_power(self) -> None:
        self.is_on = False
        self.voice.hush()
        self._start()

    def _gain_power(self) -> None:
        self.boots += not self.is_on
        self.is_on = True

    def _load(self, roll_mm: float) -> None:
        if torn := self._roll.change(roll_mm):
            self.scraps.append(self._piece(torn, len(self.scraps) + 1))

    def _clear_cutter(self) -> None:
        self.is_cutter_jammed = self.is_knife_blocked = False

    @property
    def _is_holding_up(self) -> bool:
        if not self.is_on:
            return self._has_flow_control
        return self.is_deaf_when_stopped and self.is_stopped

    def _receive(self, data: bytes) -> None:
        for byte in data:
            if self.is_on and len(self._buffer) < self._buffer_bytes:
                self._buffer.append(byte)
            else:
                self.lost_bytes += 1
            if self.is_on:
                self._hear(byte)

    def _hear(self, byte: int) -> None:
        """Answer questions that are asked in real time, wherever they stand."""
        self._heard.append(byte)
        del self._heard[: -len(_FORGET)]
        if self._heard[-3:-1] == b"\x10\x04" and byte in (1, 2, 3, 4):
            self.voice.answer(byte, self._live_answer(byte))
        elif self._heard == _FORGET and self.understands_forget:
            self._start()
            self._job.clear()

    def _live_answer(self, number: int) -> int:
        bits = {
            1: self.is_stopped << 3,
            2: self.is_cover_open << 2 | self._roll.is_end << 5 | self.is_cutter_jammed << 6,
            3: self.is_cutter_jammed << 3,
            4: self._roll.is_near * 0b1100 | self._roll.is_end * 0b110_0000,
        }
        return 0b1_0010 | bits[number]

    def _read(self, byte: int) -> None:
        self._job.append(byte)
        self._pending.extend(self._decoder.feed(byte))
        if self._fuse is None:
            return
        left, fault = self._fuse
        self._fuse = (left - 1, fault) if left > 1 else None
        if self._fuse is None:
            fault()
            self._obey()

    def _carry_out(self, operation: Operation) -> None:
        match operation:
            case DotRow(dots):
                self._advance(dots)
            case Feed(rows) if rows:
                self._advance(None)
                self._pending.appendleft(Feed(rows - 1))
            case Cut():
                self._make_cut()
            case Request(1):
                is_end, is_near = self._roll.is_end, self._roll.is_near
                self.voice.answer(IN_TURN, is_near * 0b11 | is_end * 0b1100)

    def _advance(self, dots: bytes | None) -> None:
        self._motor.step()
        self._roll.advance(dots)

    def _make_cut(self) -> None:
        if self.is_knife_blocked:
            self.is_cutter_jammed = True
            self._pending.appendleft(Cut())
            return
        paper = self._piece(self._roll.cut(), len(self.cut) + 1)
        self._job.clear()
        self.cut.append(paper)
        if self._on_cut:
            self._on_cut(paper)

    def _piece(self, rows: list[bytes], number: int) -> CutPaper:
        png = io.BytesIO()
        self._roll.picture(rows).save(png, "PNG")
        return CutPaper(number, bytes(self._job), png.getvalue(), len(rows) / DOTS_PER_MM)
