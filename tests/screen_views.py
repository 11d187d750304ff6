"""Views for the tests of the screens, and a scribe who notes every line as it is written."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

import msgspec
import pygame
import pytest

import display.parts
import display.waiting
import hardware.lettering
import hardware.masthead
from config.house import SAMPLE_OFFICE
from config.reader import read_office
from display.sign_view import SignView, sign_view
from display.view import BoardCall, BoardView, Posting, ServiceFace, ServiceLine
from hardware.colours import Colour
from hardware.lettering import Type, font
from kiosk.rating import Rating, Visit
from kiosk.rating_page import rating_of
from kiosk.view import (
    KioskView,
    Language,
    LookupView,
    Mode,
    ProcedureRow,
    RatingView,
    ServiceButton,
)
from mot_cua.ids import LegId, ServiceCode, Ticks
from mot_cua.messages import Call, CounterState

OFFICE = read_office(SAMPLE_OFFICE)
MODES: tuple[Mode, ...] = (
    "choose",
    "printing",
    "take",
    "remember",
    "ask",
    "scanned",
    "closed",
    "trouble",
    "idle",
    "aids",
    "lookup",
    "still-there",
    "rating",
)
LANGUAGES: tuple[Language, ...] = ("vi", "en")
KIOSK_SIZES = [(1024, 600), (1280, 800), (600, 1024)]
BOARD_SIZES = [(1920, 1080), (1280, 720), (1080, 1920)]

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = sorted(
    {unicodedata.normalize("NFC", v + t) for v in VOWELS + VOWELS.upper() for t in TONES}
    | {"đ", "Đ"}
)
STACKED = "Nghiên cứu Ẫm thực Ộng Ặc và Hướng dẫn thủ tục liên thông xã"
"""Sixty letters, some of them the highest there are."""

POSTING = Posting(
    name="Chứng thực bản sao từ bản chính",
    service=OFFICE.service[1].name,
    symbol=OFFICE.service[1].symbol,
    colour=OFFICE.service[1].colour,
    facts=(
        ("Thời gian", "Trong ngày làm việc"),
        ("Phí", "2.000 đồng/trang, từ trang thứ ba 1.000 đồng/trang"),
        ("Lệ phí", "Không thu"),
    ),
)


def services(**changes: Any) -> tuple[ServiceButton, ...]:
    return tuple(
        msgspec.structs.replace(
            ServiceButton(
                code=one.code,
                name=one.name,
                symbol=one.symbol,
                colour=one.colour,
                counters=(1, 2) if number == 1 else (number + 1,),
                waiting=number,
                is_staffed=number != 4,
            ),
            **changes,
        )
        for number, one in enumerate(OFFICE.service)
    )


PROCEDURE = "Chứng thực bản sao từ bản chính"
FACTS = (
    ("Thời gian giải quyết", "Trong ngày làm việc"),
    ("Phí", "2.000 đồng/trang, từ trang thứ ba 1.000 đồng/trang"),
    ("Lệ phí", "Không thu"),
)
ROWS = tuple(
    ProcedureRow(code=f"CT-{n}", name=name, time="Trong ngày làm việc")
    for n, name in enumerate((PROCEDURE, "Chứng thực chữ ký", "Chứng thực hợp đồng", STACKED))
)
LOOKUPS = {
    "fields": LookupView(page="fields", title="Chọn lĩnh vực của thủ tục"),
    "list": LookupView(
        page="list", title="Chứng thực", rows=ROWS, has_previous=True, has_next=True
    ),
    "typing": LookupView(page="typing", typed="chung thuc", rows=ROWS[:3]),
    "nothing": LookupView(page="typing", typed="xyz"),
    "procedure": LookupView(
        page="procedure",
        title=PROCEDURE,
        facts=FACTS,
        papers=("Bản chính giấy tờ", "Bản sao cần chứng thực"),
        can_print=True,
    ),
}


_RATING = Rating(OFFICE.rating, has_one_counter=False)
_SERVED = tuple(Visit(f"{1000 + n}", leg=LegId(f"t-{n}/1")) for n in range(1, 15))


def _rating(*touches: str) -> RatingView:
    for number, target in enumerate(("vote", *touches)):
        _RATING.touch(target, Ticks(number), _SERVED)
    made = rating_of(_RATING, OFFICE.rating, _SERVED, "vi")
    _RATING.leave()
    assert made is not None
    return made


RATINGS = {
    "pick": _rating(),
    "rate": _rating("visit:t-1/1"),
    "why": _rating("visit:t-1/1", "rating:dissatisfied"),
    "thanks": _rating("visit:t-1/1", "rating:satisfied"),
}


def kiosk_view(mode: Mode, **changes: Any) -> KioskView:
    text = {
        "closed": "Kiosk cấp số lại từ 07:00, Thứ Hai 23/11/2026.",
        "trouble": "Hệ thống tạm ngừng. Vui lòng liên hệ công chức hướng dẫn.",
    }
    view = KioskView(
        mode=mode,
        language="vi",
        agency=OFFICE.office.agency,
        office=OFFICE.office.name,
        clock="08:05",
        date="Thứ Bảy, 21/11/2026",
        services=services(),
        label="1012",
        service=OFFICE.service[0].name,
        symbol="family",
        colour=OFFICE.service[0].colour,
        counters=(1, 2),
        ahead=3,
        qr="https://example.vn/t/0123456789abcdef",
        text=text.get(mode, ""),
        notices=tuple(OFFICE.office.notices),
        has_lookup=True,
        has_aids=True,
        lookup=LOOKUPS["list"] if mode == "lookup" else None,
        rating=RATINGS["rate"] if mode == "rating" else None,
        posting=(PROCEDURE, FACTS) if mode == "idle" else None,
    )
    return msgspec.structs.replace(view, **changes)


def board_view(**changes: Any) -> BoardView:
    calls = tuple(
        BoardCall(
            label=f"{n}012",
            counter=n,
            service=OFFICE.service[n - 1].name,
            colour=OFFICE.service[n - 1].colour,
            mark="Ưu tiên" if n == 2 else "",
            times=1,
            is_serving=n > 2,
            is_fresh=n == 1,
        )
        for n in range(1, 6)
    )
    view = BoardView(
        agency=OFFICE.office.agency,
        office=OFFICE.office.name,
        clock="08:05",
        date="Thứ Bảy, 21/11/2026",
        is_connected=True,
        is_open=True,
        is_sample=False,
        featured=calls[0],
        calls=calls[1:],
        services=tuple(
            ServiceLine(
                name=one.name,
                symbol=one.symbol,
                colour=one.colour,
                waiting=n,
                counters=() if n == 4 else (1,),
                forecast=("", "dưới 5 phút", "10–25 phút", "", "", "13:30–14:05")[n],
            )
            for n, one in enumerate(OFFICE.service)
        ),
        headline="Hài lòng: 100% – trong đó Rất hài lòng: 75,5%",
        response="49/58 lượt phục vụ có đánh giá (84,5%)",
        notices=tuple(OFFICE.office.notices),
    )
    return msgspec.structs.replace(view, **changes)


def board_away(**changes: Any) -> BoardView:
    nothing = {"featured": None, "calls": (), "services": (), "headline": "", "response": ""}
    return board_view(**({"is_connected": False} | nothing | changes))


FACES = {
    one.code: ServiceFace(name=one.name, symbol=one.symbol, colour=one.colour)
    for one in OFFICE.service
}
SIGN_CALL = Call(label="1012", service=ServiceCode("HT"), counter=1)


def sign(state: CounterState | None, *, name: str = OFFICE.counter[0].name) -> SignView:
    return sign_view(1, name, services=OFFICE.counter[0].services, faces=FACES, state=state)


def at(state: str, **fields: object) -> SignView:
    return sign(CounterState(seq=1, state=state, **fields))  # type: ignore[arg-type]


SIGN_SCENES = {
    "called": at("open", call=SIGN_CALL),
    "recalled": at(
        "open",
        call=Call(
            label="2007", service=ServiceCode("CT"), counter=1, times=3, reason="transferred"
        ),
    ),
    "serving": at(
        "open", call=Call(label="4001", service=ServiceCode("XH"), counter=1, is_serving=True)
    ),
    "free": at("open"),
    "paused": at("paused", reason="Lấy dấu tại văn phòng"),
    "closed": at("closed"),
    "away": sign(None),
    "stacked": sign(CounterState(seq=1, state="paused", reason=STACKED), name=STACKED),
}


class Written(NamedTuple):
    """One line as it was written."""

    text: str
    ink: pygame.Rect
    """Where its letters are, clipped or not."""
    clip: pygame.Rect
    """Where the surface let itself be drawn on."""
    colour: Colour
    ground: Colour
    """What was there before, at the left end of the line."""
    size: int

    def touches(self, other: Written) -> bool:
        """Tell whether two lines collide; within one text, Ẫ may reach between letters above."""
        slack = self.size // 10 if self.size == other.size else 0
        return bool(self.ink.inflate(0, -slack).colliderect(other.ink.inflate(0, -slack)))


class Scribe:
    """Stands between the screens and their lettering, notes each line and lets it be written."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.lines: list[Written] = []
        self._write = hardware.lettering.write
        for module in (hardware.lettering, hardware.masthead, display.parts, display.waiting):
            patch.setattr(module, "write", self)

    def __call__(
        self,
        surface: pygame.Surface,
        text: str,
        place: tuple[int, int],
        kind: Type,
        colour: Colour,
        *,
        align: Any = "left",
    ) -> pygame.Rect:
        image = font(kind).render(text, True, colour)
        left = {"left": 0, "centre": image.get_width() // 2, "right": image.get_width()}[align]
        fall = font(kind).get_height() - font(kind).get_ascent()
        box = image.get_bounding_rect()
        ink = box.move(place[0] - left, place[1] + fall - image.get_height())
        if text.strip():
            point = ink.left, min(max(ink.centery, 0), surface.get_height() - 1)
            ground = tuple(surface.get_at(point))[:3]
            line = Written(text, ink, surface.get_clip(), colour, ground, kind.size)  # type: ignore[arg-type]
            self.lines.append(line)
        return self._write(surface, text, place, kind, colour, align=align)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def says(self, words: str) -> bool:
        return words in self.text.replace("\u00a0", " ")


def pixels(surface: pygame.Surface, rect: pygame.Rect | None = None) -> bytes:
    return pygame.image.tobytes(surface.subsurface(rect) if rect else surface, "RGB")
