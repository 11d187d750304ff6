"""A newcomer's first minute with the demo, in a real browser; and what Ctrl-C leaves behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect, sync_playwright

from office.launch import free_port

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.process,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("demo"),
]


@contextmanager
def demo(data: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the demo as a person does, until the story ends."""
    with (data.parent / "demo.err").open("a") as errors:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "office", "demo"),
                *("--port", str(port), "--data", str(data), *options),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if f"http://127.0.0.1:{port}" in line:
                break
        else:
            raise AssertionError((data.parent / "demo.err").read_text())
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()


def state(port: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/state", timeout=5) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def until_issued(page: Page, port: int, count: int) -> None:
    """Wait until the server knows of so many numbers."""
    for _ in range(200):
        office = state(port)["office"]
        if office and office["totals"]["issued"] == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the server never knew of {count} numbers")


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        yield page
        browser.close()


def console_of(page: Page, counter: int) -> FrameLocator:
    page.locator(f'.counter[data-counter="{counter}"] .open-console').click()
    desk = page.frame_locator("#console")
    expect(desk.locator("[data-counter], body").first).to_be_visible()
    page.wait_for_function(
        f"document.querySelector('#console').src.includes('/counter/{counter}?')"
    )
    expect(desk.locator("h1, header").first).to_contain_text(str(counter))
    return desk


def test_a_newcomer_takes_a_number_calls_serves_rates_and_sees_the_report_change(
    tmp_path: Path, page: Page
) -> None:
    port = free_port()
    with demo(tmp_path / "data", port):
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("#sample")).to_be_visible()
        expect(page.locator("#headline")).to_contain_text("Hài lòng")
        before = state(port)["office"]
        assert before["figure"]["rated"] >= 40
        page.locator('.lit[data-service="DD"]').click()
        expect(page.locator(".papers img")).to_have_count(1)
        issued = before["totals"]["issued"] + 1
        until_issued(page, port, issued)
        desk = console_of(page, 3)
        desk.get_by_text("Gọi số tiếp theo").click()
        digits = page.locator('.counter[data-counter="3"] .digits')
        expect(digits).not_to_have_text("\u00a0")
        called = digits.text_content()
        desk.get_by_text("Hoàn thành", exact=True).click()
        card = page.locator('.counter[data-counter="3"]')
        expect(card.locator(".invitation")).to_contain_text(str(called))
        card.locator(".rate").first.click()
        expect(card.locator(".rate").first).to_have_class(re.compile("given"))
        expect(page.locator("#rated")).to_have_text(str(before["figure"]["rated"] + 1))
        with page.expect_popup() as popup:
            page.locator("#report").click()
        expect(popup.value.locator("body")).to_contain_text("tạm tính")
        for task in ("press", "call", "finish", "rate", "report"):
            expect(page.locator(f'[data-task="{task}"]')).to_have_class("done")
        expect(page.locator("#all-done")).to_be_visible()
        page.goto(f"http://127.0.0.1:{port}/?lang=en")
        expect(page.locator("h1")).to_contain_text("a whole office on one machine")
        expect(page.frame_locator("#console").get_by_text("Call next number")).to_be_visible()


def test_faults_are_survived_and_the_next_start_finds_the_same_tickets(
    tmp_path: Path, page: Page
) -> None:
    port, data = free_port(), tmp_path / "data"
    with demo(data, port, "--fresh"):
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("#headline")).to_have_text("Chưa có đánh giá")
        order = page.locator
        order('[data-fault="paper"] button').click()
        expect(order('[data-fault="paper"] button')).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(2500)  # the printer's status is asked every two seconds
        order('.lit[data-service="HT"]').click()
        page.wait_for_timeout(1500)
        assert order(".papers img").count() == 0
        order('[data-fault="paper"] button').click()
        order('[data-fault="network"] button').click()
        expect(order('.counter[data-counter="1"] .digits')).to_have_text("--")
        expect(order('[data-fault="network"] button')).to_have_attribute("aria-pressed", "true")
        order('.lit[data-service="CT"]').click()
        expect(order(".papers img")).to_have_count(1)
        order('[data-fault="network"] button').click()
        expect(order('.counter[data-counter="1"] .digits')).not_to_have_text("--")
        order('[data-fault="power"] button').click()
        expect(order(".bezel .dark").first).to_be_visible()
        expect(order('[data-fault="power"] button')).to_have_attribute("aria-pressed", "true")
        order('[data-fault="power"] button').click()
        expect(order(".bezel .dark").first).to_be_hidden()
        until_issued(page, port, 2)
    with demo(data, port, "--office", str(data / "office.toml")) as again:
        page.goto(f"http://127.0.0.1:{port}/")
        until_issued(page, port, 2)
        assert again.poll() is None
    assert again.returncode == 0
    assert not left_behind(data)


def test_a_demo_that_is_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with demo(data, free_port(), "--fresh") as process:
        assert len(left_behind(data)) >= 5
        process.kill()
        process.wait(10)
        pause = threading.Event()
        for _ in range(100):
            if not left_behind(data):
                break
            pause.wait(0.1)
        assert left_behind(data) == []


def left_behind(data: Path) -> list[str]:
    """Find processes that still use the demo's folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(data) in command:
                found.append(command)
    return found
