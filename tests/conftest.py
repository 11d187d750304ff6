"""What all tests share: options, the loud list of what was not tested, and a guard on sockets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

# Speed is measured in bench/; a slow machine must not fail a rule.
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=_QUIET)
settings.register_profile("ci", deadline=None, max_examples=100, suppress_health_check=_QUIET)
settings.register_profile("deep", deadline=None, max_examples=20_000, suppress_health_check=_QUIET)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regold", action="store_true", help="write the golden files anew; review the difference"
    )
    parser.addoption(
        "--printer",
        metavar="DEVICE",
        help="also print on a real printer: /dev/usb/lp0, /dev/ttyUSB0@115200 or 192.168.1.50:9100;"
        " add -s to be asked for faults and for what you see",
    )
    parser.addoption(
        "--kernel", action="store_true", help="boot the kernel bench for tests/kernel, too"
    )
    parser.addoption(
        "--screens-calls",
        type=int,
        default=6,
        metavar="N",
        help="how many calls 30 open screens watch in tests/web; 300 take about ten minutes",
    )
    parser.addoption(
        "--faults-days",
        type=int,
        default=4,
        metavar="N",
        help="how many days of trouble tests/faults lives; each takes some seconds",
    )


TOOLS = {
    "browser": (("chromium",), "chromium"),
    "ocr": (("tesseract", "zbarimg"), "tesseract-ocr tesseract-ocr-vie zbar-tools"),
    "signature": (("ssh-keygen",), "openssh-client"),
    "sound": (("aplay", "espeak-ng"), "alsa-utils espeak-ng"),
    "systemd": (("systemd-analyze", "systemd-sysusers", "strace"), "systemd strace"),
    "wayland": (("weston", "xvfb-run"), "weston xvfb xauth"),
    "x11": (("xvfb-run",), "xvfb xauth"),
}
"""Marker → the programs that its tests need, and the packages that have them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, loudly, what this computer has no tools for."""
    for marker, (programs, packages) in TOOLS.items():
        marked = [item for item in items if item.get_closest_marker(marker)]
        missing = _missing(programs) if marked else ""
        for item in marked if missing else ():
            reason = f"NOT TESTED: {missing} missing – apt-get install {packages}"
            item.add_marker(pytest.mark.skip(reason=reason))


def _missing(programs: tuple[str, ...]) -> str:
    missing = [one for one in programs if shutil.which(one) is None]
    if not missing and "tesseract" in programs:
        languages = subprocess.run(
            ("tesseract", "--list-langs"), capture_output=True, check=False, text=True
        )
        missing = [] if "vie" in languages.stdout.split() else ["tesseract's Vietnamese"]
    return " and ".join(missing)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("kernel") and config.getoption("numprocesses", None):
        raise pytest.UsageError("the kernel bench boots one guest; run it without -n")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
    reasons = sorted({_reason(report) for report in skipped})
    for reason in reasons:
        count = sum(_reason(report) == reason for report in skipped)
        terminalreporter.write_line(f"{count} tests: {reason}", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI nothing is skipped: a test that could not run has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
