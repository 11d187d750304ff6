"""Take the pictures of the documents, and of the officers' page of help, from a running demo."""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, Page, sync_playwright

from office.launch import free_port
from office.pictures import SAYS, words_on
from queue_server.web.guide_texts import KEYS, SECTIONS

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
GUIDE = ROOT / "queue_server" / "web" / "static" / "guide"
STILL = 1500
"""Milliseconds after which a page has come to rest."""
FEW = 192
"""Colours that are enough for a page of ours."""

POINT_OUT = """([act, number]) => {
  const key = document.querySelector(`[data-act="${act}"]`), place = key.getBoundingClientRect();
  const badge = document.body.appendChild(document.createElement("b"));
  badge.textContent = number;
  badge.style = "position:absolute;width:26px;height:26px;border-radius:50%;background:#c2570c;"
    + "color:#fff;font:700 16px/26px House;text-align:center;box-shadow:0 0 0 2px #fff;"
    + `left:${place.left + scrollX - 9}px;top:${place.top + scrollY - 9}px`;
}"""
HOLD_THE_LAMP = """() => new Promise((done) => {
  const look = () => {
    const lit = document.querySelector(".lit.on");
    if (!lit) return requestAnimationFrame(look);
    const lamp = lit.querySelector(".lamp"), shown = getComputedStyle(lamp);
    lamp.style.background = shown.backgroundColor;
    lamp.style.borderColor = shown.borderTopColor;
    lamp.style.boxShadow = shown.boxShadow;
    done();
  };
  document.querySelector('.lit[data-service="CT"]').click();
  look();
})"""
"""The paper comes faster than a picture is taken: the lamp is held as it shone."""


def main() -> None:
    """Run a demo in a temporary folder and photograph it."""
    PICTURES.mkdir(exist_ok=True)
    GUIDE.mkdir(exist_ok=True)
    with demo() as base, sync_playwright() as play:
        chromium = shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        take_readme(page, base)
        take_guide(browser, base)
        take_handbook(page)
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo, and yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "office", "demo", "--port", str(port), "--data", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
            try:
                assert running.stdout is not None
                next(line for line in running.stdout if f":{port}" in line)
                yield f"http://127.0.0.1:{port}"
            finally:
                running.send_signal(signal.SIGINT)


def take_readme(page: Page, base: str) -> None:
    """Photograph the demo's page, the screens, a ticket, a console and the report."""
    begin(page, base)
    keep(made_by_the_demo(f"{base}/screen/kiosk-1.png"), PICTURES / "kiosk.png")
    page.click('.lit[data-service="DD"]')
    page.wait_for_selector(".papers img")
    page.click('.counter[data-counter="3"] .open-console')
    page.wait_for_timeout(1000)
    page.frame_locator("#console").get_by_text("Gọi số tiếp theo").click()
    page.wait_for_timeout(2500)
    keep(made_by_the_demo(f"{base}/screen/board-1.png"), PICTURES / "board.png")
    keep(made_by_the_demo(f"{base}/paper/1.png"), PICTURES / "ticket.png")
    page.evaluate("scrollTo(0, 0)")
    keep(page.screenshot(), PICTURES / "demo.png")
    server = server_of(page)
    for name, path, size in (
        ("console.png", "/counter/3", (340, 760)),
        ("report.png", "/report", (1240, 1300)),
    ):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(server + path)
        page.wait_for_timeout(1000)
        keep(page.screenshot(), PICTURES / name)


