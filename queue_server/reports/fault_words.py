"""What did not work, in words."""

from __future__ import annotations

from collections.abc import Iterable

from mot_cua.vietnamese import figure, minutes_text
from queue_server.core.device_faults import SERVER
from queue_server.journal.faults_reader import Fault
from queue_server.web.part_names import part_name, state_name


def fault_words(faults: Iterable[Fault]) -> str:
    """Say what did not work, how often and how long; empty when everything did.

    >>> fault_words([Fault(device="kiosk-1", part="printer", state="paper_end", times=2,
    ...     lasted_ms=840_000)])
    'Máy in (kiosk-1): hết giấy 2 lần, 14 phút'
    """
    return "; ".join(map(_words, faults))


def _words(one: Fault) -> str:
    where = "" if one.device == SERVER else f" ({one.device})"
    often = f" {figure(one.times)} lần" if one.times else " từ hôm trước"
    long = f", {minutes_text(one.lasted_ms)}" if one.lasted_ms else ""
    still = "" if one.is_over else ", chưa khắc phục"
    return f"{part_name(one.part)}{where}: {state_name(one.state).lower()}{often}{long}{still}"
