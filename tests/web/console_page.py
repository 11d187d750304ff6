"""One counter's console in a window of a real browser, with the verbs of an officer."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page
from web.pages_office import Served


class Console:
    """One counter's console in a window of its own."""

    def __init__(
        self, context: BrowserContext, served: Served, counter: int = 1, address: str = ""
    ) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(served.at(address or f"/counter/{counter}"))
        self.line("Trực tuyến")

    def reads(self, place: str, words: str) -> None:
        """Wait for these words; unlike `expect` this looks at every frame."""
        self.page.locator(f'{place}:text-is("{words}")').wait_for(state="attached")

    def line(self, words: str) -> None:
        self.reads("#line", words)

    def shows(self, label: str, stage: str = "") -> None:
        self.reads("#label", label)
        if stage:
            self.reads("#stage", stage)

    def says(self, words: str) -> None:
        self.reads("#message", words)

    def asks(self, title: str) -> None:
        """Wait for a question."""
        self.reads("#choice-title", title)
        self.page.locator("#choice[open]").wait_for()

    def key(self, act: str) -> None:
        """Press a key's own letter once the key is ready."""
        button = self.page.locator(f"button[data-act={act}]:enabled")
        button.wait_for()
        self.page.keyboard.press((button.get_attribute("data-keys") or "").split()[-1])
