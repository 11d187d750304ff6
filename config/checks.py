"""What must fit together in the office file, beyond each value being right by itself.

The settings may be a draft with mistakes: None then stands for a value that is reported already,
and no check says anything about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from msgspec.structs import astuple

from config.device_checks import check_devices
from config.hours_checks import check_hours
from config.mistakes import Mistake
from config.names import is_right, repeated, unknown
from config.report import check_report
from config.settings import Settings
from config.toml_lines import Path

Range = tuple[Path, str, int, int]
"""Where it stands, whose it is, first, last."""


def check(settings: Settings) -> Iterator[Mistake]:
    """Find everything that does not fit together."""
    yield from _services(settings)
    yield from _counters(settings)
    yield from _ranges(settings)
    yield from _rating(settings)
    yield from check_report(settings.report)
    yield from check_hours(settings.hours)
    yield from check_devices(settings)
    yield from _pages(settings)


def _pages(settings: Settings) -> Iterator[Mistake]:
    """Find a QR that leads to an address at which the pages do not speak so."""
    office, server = settings.office, settings.server
    if not is_right(office, server) or not is_right(office.url, *astuple(server)):
        return
    if office.url.startswith("http://") and server.has_tls:
        yield Mistake(
            ("office", "url"),
            "the pages speak TLS, because [server] host is on the network; write https://…, or let"
            " a reverse proxy do that (proxies in [server]), or, on a network that nobody else can"
            " plug into: is_plain = true in [server]",
        )


def _services(settings: Settings) -> Iterator[Mistake]:
    if not settings.service:
        yield Mistake(("service",), "missing; an office needs at least one [[service]]")
    for key in ("code", "digit", "letter"):
        yield from repeated(
            (("service", place, key), getattr(one, key))
            for place, one in enumerate(settings.service)
        )


def _counters(settings: Settings) -> Iterator[Mistake]:
    if not settings.counter:
        yield Mistake(("counter",), "missing; an office needs at least one [[counter]]")
    yield from repeated(
        (("counter", place, "number"), one.number) for place, one in enumerate(settings.counter)
    )
    known = [one.code for one in settings.service]
    for place, one in enumerate(settings.counter):
        if not is_right(one.services):
            continue
        path: Path = ("counter", place, "services")
        if not one.services:
            yield Mistake(path, "a counter must serve at least one service")
        served = [((*path, at), code) for at, code in enumerate(one.services)]
        yield from unknown(served, known, "service")
        yield from repeated(served)
    yield from _unserved(settings)


def _unserved(settings: Settings) -> Iterator[Mistake]:
    if not settings.counter or not is_right(*(one.services for one in settings.counter)):
        return
    served = {code for one in settings.counter for code in one.services}
    for place, one in enumerate(settings.service):
        if is_right(one.code) and one.code not in served:
            yield Mistake(
                ("service", place, "code"),
                f"no counter serves {one.code!r}; add it to the services of a [[counter]]",
            )


def _ranges(settings: Settings) -> Iterator[Mistake]:
    rules = settings.rules
    # The desk stands first, because its default is rarely written: the kiosk is to give way.
    ranges: list[Range] = [(("rules", "desk_first"), "the desk", rules.desk_first, rules.desk_last)]
    ranges += [
        (("kiosk", place, "first"), f"kiosk {one.id!r}", one.first, one.last)
        for place, one in enumerate(settings.kiosk)
    ]
    ranges = [one for one in ranges if is_right(*one)]
    for path, _, first, last in ranges:
        if first > last:
            yield Mistake(path, f"the first number {first} is above the last, {last}")
    for (other, name, *one), (path, _, *two) in combinations(ranges, 2):
        if one[0] <= two[1] and two[0] <= one[1]:
            text = f"the numbers {two[0]}–{two[1]} overlap {one[0]}–{one[1]} of {name}"
            yield Mistake(path, text, other)


def _rating(settings: Settings) -> Iterator[Mistake]:
    rating = settings.rating
    for key, ids in (
        ("level", [one.id for one in rating.level]),
        ("reason", [one.id for one in rating.reason]),
    ):
        yield from repeated((("rating", key, place, "id"), one) for place, one in enumerate(ids))
    if not 3 <= len(rating.level) <= 5:
        yield Mistake(("rating", "level"), f"{len(rating.level)} levels; there must be 3, 4 or 5")
    counting = [one.counts_as_satisfied for one in rating.level]
    if is_right(*counting):
        yield from _counting(counting)
    for key, small, larger, large in (
        ("window_least_s", rating.window_least_s, "window_s", rating.window_s),
        ("shown_from", rating.shown_from, "shaded_below", rating.shaded_below),
    ):
        if is_right(small, large) and small > large:
            yield Mistake(("rating", key), f"{small} is above {larger}, which is {large}")


def _counting(counting: list[bool]) -> Iterator[Mistake]:
    if not any(counting):
        yield Mistake(("rating", "level"), "no level has counts_as_satisfied = true")
    for place, (above, this) in enumerate(pairwise(counting), start=1):
        if this and not above:
            yield Mistake(
                ("rating", "level", place, "counts_as_satisfied"),
                "counts, but the level above it does not; the best level comes first",
            )
