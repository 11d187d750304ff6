"""Type for the pygame screens: letters that are never clipped, and lines that break well.

1. A text is never cut off. What does not fit is broken into more lines, then made smaller.
2. Lines stand on baselines. Ẫ, Ộ and Ặ rise above the ascent of the face and have room to.
3. Lines of one text are about equally long, and break after a dash or a comma where they can:
   "Lao động – Văn hóa – | Xã hội, Người có công".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import pygame

from hardware.colours import Colour
from hardware.face import Weight, font_path

Align = Literal["left", "centre", "right"]

LEADING: Final = 1.35
"""From baseline to baseline, by type size; below it ự touches the Ẫ of the next line."""
CAP: Final = 0.74
"""Height of a capital or a digit, by type size; measured."""
RISE: Final = 1.23
"""Height of Ẳ above the baseline, by type size; measured."""
FALL: Final = 0.26
"""Depth of ự and g below the baseline, by type size; measured."""
LEAST: Final = 8
"""Pixels of the smallest type there is; only a text beyond all reason gets it."""

_LARGE: Final = 160
"""Pixels of type above which a picture of a line is not kept: it is heavy and seldom comes back."""
_PAUSES: Final = "–-·,.;:"
_KINDER: Final = 0.82
"""How much smaller type may become to spare a phrase."""
_SPLIT: Final = 0.3
"""What it costs to break within a phrase, against the evenness of the lines."""


class Type(NamedTuple):
    """A size, in pixels, and a weight of the house face."""

    size: int
    weight: Weight = "medium"

    @property
    def leading(self) -> int:
        """Pixels from line to line."""
        return round(self.size * LEADING)

    @property
    def cap(self) -> int:
        """Pixels of a capital's height."""
        return round(self.size * CAP)


