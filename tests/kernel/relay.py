"""Tests that run in the guest and are reported here, as if they ran here.

here                                    the guest
collects, selects, boots   ──────────►  pytest with the same tests, in the same order
replays                    ◄──────────  each report, as one line of JSON
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final

import pytest
from kernel.machine import BENCH, BenchError, run

INSIDE: Final = "MOT_CUA_KERNEL_BENCH"
"""Set in the guest alone: the file that takes the reports."""
Boot = Callable[[str], Generator[str, None, None]]


class Guest:
    """Stands in the guest: sends each report away."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        with Path(os.environ[INSIDE]).open("w", encoding="ascii") as line:
            print(json.dumps(told), file=line)


class Host:
    """Stands here: boots before the first test, and has each test's reports when its turn comes."""

    def __init__(self, config: pytest.Config, boot: Boot = run) -> None:
        self._config, self._boot = config, boot
        self._lines: Generator[str, None, None] | None = None
        self._problem = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Replay a test of the bench; leave all others to pytest."""
        if not belongs(item):
            return None
        hook = item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in self._reports(item):
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_unconfigure(self) -> None:
        """End the guest, also when somebody interrupted us."""
        if self._lines is not None:
            self._lines.close()

    def _reports(self, item: pytest.Item) -> Iterator[pytest.TestReport]:
        if self._lines is None:
            self._lines = self._boot(command(self._config, item.session.items))
        try:
            while not self._problem:
                report = self._next(self._lines)
                assert report.nodeid == item.nodeid, f"the guest is at {report.nodeid}"
                yield report
                if report.when == "teardown":
                    return
        except BenchError as problem:
            self._problem = str(problem)
        yield pytest.TestReport(
            item.nodeid, item.location, {}, "failed", f"kernel bench: {self._problem}", "call"
        )

    def _next(self, lines: Iterator[str]) -> pytest.TestReport:
        line = next(lines, None)
        if line is None:
            raise BenchError("the guest ended without a word about this test")
        hook = self._config.hook
        told = hook.pytest_report_from_serializable(config=self._config, data=json.loads(line))
        assert isinstance(told, pytest.TestReport)
        return told


def belongs(item: pytest.Item) -> bool:
    """Tell whether a test is one for the guest."""
    return item.get_closest_marker("kernel") is not None


def command(config: pytest.Config, items: list[pytest.Item]) -> str:
    """Write the script that runs these tests in the guest."""
    names = " ".join(shlex.quote(item.nodeid) for item in items if belongs(item))
    # Imports are slow there: 20 s for plugins that no test of the bench needs, and for Hypothesis,
    # which only the conftest of all tests wants. It ends with 1 when a test failed, as reported.
    return f"""\
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=tests PYTEST_DISABLE_PLUGIN_AUTOLOAD=1
export {INSIDE}=/dev/ttyS1
cd {shlex.quote(str(config.rootpath))}
modprobe -d {shlex.quote(str(BENCH / "modules"))} configfs
mount -t configfs configfs /sys/kernel/config
/lib/systemd/systemd-udevd --daemon >&2
{shlex.quote(sys.executable)} -m pytest -p pytest_timeout -p no:cacheprovider \\
    --confcutdir=tests/kernel --color=no {names} >&2 || [ $? = 1 ]
"""
