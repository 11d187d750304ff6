"""What the Pico runs at power-up: sample, hear, think, show, speak, for ever.

With the two outer keys ("next" and "finish") held down at power-up, the unit stays without its
program and without its watchdog, so that it can be flashed.
"""

import os
from time import sleep_ms, ticks_diff, ticks_ms  # type: ignore[attr-defined]  # MicroPython's

from firmware_bridge.firmware.board import Board, SharedLine, UsbLine, cause
from firmware_bridge.firmware.place import ADDRESS, IS_SHARED
from firmware_bridge.firmware.unit import Unit
from firmware_bridge.sayings import KEYS, RATINGS

_OUTER_KEYS = 1 << RATINGS | 1 << (RATINGS + len(KEYS) - 1)


def main() -> None:
    """Be a counter unit for ever."""
    board = Board()
    if board.closed() & _OUTER_KEYS == _OUTER_KEYS:
        return
    boot = int.from_bytes(os.urandom(4), "big") or 1
    unit = Unit(ADDRESS, is_shared=IS_SHARED, boot=boot, cause=cause(), parts=board.parts())
    line = SharedLine() if IS_SHARED else UsbLine()
    now, tick = 0, ticks_ms()
    while True:
        board.watch()
        # ticks_ms begins again after some days; `now` does not.
        before, tick = tick, ticks_ms()
        now += ticks_diff(tick, before)
        unit.step(now, board.closed())
        unit.hear(line.read())
        board.show(unit.digits(), unit.lamps(), now, is_sounding=unit.is_sounding())
        said = unit.take()
        if said:
            line.write(said)
        sleep_ms(1)


if __name__ == "__main__":
    main()
