"""The counter unit's program: MicroPython on a Raspberry Pi Pico; see docs/counter-unit.md."""
