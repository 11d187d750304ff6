"""Seeded chance for simulations: the same seed gives the same forecast on every computer."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from statistics import NormalDist
from typing import Final

_BITS: Final = 12
_MASK: Final = 0xFFFFFFFF
_SHIFT: Final = 32 - _BITS
_STEPS: Final = 1 << _BITS
UNIFORM: Final = tuple((i + 0.5) / _STEPS for i in range(_STEPS))
_NORMAL: Final = tuple(NormalDist().inv_cdf(u) for u in UNIFORM)
_EXPONENTIAL: Final = tuple(-log(u) for u in UNIFORM)


def _indexes(seed: int) -> Iterator[int]:
    """Yield places in a table for ever: a linear congruential generator, its best bits."""
    state = (seed * 2_654_435_761 + 97) & _MASK
    while True:
        state = (state * 1_664_525 + 1_013_904_223) & _MASK
        yield state >> _SHIFT


class Chance:
    """Endless draws; ask with `next`. A table of 4096 values is exact enough for minutes."""

    def __init__(self, seed: int) -> None:
        self.uniform = map(UNIFORM.__getitem__, _indexes(3 * seed))
        """Between 0 and 1."""
        self.normal = map(_NORMAL.__getitem__, _indexes(3 * seed + 1))
        """Mean 0, standard deviation 1."""
        self.exponential = map(_EXPONENTIAL.__getitem__, _indexes(3 * seed + 2))
        """Mean 1."""

    def shuffled(self, count: int) -> list[int]:
        """Return the numbers below `count` in a random order."""
        keys = [(next(self.uniform), i) for i in range(count)]
        return [i for _, i in sorted(keys)]

    def even_normals(self, count: int) -> list[float]:
        """Return `count` normal draws, one from each of `count` equally likely slices, shuffled.

        One slice for each path: the paths then share out what is uncertain for all of them
        evenly, and fewer are needed.
        """
        steps = (_NORMAL[int((i + 0.5) / count * _STEPS)] for i in self.shuffled(count))
        return list(steps)

    def even_uniforms(self, count: int) -> list[float]:
        """Return `count` draws between 0 and 1, one from each of `count` slices, shuffled."""
        return [(i + 0.5) / count for i in self.shuffled(count)]