@lru_cache(maxsize=256)
def font(kind: Type) -> pygame.font.Font:
    """Return the font of a type."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(str(font_path(kind.weight)), kind.size)


def width_of(text: str, kind: Type) -> int:
    """Return the pixels that a line takes."""
    return font(kind).size(text)[0]


def height_of(lines: int, kind: Type) -> int:
    """Return the pixels from the top of the highest letter to the foot of the lowest."""
    return (lines - 1) * kind.leading + round(kind.size * (RISE + FALL))


@lru_cache(maxsize=1024)
def wrapped(text: str, kind: Type, width: int) -> tuple[str, ...]:
    """Break a text into as few lines as fit; a word longer than a line is broken, never cut off."""
    found: list[str] = []
    for words in _paragraphs(text):
        lines = _greedy(words, kind, width)
        if 1 < len(lines) <= 4 and all(width_of(word, kind) <= width for word in words):
            lines = _even(words, kind, width, len(lines))
        found += lines
    return tuple(found)


@lru_cache(maxsize=512)
def fitting(text: str, largest: Type, box: tuple[int, int]) -> tuple[Type, tuple[str, ...]]:
    """Choose the largest type, up to `largest`, in which a text fits a box (width, height).

    A somewhat smaller one is taken if its lines then end at dashes and commas.
    """
    paragraphs = _paragraphs(text)
    fits = (
        largest._replace(size=size)
        for size in range(largest.size, LEAST, -1)
        if _fits(paragraphs, largest._replace(size=size), box)
    )
    kind = next(fits, largest._replace(size=LEAST))
    for size in range(kind.size, round(kind.size * _KINDER), -1):
        smaller = kind._replace(size=size)
        if all(_breaks_at_pauses(words, smaller, box[0]) for words in paragraphs):
            return smaller, wrapped(text, smaller, box[0])
    return kind, wrapped(text, kind, box[0])


def numeral(text: str, weight: Weight, box: tuple[int, int]) -> Type:
    """Choose the largest type in which digits and plain capitals fill a box (width, height)."""
    at_100 = max(1, width_of(text, Type(100, weight)))
    return Type(max(LEAST, min(int(100 * box[0] / at_100), int(box[1] / CAP))), weight)


def write(
    surface: pygame.Surface,
    text: str,
    place: tuple[int, int],
    kind: Type,
    colour: Colour,
    *,
    align: Align = "left",
) -> pygame.Rect:
    """Write one line; `place` is the left, middle or right of its baseline."""
    image = _picture(text, kind, colour)
    left = {"left": 0, "centre": image.get_width() // 2, "right": image.get_width()}[align]
    # The picture of a line with Ẫ is higher than others, and what is more stands above.
    fall = font(kind).get_height() - font(kind).get_ascent()
    return surface.blit(image, (place[0] - left, place[1] + fall - image.get_height()))


def write_lines(
    surface: pygame.Surface,
    lines: Sequence[str],
    rect: pygame.Rect,
    kind: Type,
    colour: Colour,
    *,
    align: Align = "left",
) -> pygame.Rect:
    """Write lines into the vertical middle of a rectangle, by their capitals; return their box."""
    left = {"left": rect.left, "centre": rect.centerx, "right": rect.right}[align]
    height = (len(lines) - 1) * kind.leading + kind.cap
    top = rect.centery - height // 2
    widest = max((width_of(line, kind) for line in lines), default=0)
    for number, line in enumerate(lines):
        place = left, top + kind.cap + number * kind.leading
        write(surface, line, place, kind, colour, align=align)
    shift = {"left": 0, "centre": widest // 2, "right": widest}[align]
    return pygame.Rect(left - shift, top, widest, height)


def _picture(text: str, kind: Type, colour: Colour) -> pygame.Surface:
    if kind.size > _LARGE:
        return font(kind).render(text, True, colour)
    return _kept_picture(text, kind, colour)


@lru_cache(maxsize=256)
def _kept_picture(text: str, kind: Type, colour: Colour) -> pygame.Surface:
    return font(kind).render(text, True, colour)


def _paragraphs(text: str) -> list[list[str]]:
    return [_words(line) for line in text.split("\n")]


def _words(line: str) -> list[str]:
    """Split at blanks; a dash stays with the word before it, a no-break space within its word."""
    words: list[str] = []
    for word in re.findall(r"[^ \t\r]+", line):
        if words and word in ("–", "-", "·"):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _fits(paragraphs: list[list[str]], kind: Type, box: tuple[int, int]) -> bool:
    if any(width_of(word, kind) > box[0] for words in paragraphs for word in words):
        return False
    count = sum(len(_greedy(words, kind, box[0])) for words in paragraphs)
    return height_of(count, kind) <= box[1]


def _breaks_at_pauses(words: list[str], kind: Type, width: int) -> bool:
    """Tell whether whole phrases need no more lines than single words do."""
    phrases: list[str] = []
    for word in words:
        is_same = bool(phrases) and phrases[-1][-1] not in _PAUSES
        phrases[-1:] = [f"{phrases[-1]} {word}"] if is_same else [*phrases[-1:], word]
    if any(width_of(phrase, kind) > width for phrase in phrases):
        return False
    return len(_greedy(phrases, kind, width)) == len(_greedy(words, kind, width))


def _greedy(words: Sequence[str], kind: Type, width: int) -> tuple[str, ...]:
    lines: list[str] = []
    line = ""
    for word in words:
        candidate = f"{line} {word}".strip()
        if width_of(candidate, kind) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(word, kind, width)
        lines += full
    return (*lines, line) if line else tuple(lines)


def _chopped(word: str, kind: Type, width: int) -> list[str]:
    pieces = []
    while width_of(word, kind) > width and len(word) > 1:
        cuts = range(len(word) - 1, 0, -1)
        cut = next((n for n in cuts if width_of(word[:n], kind) <= width), 1)
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def _even(words: Sequence[str], kind: Type, width: int, lines: int) -> tuple[str, ...]:
    """Break into so many lines that the cost of all is least; see rule 3."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for row in range(lines):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in best.items():
            ends = range(start + 1, len(words) + 1) if row < lines - 1 else (len(words),)
            for end in ends:
                room = width - width_of(" ".join(words[start:end]), kind)
                total = cost + (room / width) ** 2 + _break_cost(words, end)
                if room >= 0 and total < longer.get(end, (float("inf"),))[0]:
                    longer[end] = total, (*breaks, end)
        best = longer
    return tuple(" ".join(words[start:end]) for start, end in pairwise(best[len(words)][1]))


def _break_cost(words: Sequence[str], end: int) -> float:
    is_at_a_pause = end == len(words) or words[end - 1][-1] in _PAUSES
    return 0.0 if is_at_a_pause else _SPLIT