def take_guide(browser: Browser, base: str) -> None:
    """Photograph what an officer sees: keys, lamps, rating buttons, no paper, no server."""
    # With `bypass_csp` a badge may be put onto a page; twice as sharp, because it is printed.
    context = browser.new_context(bypass_csp=True, device_scale_factor=2)
    page, desk = context.new_page(), context.new_page()
    page.set_viewport_size({"width": 1440, "height": 1100})
    begin(page, base)
    server = server_of(page)
    desk.set_viewport_size({"width": 760, "height": 900})
    for suffix, language in (("", ""), (".en", "?lang=en")):
        desk.goto(f"{server}/counter/3{language}")
        desk.wait_for_timeout(1000)
        point_out_keys(desk)
        keep(desk.screenshot(full_page=True), GUIDE / f"console{suffix}.png")
        keep(without_server(desk, f"{server}/counter/3{language}"), GUIDE / f"away{suffix}.png")
    desk.goto(f"{server}/huong-dan")
    keep(desk.locator(".box").screenshot(), GUIDE / "box.png")
    desk.goto(f"{server}/counter/3")
    desk.locator('[data-act="finish"]').click()
    page.wait_for_selector('.counter[data-counter="3"].inviting')
    keep(page.locator('.counter[data-counter="3"]').screenshot(), GUIDE / "rating.png")
    page.evaluate(HOLD_THE_LAMP)
    keep(page.locator(".lit-buttons").screenshot(), GUIDE / "lamps.png")
    begin(page, base)
    page.get_by_role("button", name="Hết giấy").click()
    page.wait_for_timeout(3000)
    page.click('.lit[data-service="CT"]')
    page.wait_for_timeout(4000)
    keep(made_by_the_demo(f"{base}/screen/kiosk-1.png"), GUIDE / "kiosk-paper.png")
    context.close()


def take_handbook(page: Page) -> None:
    """Photograph the administrator's pages; `page` is signed in, on a page of the server."""
    server = page.url.split("/report")[0]
    for name, path, height in (
        ("admin-today.png", "/admin", 820),
        ("admin-hours.png", "/hours", 820),
        ("admin-people.png", "/people", 640),
    ):
        page.set_viewport_size({"width": 1100, "height": height})
        page.goto(server + path)
        page.wait_for_timeout(STILL)
        keep(page.screenshot(), PICTURES / name)


def begin(page: Page, base: str) -> None:
    """Open the demo's page, and wait until it has come to rest."""
    page.goto(base)
    page.wait_for_selector("#console[src]")
    page.wait_for_timeout(2000)


def server_of(page: Page) -> str:
    """Return the address of the office's own pages."""
    return str(page.get_attribute("#console", "src")).split("/counter")[0]


def point_out_keys(desk: Page) -> None:
    """Put the number of each step of a visit onto the key that it names first."""
    visit = next(one for one in SECTIONS if one.name == "visit")
    for number, (text, _) in enumerate(visit.steps, start=1):
        named = [act for act in KEYS if f"{{{act}}}" in text]
        if named:
            desk.evaluate(POINT_OUT, [min(named, key=text.index), str(number)])


def without_server(desk: Page, address: str) -> bytes:
    """Photograph a console that reaches no server: its head, and what it says to a key."""
    desk.set_viewport_size({"width": 400, "height": 900})
    desk.goto(address)
    desk.route("**/api/**", lambda route: route.abort())
    desk.reload()
    desk.wait_for_selector('.line[data-line="away"]')
    desk.keyboard.press("f")
    parts = [desk.locator(one).screenshot() for one in (".desk", "#message")]
    desk.unroute("**/api/**")
    desk.set_viewport_size({"width": 760, "height": 900})
    head, said = (Image.open(io.BytesIO(one)).convert("RGB") for one in parts)
    whole = Image.new("RGB", (head.width, head.height + said.height), "#eef2f5")
    whole.paste(head, (0, 0))
    whole.paste(said, ((head.width - said.width) // 2, head.height))
    png = io.BytesIO()
    whole.save(png, "PNG")
    return png.getvalue()


def made_by_the_demo(address: str) -> bytes:
    """Return a picture that the demo has made itself."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own demo
        return bytes(answer.read())


def keep(png: bytes, path: Path) -> None:
    """Write a picture in few colours, with the words that stand on it."""
    said = PngInfo()
    if words := words_on(path.name):
        said.add_itxt(SAYS, words)
    with Image.open(io.BytesIO(png)) as picture:
        few = (
            picture
            if picture.mode == "1"
            else picture.convert("RGB").quantize(FEW, dither=Image.Dither.NONE)
        )
        few.save(path, "PNG", optimize=True, pnginfo=said)


if __name__ == "__main__":
    main()
