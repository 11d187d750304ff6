"""Seeded chance for simulations: the same seed gives the same forecast on every computer.

Draws are read from shuffled tables of evenly spaced quantiles, beginning where the seed says. That
is quicker than making each, and a few thousand of them are spread more evenly than chance would.
"""

from __future__ import annotations

from itertools import chain, cycle
from math import log
from statistics import NormalDist
from typing import Final

_SIZE: Final = 1 << 13
_MASK: Final = 0xFFFFFFFF


def _scrambled(number: int) -> int:
    """Return another number of 32 bits for each of 32 bits, as if by chance (Knuth, Wang)."""
    number = (number * 2_654_435_761) & _MASK
    number ^= number >> 16
    number = (number * 0x45D9F3B) & _MASK
    return number ^ (number >> 15)


_ORDER: Final = sorted(range(_SIZE), key=_scrambled)
UNIFORM: Final = tuple((i + 0.5) / _SIZE for i in _ORDER)
NORMAL: Final = tuple(NormalDist().inv_cdf(u) for u in UNIFORM)
EXPONENTIAL: Final = tuple(-log(u) for u in UNIFORM)


class Chance:
    """Endless draws; ask with `next`."""

    def __init__(self, seed: int) -> None:
        first, second, third = (_scrambled(3 * seed + i + 1) % _SIZE for i in range(3))
        self.uniform = chain(UNIFORM[first:], cycle(UNIFORM))
        """Between 0 and 1."""
        self.normal = chain(NORMAL[second:], cycle(NORMAL))
        """Mean 0, standard deviation 1."""
        self.exponential = chain(EXPONENTIAL[third:], cycle(EXPONENTIAL))
        """Mean 1."""

    def even_uniforms(self, count: int) -> list[float]:
        """Return `count` draws between 0 and 1, one from each of `count` slices, shuffled.

        One slice for each path: the paths then share out evenly what is uncertain for all of them,
        and fewer are needed.
        """
        keys = sorted((next(self.uniform), i) for i in range(count))
        return [(i + 0.5) / count for _, i in keys]

    def even_normals(self, count: int) -> list[float]:
        """Return `count` normal draws, one from each of `count` equally likely slices, shuffled."""
        return [_STANDARD.inv_cdf(u) for u in self.even_uniforms(count)]


_STANDARD: Final = NormalDist()
