"""How a counter unit is, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from firmware_bridge.firmware.unit import VERSION
from firmware_bridge.sayings import DIGITS, KEYS, RATINGS, TESTS, WATCHDOG, Alive, Hello


class Health(NamedTuple):
    """How a unit is, in a word for programs and a sentence for technicians."""

    state: str
    """`ready`, `testing`, `stuck`, `silent`, `unplugged`; `unknown` before anything is known."""
    detail: str = ""


def health_of(hello: Hello, alive: Alive) -> Health:
    """Word what a unit says of itself."""
    if alive.flags & TESTS:
        return Health("testing", "its presses are not counted")
    if alive.stuck:
        names = [button_name(one) for one in range(RATINGS + len(KEYS)) if alive.stuck >> one & 1]
        held = " and ".join(names)
        return Health("stuck", f"{held} held down for more than 10 s; see what jams it")
    return Health("ready", "; ".join(_remarks(hello, alive)))


def button_name(button: int) -> str:
    """Name a button as a technician would find it.

    >>> button_name(0), button_name(5)
    ('rating button 1', "the key 'recall'")
    """
    if button < RATINGS:
        return f"rating button {button + 1}"
    return f"the key {KEYS[button - RATINGS]!r}"


def _remarks(hello: Hello, alive: Alive) -> Iterator[str]:
    """Say what a technician should know of a unit that works."""
    if (hello.major, hello.minor) != VERSION:
        age = "older" if (hello.major, hello.minor) < VERSION else "newer"
        yield (
            f"firmware {hello.major}.{hello.minor} is {age} than this bridge's"
            f" {VERSION[0]}.{VERSION[1]}; flash it when the office is closed"
        )
    if hello.cause == WATCHDOG:
        yield "its watchdog has started it again"
    if not hello.parts & DIGITS:
        yield "its number board does not answer; check the four wires"
    if alive.lost:
        yield f"{alive.lost} presses were lost; it could not get rid of them in time"
