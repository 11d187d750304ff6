"""Bàn giao: what has to be tried, what was seen of it, and the record that two people sign."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua import VERSION
from mot_cua.business_day import local
from mot_cua.errors import Refused
from mot_cua.ids import DeviceId, RequestId, UnixMs, new_id
from mot_cua.messages import DeviceCommand, PrintHandOver, SlipFact, TriedItem
from mot_cua.vietnamese import nfc
from queue_server.core import commands as c
from queue_server.core.events import HandedOver, HandOverItem
from queue_server.documents.compose import form_of
from queue_server.documents.slip import ORDER_LIVES_MS
from queue_server.hand_over import ToTry
from queue_server.web import who
from queue_server.web.devices import device_lines
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, sentence_of
from queue_server.web.wishes import request_of

hand_over = Blueprint("hand_over", __name__)

COPIES = "Biên bản lập thành 02 bản, mỗi bên giữ 01 bản."


@hand_over.get("/admin/hand-over")
def overview() -> ResponseReturnValue:
    """Show what has to be tried, and the last hand-over."""
    return _page()


@hand_over.post("/admin/hand-over")
def record() -> ResponseReturnValue:
    """Record the hand-over, and print it where somebody chose a kiosk."""
    house, login = gateway(), who.user().login
    wish = c.HandOver(
        request=request_of(request.form),
        by=login,
        giver=nfc(request.form.get("giver", "")),
        taker=nfc(request.form.get("taker", "")),
        items=tuple(_item(one) for one in house.to_try()),
    )
    try:
        house.ask(wish, by=signature(login))
        _print(request.form.get("kiosk", ""), wish.request)
    except Refused as refusal:
        return _page(note=sentence_of(refusal)), 409
    return _page(is_done=True)


@hand_over.post("/admin/hand-over/print")
def print_again() -> ResponseReturnValue:
    """Print the last record once more."""
    try:
        _print(request.form.get("kiosk", ""), RequestId(new_id()))
    except Refused as refusal:
        return _page(note=sentence_of(refusal)), 409
    return _page()


@hand_over.post("/admin/hand-over/trial")
def begin_trial() -> ResponseReturnValue:
    """Let the days from tomorrow on be for trying."""
    login = who.user().login
    try:
        wish = c.BeginTrial(request=RequestId(new_id()), by=login)
        gateway().ask(wish, by=signature(login))
    except Refused as refusal:
        return _page(note=sentence_of(refusal)), 409
    return _page()


def _item(line: ToTry) -> HandOverItem:
    is_ok = f"tick-{line.key}" in request.form if line.is_seen is None else line.is_seen
    remedy = nfc(request.form.get(f"remedy-{line.key}", "").strip())
    return HandOverItem(
        key=line.key,
        text=line.text,
        is_ok=is_ok,
        is_seen=bool(line.is_seen),
        remedy="" if is_ok else remedy,
    )


def _print(kiosk: str, order: RequestId) -> None:
    last = gateway().last_hand_over()
    if kiosk and last is not None:
        gateway().tell(DeviceId(kiosk), DeviceCommand(order=_order(order, *last)))


def _order(order: RequestId, done: HandedOver, at_ms: UnixMs) -> PrintHandOver:
    house = gateway()
    now = house.now_ms()
    versions = [(one.id, one.version) for one in device_lines(house) if one.version]
    return PrintHandOver(
        id=order,
        issued_ms=now,
        expires_ms=UnixMs(now + ORDER_LIVES_MS),
        dated=form_of(house.settings, "", local(at_ms)).place_and_date,
        items=tuple(
            TriedItem(text=one.text, is_ok=one.is_ok, remedy=one.remedy) for one in done.items
        ),
        devices=tuple(
            SlipFact(label=name, value=version)
            for name, version in [("Phần mềm Một Cửa", VERSION), *versions]
        ),
        notes=(COPIES,),
        giver=done.giver,
        taker=done.taker,
    )


def _page(*, note: str = "", is_done: bool = False) -> str:
    house = gateway()
    return render_template(
        "hand_over.html",
        lines=house.to_try(),
        form=request.form,
        request_id=new_id(),
        is_on_trial=house.is_on_trial,
        is_trial_today=house.view.is_trial,
        last=house.last_hand_over(),
        kiosks=[one.id for one in house.settings.kiosk],
        note=note,
        is_done=is_done,
    )
