"""The bench's own promises, with a script in the place of QEMU: these run everywhere."""

import os

import pytest
from kernel.machine import BenchError, check, run


@pytest.fixture
def bench(tmp_path):
    (tmp_path / "initrd").touch()
    return tmp_path


@pytest.fixture
def guest(tmp_path):
    """Puts a script where QEMU would be for the guest."""

    def make(script):
        path = tmp_path / "qemu"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return make


def test_what_the_guest_prints_comes_line_by_line_up_to_its_end(bench, guest):
    qemu = guest("printf 'one\\r\\ntwo\\r\\nended 0\\r\\n'; exec sleep 60")
    assert list(run("echo", bench=bench, qemu=qemu)) == ["one", "two"]
    assert (bench / "command").read_text(encoding="utf-8") == "echo"


def test_a_command_that_fails_is_told_with_the_last_words_of_the_console(bench, guest):
    qemu = guest("echo 'sh: nothing: not found' >&2; echo 'ended 127'")
    with pytest.raises(BenchError) as told:
        list(run("nothing", bench=bench, qemu=qemu))
    assert str(told.value) == (
        "the guest's command ended 127; the last on its console:\nsh: nothing: not found"
    )


def test_a_guest_that_hangs_is_ended(bench, guest):
    qemu = guest("echo Oops >&2; echo alive; exec sleep 60")
    lines = run("hang", bench=bench, qemu=qemu, limit_s=0.5)
    assert next(lines) == "alive"
    with pytest.raises(BenchError) as told:
        next(lines)
    assert str(told.value) == (
        "the guest died, or did not end within 0.5 s; the last on its console:\nOops"
    )


def test_a_guest_that_nobody_listens_to_any_more_is_ended(bench, guest):
    lines = run("wait", bench=bench, qemu=guest("echo $$; exec sleep 60"))
    guest_id = int(next(lines))
    lines.close()
    with pytest.raises(ProcessLookupError):
        os.kill(guest_id, 0)


def test_there_is_one_guest_at_a_time(bench, guest):
    qemu = guest("echo alive; exec sleep 60")
    first = run("wait", bench=bench, qemu=qemu)
    next(first)
    with pytest.raises(BenchError, match=f"another run uses {bench}; let it end first"):
        next(run("wait", bench=bench, qemu=qemu))
    first.close()


def test_a_missing_qemu_is_told_with_what_to_type(bench):
    with pytest.raises(BenchError) as told:
        check(bench, qemu="qemu-of-nobody")
    assert str(told.value) == (
        "the kernel bench needs qemu-of-nobody, which is not installed; run: scripts/kernel-bench"
    )


def test_a_bench_that_is_not_built_is_told_with_what_to_type(tmp_path):
    with pytest.raises(BenchError) as told:
        check(tmp_path, qemu="sh")
    assert str(told.value) == (
        f"the kernel bench is not built in {tmp_path}; run: scripts/kernel-bench"
    )


def test_another_computer_than_x86_64_is_told(bench):
    with pytest.raises(BenchError) as told:
        check(bench, machine="aarch64", qemu="sh")
    assert str(told.value) == "the kernel bench needs a computer of x86_64, and this is aarch64"
