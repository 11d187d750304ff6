"""What the guide's pages show, as plain data. Pure."""

from __future__ import annotations

from typing import Final

from config.procedures import Procedure
from config.settings import Settings
from kiosk.flow import Shown
from kiosk.guide import Guide
from kiosk.paper import service_of
from kiosk.texts import TEXTS
from kiosk.view import LookupView, ProcedureRow

POSTING_MS: Final = 15_000
"""How long the idle screen shows one procedure."""

Facts = tuple[tuple[str, str], ...]


def lookup_of(
    guide: Guide, settings: Settings, language: str, *, can_print: bool, sent: str
) -> LookupView | None:
    """Describe the page of the look-up; `sent` is the procedure that is on its way to paper."""
    t = TEXTS[language]
    if guide.page == "procedure" and guide.procedure is not None:
        one = guide.procedure
        return LookupView(
            page="procedure",
            title=one.name,
            facts=facts_of(one, language),
            papers=one.papers,
            can_print=can_print,
            is_sent=sent == one.code,
        )
    if guide.page == "fields":
        return LookupView(page="fields", title=t["lookup-fields"])
    if guide.page not in ("list", "typing"):
        return None
    found = guide.found
    shown = found[guide.first : guide.first + guide.rows]
    field = service_of(settings, guide.field) if guide.field else None
    is_english = field is not None and language == "en" and field.name_en
    return LookupView(
        page="list" if guide.page == "list" else "typing",
        title=(field.name_en if is_english else field.name) if field else t["type"],
        typed=guide.typed,
        rows=tuple(ProcedureRow(code=one.code, name=one.name, time=one.time) for one in shown),
        has_previous=guide.first > 0,
        has_next=guide.first + guide.rows < len(found),
    )


def facts_of(procedure: Procedure, language: str) -> Facts:
    """List how long it takes and what it costs; what is not posted is left out."""
    t = TEXTS[language]
    named = (
        (t["time"], procedure.time),
        (t["fee"], procedure.fee),
        (t["charge"], procedure.charge),
    )
    return tuple((what, how) for what, how in named if how)


def scan_text(shown: Shown, language: str) -> str:
    """Say what becomes of a paper that was scanned, and which desk helps."""
    t = TEXTS[language]
    words = t.get(f"scan-{shown.answer.removeprefix('return-while-')}", t["scanned"])
    numbers = ", ".join(map(str, shown.where))
    where = t["at-counter"].format(n=numbers) if numbers else t["at-desk"]
    return words.format(label=shown.label, where=where)


def posting_of(
    procedures: tuple[Procedure, ...], now_ms: int, language: str
) -> tuple[str, Facts] | None:
    """Choose the procedure of the idle screen: another one every quarter of a minute."""
    if not procedures:
        return None
    one = procedures[now_ms // POSTING_MS % len(procedures)]
    return one.name, facts_of(one, language)
