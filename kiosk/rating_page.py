"""The kiosk's pages for whoever rates: what they say, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

import pygame

from config.settings import Level, RatingSettings, Reason
from hardware.colours import Colour
from kiosk.buttons import KioskSheet
from kiosk.rating import Rating, Visit
from kiosk.texts import TEXTS
from kiosk.view import KioskView, RatingKey, RatingView

MOST: Final = 12
"""So many numbers can be picked on one screen, the last finish first."""


_FACES: Final = {3: (1.0, 0.5, -0.7), 4: (1.0, 0.5, 0.0, -0.7), 5: (1.0, 0.5, 0.0, -0.7, -1.0)}
"""How faces look for so many levels, best first: from 1, laughing, to -1."""
_COLOURS: Final[dict[float, Colour]] = {
    1.0: (23, 120, 74),
    0.5: (43, 138, 155),
    0.0: (194, 138, 18),
    -0.7: (184, 69, 47),
    -1.0: (124, 31, 44),
}
"""As on the pages."""


def rating_of(
    rating: Rating, settings: RatingSettings, picked: Sequence[Visit], language: str
) -> RatingView | None:
    """Describe the page of whoever rates; None while nobody does."""
    t = TEXTS[language]
    of = t["rate-of"].format(label=rating.visit.label) if rating.visit else ""
    end, skip = ("vote-end", t["back"]), ("why:skip", t["rate-skip"])
    match rating.stage:
        case "pick":
            keys = [RatingKey(target=f"visit:{one.leg}", words=one.label) for one in picked[:MOST]]
            foot = (("visit:none", t["rate-none"]), end)
            return RatingView(
                stage="pick", title=t["rate-pick"], hint=t["rate-pick-hint"], keys=tuple(keys),
                foot=foot,
            )  # fmt: skip
        case "rate":
            return RatingView(
                stage="rate", title=t["rate-level"], hint=of,
                keys=tuple(_levels(settings.level, language)), foot=(end,),
            )  # fmt: skip
        case "why":
            keys = [
                RatingKey(target=f"why:{one.id}", words=_label(one, language))
                for one in settings.reason
            ]
            return RatingView(
                stage="why", title=t["rate-why"], hint=t["rate-why-hint"], keys=tuple(keys),
                foot=(skip,),
            )  # fmt: skip
        case "thanks":
            return RatingView(stage="thanks", title=t["rate-thanks"], hint=of)
    return None


def _levels(levels: Sequence[Level], language: str) -> list[RatingKey]:
    return [
        RatingKey(target=f"rating:{one.id}", words=_label(one, language), mood=mood)
        for one, mood in zip(levels, _FACES[len(levels)], strict=True)
    ]


def _label(one: Level | Reason, language: str) -> str:
    return one.label_en if language == "en" and one.label_en else one.label


def draw_rating(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Draw the page: a question, large keys, and a way out."""
    page = view.rating
    assert page is not None, "the mode is for nothing else"
    if page.stage == "thanks":
        sheet.panel(body, sheet.k.NAVY, radius=3)
        room = body.inflate(-sheet.px(12), -sheet.px(8))
        sheet.say(page.title, room, sheet.type(8, "extrabold"), sheet.k.WHITE, align="centre")
        return
    gap = sheet.px(2)
    head = pygame.Rect(body.left, body.top, body.width, sheet.px(8))
    sheet.say(page.title, head, sheet.type(5, "bold"), sheet.k.NAVY)
    hint = pygame.Rect(body.left, head.bottom, body.width, sheet.px(6) if page.hint else 0)
    if page.hint:
        sheet.say(page.hint, hint, sheet.type(3.4, "semibold"), sheet.k.SOFT_INK)
    top = sheet.lower(body).top if view.is_low else hint.bottom + gap
    high = sheet.px(12)
    foot = pygame.Rect(body.left, body.bottom - high, body.width, high)
    _keys(sheet, page, pygame.Rect(body.left, top, body.width, foot.top - gap - top))
    count = len(page.foot)
    width = (foot.width - gap * (count - 1)) // count
    for place, (name, words) in enumerate(page.foot):
        rect = pygame.Rect(foot.left + place * (width + gap), foot.top, width, foot.height)
        sheet.button(rect, words, name, symbol="left", look="plain", size=4.6)


def _keys(sheet: KioskSheet, page: RatingView, room: pygame.Rect) -> None:
    is_many = page.stage == "pick"
    columns = _columns(sheet, page, room)
    rows = ceil((MOST if is_many else len(page.keys)) / columns)
    gap = sheet.px(1.6)
    width = (room.width - gap * (columns - 1)) // columns
    height = (room.height - gap * (rows - 1)) // rows
    for place, one in enumerate(page.keys):
        left = room.left + place % columns * (width + gap)
        rect = pygame.Rect(left, room.top + place // columns * (height + gap), width, height)
        face = sheet.key(rect, one.target, "plain")
        if is_many:
            sheet.say(one.words, face, sheet.type(8, "extrabold"), sheet.k.NAVY, align="centre")
            continue
        inner = face.inflate(-sheet.px(4), -sheet.px(1))
        if one.mood is not None:
            side = min(inner.height, sheet.px(14))
            _face(sheet, pygame.Rect(inner.left, inner.centery - side // 2, side, side), one.mood)
            inner.width -= side + sheet.px(3)
            inner.left += side + sheet.px(3)
        sheet.say(one.words, inner, sheet.type(5, "bold"), sheet.k.INK)


def _columns(sheet: KioskSheet, page: RatingView, room: pygame.Rect) -> int:
    """As many columns as the room is wide for; low screens have room for two rows of words."""
    if page.stage == "pick":
        return 3 if sheet.is_tall else 4
    if sheet.is_tall:
        return 1 if len(page.keys) * sheet.px(12) <= room.height else 2
    return 2 if ceil(len(page.keys) / 2) * sheet.px(12) <= room.height else 4


def _face(sheet: KioskSheet, rect: pygame.Rect, mood: float) -> None:
    """Draw a face; its mouth says as much as its colour, for whoever tells no colours apart."""
    colour = _COLOURS[mood]
    radius, pen = rect.width // 2, max(2, rect.width // 14)
    pygame.draw.circle(sheet.surface, colour, rect.center, radius)
    for way in (-1, 1):
        eye = (rect.centerx + way * radius * 2 // 5, rect.centery - radius // 4)
        pygame.draw.circle(sheet.surface, sheet.k.WHITE, eye, pen)
    half = radius // 2
    bend = mood * radius * 0.35
    points = [
        (
            rect.centerx + step * half / 6,
            rect.centery + radius * 0.4 + bend * (0.5 - (step / 6) ** 2),
        )
        for step in range(-6, 7)
    ]
    pygame.draw.lines(sheet.surface, sheet.k.WHITE, False, points, pen)
