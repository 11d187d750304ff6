"""Days whose figures are known by heart: the commune's 37 of 49, a busy one, and quiet ones."""

from __future__ import annotations

from typing import Any

from config.house import SAMPLE_OFFICE
from config.reader import read_office
from mot_cua.business_day import ms_of
from mot_cua.ids import DayText
from queue_server.core.ticket import State
from queue_server.documents.compose import compose_day
from queue_server.documents.content import ReportDocument
from queue_server.journal.faults_reader import Fault
from queue_server.journal.report import DayReport, RatedGroup

SETTINGS = read_office(SAMPLE_OFFICE)
DAY = DayText("2026-11-20")
HEAD = "9f2c41d07be35a68" * 4


def rated(key: str, served: int, *counts: int, dossiers: int = 0) -> RatedGroup:
    """Make a group; the counts are those of the sample's four levels, best first.

    Without `dossiers`, each visit brought one.
    """
    levels = zip(SETTINGS.rating.level, counts, strict=False)
    return RatedGroup(
        key=key,
        served=served,
        levels={level.id: count for level, count in levels if count},
        dossiers=dossiers or served,
    )


def day_of(groups: tuple[RatedGroup, ...], **fields: Any) -> DayReport:
    """Make a sealed day of groups; fields as in a DayReport stand above what follows from them."""
    levels: dict[str, int] = {}
    for one in groups:
        for level, count in one.levels.items():
            levels[level] = levels.get(level, 0) + count
    served = sum(one.served for one in groups)
    states = dict.fromkeys((state.value for state in State), 0)
    states |= {"done": served} | fields.pop("states", {})
    dossiers = sum(one.dossiers for one in groups)
    total = RatedGroup(key="", served=served, levels=levels, dossiers=dossiers)
    return DayReport(
        **{
            "day": DAY,
            "is_sample": False,
            "is_closed": True,
            "is_made_up": False,
            "closed_ms": ms_of(DAY, "17:30"),
            "head": HEAD,
            "issued": sum(states.values()),
            "states": states,
            "priority": 0,
            "waits_ms": (),
            "total": total,
            "by_service": groups,
            "by_counter": (),
            "unrated": served - total.rated,
            "void_windows": 0,
            "stray_presses": 0,
            "came_late": 0,
            **fields,
        }
    )


def ordinary_day(**fields: Any) -> DayReport:
    """62 numbers, 58 served, 49 rated: 100 % satisfied, 75,5 % very satisfied."""
    return day_of(
        (
            rated("HT", 21, 13, 5),
            rated("CT", 20, 14, 3),
            rated("DD", 8, 5, 2),
            rated("XH", 4, 2, 1),
            rated("KT", 1, 0, 1),
            rated("KQ", 4, 3),
        ),
        **{
            "states": {"no-show": 3, "expired": 1},
            "priority": 7,
            "waits_ms": (*[540_000] * 61, 1_860_000),
            "by_counter": (
                rated("1", 23, 15, 6),
                rated("2", 20, 14, 3),
                rated("3", 8, 5, 2),
                rated("4", 7, 3, 1),
            ),
            "stray_presses": 2,
            **fields,
        },
    )


def hard_day() -> DayReport:
    """The paper ran out, a counter's buttons were silent, and the power was cut."""
    return ordinary_day(
        by_hand=3,
        admitted=2,
        void_windows=1,
        faults=(
            Fault(device="kiosk-1", part="printer", state="paper_end", times=2, lasted_ms=840_000),
            Fault(device="bridge-1", part="unit-3", state="silent", times=1, lasted_ms=5_400_000),
            Fault(device="server", part="server", state="restarted", times=1, lasted_ms=0),
        ),
    )


def bad_day() -> DayReport:
    """1.032 numbers and every level pressed; below the target."""
    return day_of(
        (rated("HT", 1000, 600, 249, 30, 21), rated("CT", 30, 20, 5, 2, 1)),
        states={"cancelled": 2},
        priority=104,
        waits_ms=(60_000, 900_001),
    )


def family_day() -> DayReport:
    """A mother of three and a builder with a folder: 22 visits, 27 hồ sơ."""
    return day_of((rated("HT", 12, 11, dossiers=14), rated("DD", 10, 8, 2, dossiers=13)))


def silent_day() -> DayReport:
    """Nobody pressed a button."""
    return day_of((rated("HT", 4),))


def empty_day() -> DayReport:
    """Nobody came."""
    return day_of(())


def open_day() -> DayReport:
    """Eight ratings by 16:55, and the day is not over."""
    return day_of(
        (rated("HT", 9, 6, 1, 0, 1),),
        is_closed=False,
        closed_ms=None,
        head="",
        states={"waiting": 2, "serving": 1},
    )


def document(report: DayReport, at: str = "16:55") -> ReportDocument:
    """Compose its documents at a time of that day."""
    return compose_day(report, SETTINGS, now_ms=ms_of(report.day, at))
