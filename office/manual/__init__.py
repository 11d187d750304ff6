"""Pages of the manual printed from the code: what travels, a ticket's life, the API, a day's keys.

`python -m office.manual` writes them to docs/; `--check` writes nothing, and exits with 1 when a
page no longer says what the code does. A test checks the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import click

from office.manual.api import api_page
from office.manual.daily import daily_page
from office.manual.protocol import protocol_page
from office.manual.ticket import ticket_page

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"

PAGES: Final[dict[str, Callable[[], str]]] = {
    "protocol.md": protocol_page,
    "ticket.md": ticket_page,
    "api.md": api_page,
    "daily-use.md": partial(daily_page, "en"),
    "daily-use.vi.md": partial(daily_page, "vi"),
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a page is stale.")
def main(check: bool) -> None:
    """Write the pages of docs/ that are printed from the code."""
    stale = [name for name, page in PAGES.items() if _text_of(DOCS / name) != page()]
    if check:
        for name in stale:
            click.echo(f"docs/{name} is stale; run: python -m office.manual", err=True)
        sys.exit(1 if stale else 0)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        click.echo(f"docs/{name}")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
