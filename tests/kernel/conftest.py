"""The kernel bench: where its tests run, and the devices that they are given there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

import pytest
from kernel.machine import BenchError, check
from kernel.relay import INSIDE, Guest, Host, belongs
from kernel.simulated_chip import SimulatedChip

LEFT_OUT: Final = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    if INSIDE in os.environ:
        config.pluginmanager.register(Guest(config))
    elif config.getoption("kernel"):
        config.pluginmanager.register(Host(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if belongs(item)]
    if INSIDE in os.environ or not ours:
        return
    if not config.getoption("kernel"):
        items[:] = [item for item in items if not belongs(item)]
        config.hook.pytest_deselected(items=ours)
        config.stash[LEFT_OUT] = len(ours)
        return
    try:
        check()
    except BenchError as problem:
        raise pytest.UsageError(str(problem)) from None
    for item in ours:
        item.add_marker(pytest.mark.timeout(0))  # the guest minds the time, and the first boots it


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"{count} tests want a kernel with devices; scripts/kernel-bench runs them", yellow=True
        )


@pytest.fixture
def chip() -> Iterator[SimulatedChip]:
    """A GPIO chip whose lines a test moves."""
    chip = SimulatedChip()
    yield chip
    chip.close()
