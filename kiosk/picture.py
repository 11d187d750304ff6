"""From the kiosk's mood and the last snapshots to one picture. Pure."""

from __future__ import annotations

import msgspec

from config.settings import Settings
from kiosk.flow import Flow
from kiosk.guide import Guide
from kiosk.paper import counters_of, qr_of, service_of
from kiosk.showing import lookup_of, posting_of, scan_text
from kiosk.texts import TEXTS
from kiosk.view import KioskView, RatingView, ServiceButton
from mot_cua.business_day import day_of, local
from mot_cua.ids import UnixMs
from mot_cua.messages import OfficeState, QueueState, ServiceState
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import date_text, time_text, weekday


class Picture:
    """Makes pictures for one office."""

    def __init__(self, settings: Settings, timetable: Timetable) -> None:
        self._settings, self._timetable = settings, timetable

    def view(
        self,
        *,
        flow: Flow,
        now_ms: UnixMs,
        is_clock_right: bool,
        is_connected: bool,
        state: OfficeState | None,
        queue: QueueState | None,
        printer: str,
        trouble: str,
        full: frozenset[str] = frozenset(),
        sent: str = "",
        can_speak: bool = False,
        rating: RatingView | None = None,
        has_rating: bool = False,
    ) -> KioskView:
        """Make the picture; numbers of a server that is away are left out."""
        here, office = local(now_ms), self._settings.office
        mode, text = flow.mode, ""
        if mode in ("choose", "idle") and is_clock_right and not self._timetable.is_issuing(now_ms):
            mode, text = "closed", self._closed_text(now_ms, flow.language)
        elif mode in ("choose", "idle") and trouble not in ("", "outside-hours"):
            mode, text = "trouble", TEXTS[flow.language].get(f"trouble-{trouble}", "")
        view = KioskView(
            mode=mode,
            language=flow.language,
            agency=office.agency,
            office=office.name,
            clock=time_text(here) if is_clock_right else "",
            date=f"{weekday(here)}, {date_text(here)}" if is_clock_right else "",
            services=self._buttons(queue if is_connected else None, flow.language, full),
            is_priority=flow.is_priority,
            text=text,
            notices=state.notices if state else tuple(office.notices),
            is_connected=is_connected,
            is_sample=state.is_sample if state else False,
            printer=printer,
        )
        view = msgspec.structs.replace(view, is_second=flow.has_first)
        view = self._with_guide(view, flow.guide, now_ms, sent=sent, can_speak=can_speak)
        if rating is not None and (flow.shown is None or flow.shown.mode == "scanned"):
            return msgspec.structs.replace(view, mode="rating", rating=rating)
        return self._with_ticket(msgspec.structs.replace(view, has_rating=has_rating), flow)

    def _with_guide(
        self, view: KioskView, guide: Guide, now_ms: UnixMs, *, sent: str, can_speak: bool
    ) -> KioskView:
        """Add what the pages of the guide show, and how somebody wants to see them."""
        can_print, language = view.printer in ("ready", "near_end"), view.language
        return msgspec.structs.replace(
            view,
            is_stark=guide.is_stark,
            is_low=guide.is_low,
            has_lookup=bool(guide.procedures),
            has_aids=True,
            can_speak=can_speak,
            lookup=lookup_of(guide, self._settings, language, can_print=can_print, sent=sent),
            posting=posting_of(guide.procedures, now_ms, language) if view.mode == "idle" else None,
        )

    def _with_ticket(self, view: KioskView, flow: Flow) -> KioskView:
        shown = flow.shown
        if shown is None:
            return view
        service = service_of(self._settings, shown.service)
        text = scan_text(shown, flow.language) if shown.mode == "scanned" else view.text
        is_english = flow.language == "en" and service.name_en
        return msgspec.structs.replace(
            view,
            label=shown.label,
            text=text,
            service=service.name_en if is_english else service.name,
            symbol=service.symbol,
            colour=service.colour,
            counters=counters_of(self._settings, shown.service),
            ahead=shown.ahead,
            qr=qr_of(self._settings, shown.token),
            can_reprint=(
                view.mode == "remember"
                and view.printer in ("ready", "near_end")
                and flow.may_reprint
            ),
        )

    def _buttons(
        self, queue: QueueState | None, language: str, full: frozenset[str]
    ) -> tuple[ServiceButton, ...]:
        states = {str(one.service): one for one in queue.services} if queue else {}
        return tuple(
            ServiceButton(
                code=one.code,
                name=one.name_en if language == "en" and one.name_en else one.name,
                symbol=one.symbol,
                colour=one.colour,
                counters=counters_of(self._settings, one.code),
                waiting=states[one.code].waiting if one.code in states else None,
                is_staffed=bool(states[one.code].open_counters) if one.code in states else None,
                reaches=states[one.code].reaches if one.code in states else True,
                is_full=one.code in full,
                forecast=_short(states.get(one.code), language),
            )
            for one in self._settings.service
        )

    def _closed_text(self, now_ms: UnixMs, language: str) -> str:
        """Say when to come again, with the day if it is another one."""
        following = self._timetable.next_issuing(now_ms)
        if following is None:
            return TEXTS[language]["closed-for-long"]
        then = local(following)
        when = time_text(then)
        if day_of(following) != day_of(now_ms):
            when = f"{when}, {weekday(then)} {date_text(then)}"
        return TEXTS[language]["opens-at"].format(when=when)


def _short(state: ServiceState | None, language: str) -> str:
    """Take from a forecast what a button has room for.

    >>> told = ServiceState(service="HT", waiting=3, forecast="dự kiến gọi sau 10–25 phút")
    >>> _short(told, "vi")
    'sau 10–25 phút'
    """
    if state is None:
        return ""
    text = state.forecast_en if language == "en" else state.forecast
    return text.removeprefix("dự kiến gọi ").removeprefix("expected ")
