"""A day on one slip from a kiosk's printer: the words of its documents, as an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from config.settings import Settings
from mot_cua.ids import RequestId, UnixMs
from mot_cua.messages import PrintSummary, SlipFact, SlipFacts
from mot_cua.vietnamese import figure
from queue_server.documents.compose import compose_day
from queue_server.documents.content import Fact, Group
from queue_server.journal.report import DayReport

ORDER_LIVES_MS: Final = 60_000
"""A kiosk that hears it later does not print it: whoever gave it has pressed again by then."""
SHORT: Final = 60
"""Signs that a line of a slip has room for, in two lines of paper."""
HOW: Final = "Theo lĩnh vực: số lượt đánh giá/số lượt phục vụ · tỷ lệ hài lòng."


def summary_order(
    report: DayReport, settings: Settings, *, request: RequestId, now_ms: UnixMs
) -> PrintSummary:
    """Say what the slip of a day says; every share in it passed the rules of figures."""
    document = compose_day(report, settings, now_ms=now_ms)
    levels = [SlipFact(label=one.label, value=figure(one.given)) for one in document.total.levels]
    unrated = SlipFact(label="Không đánh giá", value=figure(document.total.unrated))
    return PrintSummary(
        id=request,
        issued_ms=now_ms,
        expires_ms=UnixMs(now_ms + ORDER_LIVES_MS),
        title=f"{document.when[:1].upper()}{document.when[1:]}, {document.standing}",
        is_sample=document.is_sample,
        reception=_facts((*document.reception, *document.waits)),
        headline=document.headline,
        response=document.response,
        verdict=document.verdict,
        levels=(*levels, unrated),
        services=tuple(_service(one) for one in document.services if one.served),
        others=_facts(document.remarks),
        notes=(HOW, *document.notes),
        head=document.seal,
        qr=f"{document.day} {document.seal}" if document.seal else "",
        dated=document.form.place_and_date,
        signers=(document.form.preparer.upper(), document.form.signer.upper()),
    )


def _facts(facts: Iterable[Fact]) -> SlipFacts:
    return tuple(
        SlipFact(
            label=one.label[:1].upper() + one.label[1:],
            value=one.value if len(one.value) <= SHORT else "xem báo cáo ngày",
        )
        for one in facts
    )


def _service(group: Group) -> SlipFact:
    mark = "*" if not group.share else f"{group.share}{' †' if group.is_shaded else ''}"
    return SlipFact(label=group.name, value=f"{group.rated}/{group.served} · {mark}")
