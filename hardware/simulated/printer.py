"""A simulated printer that obeys physics, with the faults of real ones.

1. Bytes wait in its buffer; they become rows of dots, and rows use up paper, 8 to the millimetre.
2. The knife sits after the head: a cut leaves the last 12 mm of print inside, as in a real printer.
3. When it stops (no paper, cover, knife), bytes stay in the buffer. Without power they are gone.
4. Questions by DLE EOT are answered at once, even inside a bitmap; GS r is answered in its turn.
5. One thread moves it, by `accept`, `answers` or `settle`. Faults may be ordered from any thread;
   they happen at the next move.
"""

from __future__ import annotations

import io
import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from hardware.simulated.printer_decoder import Cut, Decoder, DotRow, Feed, Operation, Request
from mot_cua.clock import Clock

DOTS_PER_MM: Final = 8
NEW_ROLL_MM: Final = 30_000.0
_KNIFE_ROWS: Final = 12 * DOTS_PER_MM
_FORGET: Final = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")


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
        clock: Clock | None = None,
        on_cut: Callable[[CutPaper], None] | None = None,
    ) -> None:
        """Load a roll and switch on. `baud` None takes bytes as fast as they come."""
        assert baud is None or clock is not None, "a line of limited speed needs a clock"
        self.width_dots, self.roll_mm, self.near_end_mm = width_dots, roll_mm, near_end_mm
        self.cut: list[CutPaper] = []
        self.scraps: list[CutPaper] = []
        """Pieces without a cut: what hung out when the roll was changed."""
        self.is_mute = False
        self.wrong_answer: int | None = None
        """Given instead of each answer, as some clones do."""
        self.understands_forget = True
        """Carries out DLE DC4 8; many clones do not."""
        self.starts_in_kanji = True
        self.power_fails_after: int | None = None
        """Bytes still to be carried out before the power fails."""
        self.is_cover_open = self.is_cutter_jammed = self.is_knife_blocked = False
        self.is_on = True
        self._on_cut = on_cut
        self._buffer_bytes, self._baud, self._clock = buffer_bytes, baud, clock
        self._credit, self._credited_at = 0.0, clock.monotonic_ms() if clock else 0
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._answers = bytearray()
        self._rows: list[bytes] = [self._blank_row()] * _KNIFE_ROWS
        self._job = bytearray()
        self._start()

    # Faults and repairs, from any thread.

    def paper_out(self) -> None:
        """Let the roll end here."""
        self._orders.put(lambda: setattr(self, "roll_mm", 0.0))

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
        """Free the blades; the cut that stuck is made."""
        self._orders.put(self._clear_cutter)

    def power_off(self) -> None:
        """Pull the plug: buffer and modes are gone, the paper is not."""
        self._orders.put(self._lose_power)

    def power_on(self) -> None:
        """Plug in again."""
        self._orders.put(lambda: setattr(self, "is_on", True))

    # The line.

    def accept(self, data: bytes) -> int:
        """Take bytes from the line, as many as speed and buffer allow; return how many."""
        self.settle()
        if not self.is_on:
            return 0
        count = min(len(data), self._allowance(), self._buffer_bytes - len(self._buffer))
        taken = data[:count]
        for byte in taken:
            self._buffer.append(byte)
            self._hear(byte)
        self._credit -= count
        self.settle()
        return count

    def answers(self) -> bytes:
        """Give what the printer says, once."""
        self.settle()
        said = bytes(self._answers)
        self._answers.clear()
        return said

    def make_noise(self, data: bytes) -> None:
        """Let the line say something that the printer did not."""
        self._orders.put(lambda: self._answers.extend(data))

    def settle(self) -> None:
        """Do what was ordered, and print what waits, until nothing moves any more."""
        while not self._orders.empty():
            self._orders.get()()
        while self.is_on and not self.is_stopped:
            if self._pending:
                self._carry_out(self._pending.popleft())
            elif self._buffer:
                self._read(self._buffer.popleft())
            else:
                return

    @property
    def is_stopped(self) -> bool:
        """Tell whether something keeps the paper from moving."""
        return self.is_cover_open or self.is_cutter_jammed or self.roll_mm <= 0

    @property
    def hanging(self) -> Image.Image:
        """The paper printed since the last cut, as it hangs out of the printer."""
        return self._picture(self._rows)

    # The works.

    def _start(self) -> None:
        self._decoder = Decoder(self.width_dots, starts_in_kanji=self.starts_in_kanji)
        self._buffer: deque[int] = deque()
        self._pending: deque[Operation] = deque()
        self._heard = bytearray()

    def _lose_power(self) -> None:
        self.is_on = False
        self.power_fails_after = None
        self._answers.clear()
        self._start()

    def _load(self, roll_mm: float) -> None:
        if any(map(any, self._rows)):
            self.scraps.append(self._piece(self._rows, len(self.scraps) + 1))
        self._rows = [self._blank_row()] * _KNIFE_ROWS
        self.roll_mm = roll_mm

    def _clear_cutter(self) -> None:
        if self.is_cutter_jammed:
            self._pending.appendleft(Cut())
        self.is_cutter_jammed = self.is_knife_blocked = False

    def _allowance(self) -> int:
        if self._baud is None or self._clock is None:
            return self._buffer_bytes
        now, per_ms = self._clock.monotonic_ms(), self._baud / 10_000
        self._credit += (now - self._credited_at) * per_ms
        # A line that was idle does not make up for it: at most 20 ms are let through at once.
        self._credit = min(self._credit, max(1.0, 20 * per_ms))
        self._credited_at = now
        return int(self._credit)

    def _hear(self, byte: int) -> None:
        """Answer questions that are asked in real time, wherever they stand."""
        self._heard.append(byte)
        del self._heard[: -len(_FORGET)]
        if self._heard[-3:-1] == b"\x10\x04" and byte in (1, 2, 3, 4):
            self._say(self._live_answer(byte))
        elif self._heard == _FORGET and self.understands_forget:
            self._start()
            self._job.clear()

    def _live_answer(self, number: int) -> int:
        is_end, is_near = self.roll_mm <= 0, self.roll_mm < self.near_end_mm
        bits = {
            1: self.is_stopped << 3,
            2: self.is_cover_open << 2 | is_end << 5 | self.is_cutter_jammed << 6,
            3: self.is_cutter_jammed << 3,
            4: is_near * 0b1100 | is_end * 0b110_0000,
        }
        return 0b1_0010 | bits[number]

    def _say(self, byte: int) -> None:
        if not self.is_mute:
            self._answers.append(byte if self.wrong_answer is None else self.wrong_answer)

    def _read(self, byte: int) -> None:
        self._job.append(byte)
        self._pending.extend(self._decoder.feed(byte))
        if self.power_fails_after is not None:
            self.power_fails_after -= 1
            if self.power_fails_after <= 0:
                self._lose_power()

    def _carry_out(self, operation: Operation) -> None:
        match operation:
            case DotRow(dots):
                self._advance(dots)
            case Feed(rows) if rows:
                self._advance(self._blank_row())
                self._pending.appendleft(Feed(rows - 1))
            case Cut():
                self._make_cut()
            case Request(1):
                is_end, is_near = self.roll_mm <= 0, self.roll_mm < self.near_end_mm
                self._say(is_near * 0b11 | is_end * 0b1100)

    def _advance(self, dots: bytes) -> None:
        self._rows.append(dots)
        self.roll_mm -= 1 / DOTS_PER_MM

    def _make_cut(self) -> None:
        if self.is_knife_blocked:
            self.is_cutter_jammed = True
            return
        piece, self._rows = self._rows[:-_KNIFE_ROWS], self._rows[-_KNIFE_ROWS:]
        paper = self._piece(piece, len(self.cut) + 1)
        self._job.clear()
        self.cut.append(paper)
        if self._on_cut:
            self._on_cut(paper)

    def _piece(self, rows: list[bytes], number: int) -> CutPaper:
        png = io.BytesIO()
        self._picture(rows).save(png, "PNG")
        return CutPaper(number, bytes(self._job), png.getvalue(), len(rows) / DOTS_PER_MM)

    def _picture(self, rows: list[bytes]) -> Image.Image:
        size = (self.width_dots, max(1, len(rows)))
        return Image.frombytes("1", size, b"".join(rows) or self._blank_row(), "raw", "1;I")

    def _blank_row(self) -> bytes:
        return bytes(self.width_dots // 8)
