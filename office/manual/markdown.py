"""Markdown: what the pages of the manual are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

HOW: Final = "Printed from the code by `python -m office.manual`. Change the code, not this page."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def state_diagram(arrows: Iterable[tuple[str, str, str]]) -> str:
    """Return a drawing of arrows (from, to, label)."""
    lines = [f"    {one} --> {other} : {label}" for one, other, label in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
