"""Take the pictures of the documents from a running demo."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from office.launch import free_port

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Run a demo in a temporary folder and photograph it."""
    PICTURES.mkdir(exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "office", "demo", "--port", str(port), "--data", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:
            try:
                assert demo.stdout is not None
                next(line for line in demo.stdout if f":{port}" in line)
                with sync_playwright() as play:
                    browser = play.chromium.launch(
                        executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                    )
                    take_all(browser.new_page(viewport={"width": 1440, "height": 900}), port)
                    browser.close()
            finally:
                demo.send_signal(signal.SIGINT)


def take_all(page: Page, port: int) -> None:
    """Photograph the demo's page, the screens, a ticket, a console and the report."""
    base = f"http://127.0.0.1:{port}"
    page.goto(base)
    page.wait_for_selector("#console[src]")
    page.wait_for_timeout(2000)
    save(f"{base}/screen/kiosk-1.png", "kiosk.png")
    page.click('.lit[data-service="DD"]')
    page.wait_for_selector(".papers img")
    page.click('.counter[data-counter="3"] .open-console')
    page.wait_for_timeout(1000)
    page.frame_locator("#console").get_by_text("Gọi số tiếp theo").click()
    page.wait_for_timeout(2500)
    save(f"{base}/screen/board-1.png", "board.png")
    save(f"{base}/paper/1.png", "ticket.png")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=PICTURES / "demo.png")
    server = str(page.get_attribute("#console", "src")).split("/counter")[0]
    for name, path, size in (
        ("console.png", "/counter/3", (340, 760)),
        ("report.png", "/report", (1240, 1300)),
    ):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(server + path)
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURES / name)


def save(address: str, name: str) -> None:
    """Keep a picture that the demo has made itself."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own demo
        (PICTURES / name).write_bytes(answer.read())


if __name__ == "__main__":
    main()
