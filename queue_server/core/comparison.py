"""What a difference between two shares is worth, and what chance alone would do.

1. A difference is called one only when chance would show as large a one in fewer than 1 of 100
   periods; otherwise it is "chưa thấy khác".
2. The tests are exact: offices in which nearly everybody is satisfied have numbers so lopsided that
   the usual approximations are wrong by a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import erfc, exp, lgamma, log, sqrt
from typing import Final, NamedTuple

SIGNIFICANT: Final = 0.01

_TAIL: Final = 0.00135
"""Beyond three standard deviations of the normal distribution, on one side."""
_Z95: Final = 1.96
_RELATIVE: Final = 1 + 1e-9
"""Tables that are as likely as ours must not fall out by the last bit."""


class Share(NamedTuple):
    """So many of so many."""

    good: int
    of: int

    @property
    def value(self) -> float:
        """As a fraction of 1; 0 of nothing."""
        return self.good / self.of if self.of else 0.0


def p_value(one: Share, other: Share) -> float:
    """Return how often chance alone makes two groups differ as much as these, or more.

    Fisher's exact test, two-sided: the probability of all tables with the same margins that are not
    likelier than the one seen. 1.0 when one of the groups is empty.

    Source: R. A. Fisher, The Design of Experiments (1935), chapter 2.

    >>> round(p_value(Share(3, 4), Share(1, 4)), 4)
    0.4857
    """
    if not one.of or not other.of:
        return 1.0
    total, good = one.of + other.of, one.good + other.good
    low, high = max(0, good - other.of), min(good, one.of)
    whole = _log_choose(total, good)

    def log_of(count: int) -> float:
        return _log_choose(one.of, count) + _log_choose(other.of, good - count) - whole

    limit = log_of(one.good) + log(_RELATIVE)
    found = sum(exp(each) for each in map(log_of, range(low, high + 1)) if each <= limit)
    return min(1.0, found)


def differs(one: Share, other: Share, *, among: int = 1) -> bool:
    """Say whether two shares differ by more than chance.

    `among` is how many differences are looked at together: the more, the rarer must each be.
    """
    return p_value(one, other) < SIGNIFICANT / among


def difference_interval(one: Share, other: Share) -> tuple[float, float]:
    """Return the 95 % interval of `one - other`, in parts of 1.

    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998), method 10.
    """
    (low1, high1), (low2, high2) = wilson(one), wilson(other)
    p1, p2 = one.value, other.value
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def wilson(share: Share) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; from 0 to 1 of nothing."""
    if not share.of:
        return 0.0, 1.0
    n, p, z2 = share.of, share.value, _Z95**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def limits(n: int, p: float) -> tuple[float, float]:
    """Return between which shares n ratings stay by chance when p is true, in 997 of 1000 cases.

    Exact binomial limits: 100 % lies inside wherever it is no surprise, which the usual limits of
    charts get wrong for small n. From 0 to 1 without ratings.
    """
    if not n:
        return 0.0, 1.0
    if p <= 0 or p >= 1:
        return p, p
    low = high = None
    cumulated = 0.0
    for count, chance in _binomial(n, p):
        cumulated += chance
        if low is None and cumulated > _TAIL:
            low = count
        if cumulated >= 1 - _TAIL:
            high = count
            break
    return (low or 0) / n, (n if high is None else high) / n


def _binomial(n: int, p: float) -> Iterator[tuple[int, float]]:
    """Yield (count, probability) from where it begins to matter."""
    spread = sqrt(n * p * (1 - p))
    count = max(0, int(n * p - 12 * spread) - 2)
    chance = exp(_log_choose(n, count) + count * log(p) + (n - count) * log(1 - p))
    odds = p / (1 - p)
    while count <= n:
        yield count, chance
        chance *= (n - count) / (count + 1) * odds
        count += 1


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


# Counters


class Expected(NamedTuple):
    """A counter beside what the same visits got at the other counters."""

    own: Share
    """The ratings that can be compared: of services that another counter serves too."""
    expected: float
    """The share that the other counters had with the same mix of services."""
    p_value: float

    @property
    def differs(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p_value < SIGNIFICANT


def expected_of(own: Iterable[tuple[Share, Share]]) -> Expected | None:
    """Compare a counter with the others, service by service.

    `own` has, for each service, the counter's share and that of all other counters. A counter that
    has the difficult service must not look bad for it, nor one good that only hands out results.
    None when no other counter serves any of its services.

    The deviation of the observed from the expected number is stratified as in Mantel and Haenszel's
    test, so that each service is compared with itself alone.

    Source: N. Mantel and W. Haenszel, Statistical aspects of the analysis of data from
    retrospective studies of disease, Journal of the National Cancer Institute 22 (1959).
    """
    strata = [(mine, others) for mine, others in own if mine.of and others.of]
    if not strata:
        return None
    total = sum(mine.of for mine, _ in strata)
    good = sum(mine.good for mine, _ in strata)
    expected = sum(mine.of * others.value for mine, others in strata) / total
    return Expected(Share(good, total), expected, _stratified(strata))


def _stratified(strata: Sequence[tuple[Share, Share]]) -> float:
    deviation = variance = 0.0
    for mine, others in strata:
        n, good = mine.of + others.of, mine.good + others.good
        deviation += mine.good - mine.of * good / n
        if n > 1:
            variance += mine.of * others.of * good * (n - good) / (n * n * (n - 1))
    if not variance:
        return 1.0
    # The correction for whole numbers keeps small counters from standing out.
    z = max(0.0, abs(deviation) - 0.5) / sqrt(variance)
    return erfc(z / sqrt(2))


# Why a figure moved


class Group(NamedTuple):
    """One kind of visits in two periods."""

    key: str
    before: Share
    now: Share


class Account(NamedTuple):
    """What one group did to the whole figure, in parts of 1."""

    key: str
    before: Share
    now: Share
    by_mix: float
    """Because more, or fewer, of the ratings come from this group."""
    by_share: float
    """Because the group itself was rated differently."""
    p_value: float

    @property
    def effect(self) -> float:
        """Both together."""
        return self.by_mix + self.by_share


def account_for(groups: Sequence[Group]) -> list[Account]:
    """Divide the change of a share among groups; the effects add up to the change exactly.

    Each effect is taken at the mean of both periods, so that neither is the yardstick.

    Source: E. M. Kitagawa, Components of a difference between two rates, Journal of the American
    Statistical Association 50 (1955).
    """
    before = sum(one.before.of for one in groups)
    now = sum(one.now.of for one in groups)
    if not before or not now:
        return []
    mean = (
        sum(one.before.good for one in groups) / before + sum(one.now.good for one in groups) / now
    ) / 2
    return [_account(one, before, now, mean) for one in groups if one.before.of or one.now.of]


def _account(group: Group, before: int, now: int, mean: float) -> Account:
    weight0, weight1 = group.before.of / before, group.now.of / now
    # A group that one of the periods did not have was rated there as in the other.
    share0 = group.before.value if group.before.of else group.now.value
    share1 = group.now.value if group.now.of else share0
    return Account(
        key=group.key,
        before=group.before,
        now=group.now,
        by_mix=(weight1 - weight0) * ((share0 + share1) / 2 - mean),
        by_share=(weight0 + weight1) / 2 * (share1 - share0),
        p_value=p_value(group.now, group.before),
    )
