"""`pytest --printer=...` works: it is pointed at a simulated printer in this process.

With nobody there the suite leaves out what needs a person, and says so. With somebody in a terminal
it asks; here the one who is asked reads its output and does it to the simulated printer.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from paper_desk import Obedient

from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PtyPrinter
from mot_cua.clock import SystemClock

ROOT = Path(__file__).parent.parent.parent
SUITE = "tests/devices/test_printer_at_hand.py"
ASKED = re.compile(r">>> (?:(?P<request>[^\n]*), then press Enter\.|(?P<claim>[^\n]*) \[y/n\]) $")

pytestmark = pytest.mark.process


@pytest.fixture
def paper():
    return PaperPrinter(mm_per_s=250, clock=SystemClock())


@pytest.fixture
def port(paper):
    server = PtyPrinter(paper)
    yield server.path
    server.close()


@contextmanager
def suite_on(port, *options, stdin):
    """Run the suite as a technician would, not as CI, where nothing may be left out."""
    command = (sys.executable, "-m", "pytest", SUITE, f"--printer={port}", "-p", "no:cacheprovider")
    with subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "CI"},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as suite:
        yield suite
        suite.kill()


def heard(suite):
    """Yield what the suite has said so far, each time that it says more."""
    said = b""
    while more := os.read(suite.stdout.fileno(), 4096):
        said += more
        yield said.decode("utf-8", "replace")


def test_with_nobody_there_the_suite_prints_and_says_loudly_what_it_left_out(paper, port):
    with suite_on(port, stdin=subprocess.DEVNULL) as suite:
        *_, said = heard(suite)
        assert suite.wait() == 0, said
    assert "7 tests: NOT TESTED: nobody at the printer – run in a terminal with" in said
    assert "2 passed, 7 skipped" in said
    assert len(paper.cut) == 11


def test_somebody_in_a_terminal_is_asked_for_faults_and_for_what_came_out(paper, port):
    ours, theirs = os.openpty()
    person, asked = Obedient(paper), []
    with suite_on(port, "-s", stdin=theirs) as suite:
        for said in heard(suite):
            if question := ASKED.search(said):
                asked.append(question["request"] or question["claim"])
                if question["request"]:
                    person.please(question["request"])
                os.write(ours, b"y\n")
        assert suite.wait() == 0, said
    os.close(ours)
    os.close(theirs)
    assert "9 passed" in said
    assert "skipped" not in said
    assert (
        asked[0] == "Do you see: a blank piece, SO 1012 and SO 4012, each whole, on three pieces?"
    )
    assert asked.count("OPEN THE COVER") == 1
    assert asked.count("CLOSE THE COVER") == 2
    assert len(asked) == 11


def test_a_person_who_sees_something_else_fails_the_suite(port):
    ours, theirs = os.openpty()
    with suite_on(port, "-s", "-k", "two_tickets", stdin=theirs) as suite:
        for said in heard(suite):
            if ASKED.search(said):
                os.write(ours, b"n\n")
        assert suite.wait() == 1
    os.close(ours)
    os.close(theirs)
    assert "1 failed" in said
