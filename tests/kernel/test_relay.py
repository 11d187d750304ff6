"""Tests of the bench that could not be told how they went are failures: with a guest of words."""

import json

import pytest
from kernel.machine import BenchError
from kernel.relay import Host


@pytest.fixture
def told(request):
    """Says what a host reports of this very test, when the guest says these lines and ends."""

    def ask(*lines, problem=""):
        def boot(command):
            assert "-m pytest" in command
            yield from lines
            if problem:
                raise BenchError(problem)

        host = Host(request.config, boot)
        twice = [list(host._reports(request.node)) for _ in range(2)]
        return [[(one.when, one.outcome, one.longreprtext) for one in reports] for reports in twice]

    return ask


@pytest.fixture
def line(request):
    """Writes what the guest says of one phase of this test."""

    def write(when):
        report = pytest.TestReport(
            request.node.nodeid, request.node.location, {}, "passed", None, when
        )
        hook = request.config.hook
        return json.dumps(hook.pytest_report_to_serializable(config=request.config, report=report))

    return write


def test_a_test_that_the_guest_never_came_to_has_failed(told, line):
    phases = [line(when) for when in ("setup", "call", "teardown")]
    first, second = told(*phases)
    assert first == [("setup", "passed", ""), ("call", "passed", ""), ("teardown", "passed", "")]
    silence = "kernel bench: the guest ended without a word about this test"
    assert second == [("call", "failed", silence)]


def test_a_test_in_which_the_guest_died_has_failed_and_so_have_the_others(told, line):
    first, second = told(line("setup"), problem="the guest died")
    assert first == [("setup", "passed", ""), ("call", "failed", "kernel bench: the guest died")]
    assert second == [("call", "failed", "kernel bench: the guest died")]
