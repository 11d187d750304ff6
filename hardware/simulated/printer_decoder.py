"""What a printer makes of its bytes: ESC/POS in, rows of dots, feeds, cuts and answers out.

Written from the printers' side and independent of the encoder: it shares no constant with it, so
that a mistake there shows on the paper here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final, NamedTuple

import segno
from PIL import Image, ImageDraw, ImageFont

from hardware.face import font_path

Bytes = Generator[None, int, bytes]
Steps = Generator[None, int, None]


class DotRow(NamedTuple):
    """One row of dots, as wide as the paper."""

    dots: bytes


class Feed(NamedTuple):
    """Blank paper."""

    rows: int


class Cut(NamedTuple):
    """The knife falls."""


class Request(NamedTuple):
    """A question that is answered in its turn (GS r n)."""

    number: int


Operation = DotRow | Feed | Cut | Request

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
_CELL: Final = (12, 24)
_DEFAULT_SPACING: Final = 30

_OPERANDS: Final[dict[tuple[int, str], int]] = {
    **{(ESC, letter): 0 for letter in "@2SL"},
    **{(ESC, letter): 1 for letter in "a3dJ!EtRM-{G V"},
    **{(ESC, letter): 2 for letter in "c$"},
    (ESC, "p"): 3,
    (FS, "."): 0,
    (FS, "&"): 0,
    (FS, "!"): 1,
    (FS, "p"): 2,
    **{(GS, letter): 1 for letter in "!Brahwfb"},
    **{(GS, letter): 2 for letter in "LWP"},
    (DLE, "\x04"): 1,
    (DLE, "\x05"): 1,
}
"""Commands with operands of fixed length; the rest have methods of their own."""

_DOUBLE: Final = [
    sum(0b11 << 2 * bit for bit in range(8) if byte >> bit & 1).to_bytes(2, "big")
    for byte in range(256)
]


class Decoder:
    """The part of a printer that reads commands; `feed` it bytes, take what they make happen."""

    def __init__(
        self,
        width_dots: int,
        *,
        starts_in_kanji: bool = True,
        knows_qr: bool = True,
        memory: list[Image.Image] | None = None,
    ) -> None:
        """Begin as after power-up; `memory` keeps pictures over it, None for a printer without."""
        self.width_dots = width_dots
        self.garbage = 0
        """Bytes that were no command and no text."""
        self._knows_qr, self._memory = knows_qr, memory
        self._square, self._damage, self._letters = 3, "l", b""
        self._starts_in_kanji = starts_in_kanji
        self._found: list[Operation] = []
        self._effects: dict[tuple[int, str], Callable[[bytes], None]] = {
            (ESC, "@"): lambda _: self._reset(),
            (ESC, "a"): self._align,
            (ESC, "2"): lambda _: self._space(bytes((_DEFAULT_SPACING,))),
            (ESC, "3"): self._space,
            (ESC, "d"): self._feed_lines,
            (ESC, "J"): lambda operand: self._found.append(Feed(operand[0])),
            (FS, "."): lambda _: self._set_kanji(is_on=False),
            (FS, "&"): lambda _: self._set_kanji(is_on=True),
            (FS, "p"): self._recall,
            (GS, "!"): self._magnify,
            (GS, "r"): lambda operand: self._found.append(Request(operand[0])),
        }
        self._reset()
        self._reading = self._read()
        next(self._reading)

    def feed(self, byte: int) -> list[Operation]:
        """Read one byte; return what happens by it."""
        self._reading.send(byte)
        found, self._found = self._found, []
        return found

    def _reset(self) -> None:
        self._alignment = 0
        self._spacing = _DEFAULT_SPACING
        self._is_kanji = self._starts_in_kanji
        self._scale = (1, 1)
        self._line: list[Image.Image] = []

    def _read(self) -> Steps:
        while True:
            byte = yield
            if byte in (ESC, FS, GS, DLE):
                yield from self._command(byte)
            elif byte == ord("\n"):
                self._end_line()
            elif byte >= 0x80 and self._is_kanji:
                yield  # its second half
                self._put(None)
            elif byte >= 0x20:
                self._put(chr(byte) if byte < 0x7F else None)

    def _command(self, prefix: int) -> Steps:
        letter = chr((yield))
        name = (prefix, letter)
        if name == (GS, "v"):
            yield from self._raster()
        elif name == (GS, "V"):
            yield from self._cut()
        elif name == (GS, "("):
            yield from self._block()
        elif name == (FS, "q"):
            yield from self._keep()
        elif name in _OPERANDS:
            operands = yield from self._take(_OPERANDS[name])
            if name in self._effects:
                self._effects[name](operands)
        else:
            self.garbage += 1

    def _take(self, count: int) -> Bytes:
        taken = bytearray()
        while len(taken) < count:
            taken.append((yield))
        return bytes(taken)

    def _raster(self) -> Steps:
        _, mode, *size = yield from self._take(6)
        columns, rows = size[0] + 256 * size[1], size[2] + 256 * size[3]
        self._flush_line()
        for _ in range(rows):
            row = yield from self._take(columns)
            if mode & 1:
                row = b"".join(_DOUBLE[byte] for byte in row)
            self._found += [DotRow(self._aligned(row))] * (2 if mode & 2 else 1)

    def _cut(self) -> Steps:
        (mode,) = yield from self._take(1)
        if mode in (65, 66):
            (rows,) = yield from self._take(1)
            self._found.append(Feed(rows))
        self._found.append(Cut())

    def _block(self) -> Steps:
        kind, low, high = yield from self._take(3)
        block = yield from self._take(low + 256 * high)
        if chr(kind) == "k" and block[:1] == b"1" and self._knows_qr:
            self._code(block[1], block[2:])

    def _code(self, function: int, operand: bytes) -> None:
        """Obey one of the commands for QR codes: size, damage allowed, letters, print."""
        if function == 67:
            self._square = operand[0]
        elif function == 69:
            self._damage = "lmqh"[operand[0] - 48]
        elif function == 80:
            self._letters = operand[1:]
        elif function == 81:
            code = segno.make(self._letters, micro=False, error=self._damage, boost_error=False)
            rows = [bytes(row) for row in code.matrix_iter(scale=self._square, border=0)]
            self._print_picture(Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows)))

    def _keep(self) -> Steps:
        """Write pictures into the memory that survives without power; all older ones go."""
        (count,) = yield from self._take(1)
        pictures = []
        for _ in range(count):
            size = yield from self._take(4)
            across, down = 8 * (size[0] + 256 * size[1]), 8 * (size[2] + 256 * size[3])
            columns = yield from self._take(across * down // 8)
            turned = Image.frombytes("1", (down, across), columns)
            pictures.append(turned.transpose(Image.Transpose.TRANSPOSE))
        if self._memory is not None:
            self._memory[:] = pictures

    def _recall(self, operand: bytes) -> None:
        if self._memory is not None and 0 < operand[0] <= len(self._memory):
            self._print_picture(self._memory[operand[0] - 1])

    def _print_picture(self, picture: Image.Image) -> None:
        self._flush_line()
        sheet = Image.new("1", (-(-picture.width // 8) * 8, picture.height))
        sheet.paste(picture.point(lambda dot: 255 if dot else 0, mode="1"), (0, 0))
        columns = sheet.width // 8
        dots = sheet.tobytes()
        self._found += [
            DotRow(self._aligned(dots[row * columns : (row + 1) * columns]))
            for row in range(sheet.height)
        ]

    def _aligned(self, row: bytes) -> bytes:
        width = self.width_dots // 8
        free = self.width_dots - 8 * len(row)
        if free < 0:
            return row[:width]
        left = (0, free // 2, free)[self._alignment]
        return (int.from_bytes(row, "big") << free - left).to_bytes(width, "big")

    def _align(self, operand: bytes) -> None:
        self._alignment = operand[0] & 3 if operand[0] & 3 < 3 else 0

    def _space(self, operand: bytes) -> None:
        self._spacing = operand[0]

    def _set_kanji(self, *, is_on: bool) -> None:
        self._is_kanji = is_on

    def _magnify(self, operand: bytes) -> None:
        self._scale = ((operand[0] >> 4 & 7) + 1, (operand[0] & 7) + 1)

    def _feed_lines(self, operand: bytes) -> None:
        self._flush_line()
        self._found.append(Feed(operand[0] * self._spacing))

    def _put(self, letter: str | None) -> None:
        """Put a letter into the line; None is a character nobody meant, printed as a block."""
        cell = Image.new("1", _CELL, 0 if letter else 1)
        if letter:
            font = ImageFont.truetype(font_path("medium"), 18)
            ImageDraw.Draw(cell).text((6, 19), letter, fill=1, font=font, anchor="ms")
        across, down = self._scale
        cell = cell.resize((cell.width * across, cell.height * down))
        if sum(one.width for one in self._line) + cell.width > self.width_dots:
            self._end_line()
        self._line.append(cell)

    def _end_line(self) -> None:
        height = self._flush_line()
        self._found.append(Feed(max(0, self._spacing - height)))

    def _flush_line(self) -> int:
        """Print the letters that wait; return how many rows they took."""
        if not self._line:
            return 0
        height = max(cell.height for cell in self._line)
        width = -(-sum(cell.width for cell in self._line) // 8) * 8
        canvas, across = Image.new("1", (width, height)), 0
        for cell in self._line:
            canvas.paste(cell, (across, height - cell.height))
            across += cell.width
        dots, columns = canvas.tobytes(), width // 8
        self._line = []
        self._found += [
            DotRow(self._aligned(dots[row * columns : (row + 1) * columns]))
            for row in range(height)
        ]
        return height
