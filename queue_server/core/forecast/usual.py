"""How long a service usually takes at most, by what was learnt of it."""

from __future__ import annotations

from math import exp
from typing import Final

from queue_server.core.forecast.experience import DEFAULT_NOMINAL_S, Pace

_USUAL_SIGMA: Final = 0.75
_P95: Final = 1.6449
"""Standard deviations above the median of a normal distribution, below which 95 % lie."""


def p95_s(pace: Pace, service: str, counter: int) -> float:
    """Return the seconds in which 95 of 100 services end, this one at this counter, today.

    Service times are taken to be log-normal: the mean lies above the median by half the variance.

    >>> round(p95_s(Pace({("HT", 1): 600.0}, {}, {"HT": 0.75}, {}), "HT", 1))
    1556
    """
    sigma = pace.sigma.get(service, _USUAL_SIGMA)
    mean = pace.mean_s.get((service, counter), DEFAULT_NOMINAL_S)
    return mean * exp(_P95 * sigma - sigma**2 / 2)
