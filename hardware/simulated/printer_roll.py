"""The paper in a simulated printer: a roll, the rows that hang from it, and the knife."""

from __future__ import annotations

from typing import Final

from PIL import Image

DOTS_PER_MM: Final = 8
NEW_ROLL_MM: Final = 30_000.0
_KNIFE_ROWS: Final = 12 * DOTS_PER_MM


class Roll:
    """Paper that passes a head first and a knife 12 mm later."""

    def __init__(self, width_dots: int, left_mm: float, near_end_mm: float) -> None:
        self.left_mm, self._near_end_mm = left_mm, near_end_mm
        self._width = width_dots
        self._hanging = [self._blank()] * _KNIFE_ROWS

    @property
    def is_end(self) -> bool:
        """Tell whether the sensor before the head sees no paper."""
        return self.left_mm <= 0

    @property
    def is_near(self) -> bool:
        """Tell whether the sensor at the roll sees that it is thin."""
        return self.left_mm < self._near_end_mm

    @property
    def hanging(self) -> list[bytes]:
        """The rows since the last cut, as they hang out of the printer."""
        return self._hanging

    def advance(self, dots: bytes | None = None) -> None:
        """Move on by one row, printed or blank."""
        self._hanging.append(self._blank() if dots is None else dots)
        self.left_mm -= 1 / DOTS_PER_MM

    def cut(self) -> list[bytes]:
        """Let the knife fall; return the rows that fall off."""
        piece, self._hanging = self._hanging[:-_KNIFE_ROWS], self._hanging[-_KNIFE_ROWS:]
        return piece

    def change(self, left_mm: float) -> list[bytes]:
        """Tear off what hangs out and put in another roll; return the rows torn off."""
        piece, self._hanging = self._hanging, [self._blank()] * _KNIFE_ROWS
        self.left_mm = left_mm
        return piece if any(map(any, piece)) else []

    def picture(self, rows: list[bytes]) -> Image.Image:
        """Show rows of dots as black on white."""
        size = (self._width, max(1, len(rows)))
        return Image.frombytes("1", size, b"".join(rows) or self._blank(), "raw", "1;I")

    def _blank(self) -> bytes:
        return bytes(self._width // 8)
