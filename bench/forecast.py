"""How good the forecast is, by a judge that knows nothing of this house.

    python -m bench.forecast JUDGE.py [--suite practice] [--part issue_busy]

JUDGE.py simulates offices, asks a predictor for the wait of each ticket when it is printed, and
scores what it said; `Predictor` is what it talks to. Printed are the mean absolute error against
"people ahead x mean / counters", the share of waits inside the 80 % interval, the bias, and the
processor time of one forecast for the whole hall.
"""

import argparse
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, TicketId, Ticks, UnixMs, leg_of
from queue_server.core import events as e
from queue_server.core.forecast.calibration import recalibrated
from queue_server.core.forecast.hall import Desk, Hall, Person
from queue_server.core.forecast.lessons import Lessons
from queue_server.core.forecast.waits import forecast
from queue_server.core.ticket import Base

BEGIN = ms_of("2026-01-01")
DAY_MS = 24 * 3600 * 1000
QUANTILES = (0.1, 0.2, 0.3, 0.5, 0.8, 0.9)


class Predictor:
    """Speaks the judge's language on one side, and the journal's on the other."""

    def __init__(self) -> None:
        self.lessons: Lessons | None = None
        self.numbers: dict[str, int] = {}
        self.duty: dict[int, tuple[tuple[float, float], ...]] = {}
        self.seq = 0
        self.day = -1
        self.asked = 0

    def start_day(self, info: dict[str, Any]) -> None:
        office = info["office"]
        if self.lessons is None:
            self.numbers = {one["counter"]: i + 1 for i, one in enumerate(office["counters"])}
            hours = tuple((begins, ends) for begins, ends in office["hours"])
            whole_day = ((hours[0][0], hours[-1][1]),)
            self.duty = {
                self.numbers[one["counter"]]: whole_day if one["lunch_duty"] else hours
                for one in office["counters"]
            }
            self.lessons = Lessons(
                {one["service"]: float(one["nominal_s"]) for one in office["services"]},
                {
                    self.numbers[one["counter"]]: tuple(one["services"])
                    for one in office["counters"]
                },
                lambda counter, _day: self.duty[counter],
            )
        if self.day >= 0:
            self._hear(e.DayClosed(day=_day_text(self.day), totals={}), 24 * 3600 - 1)
        self.day = info["day"]
        self._hear(e.DayOpened(day=_day_text(self.day)), 0.0)

    def observe(self, event: dict[str, Any]) -> None:
        told = self._translated(event)
        if told is not None:
            self._hear(told, event["t"])

    def _hear(self, event: e.Event, t: float) -> None:
        self.seq += 1
        moment = self.day * DAY_MS + round(t * 1000)
        assert self.lessons is not None
        self.lessons.hear(event, e.Stamp(self.seq, Ticks(moment), UnixMs(BEGIN + moment)))

    def _translated(self, event: dict[str, Any]) -> e.Event | None:
        request = RequestId(f"{self.seq}")
        counter = CounterNo(self.numbers.get(event.get("counter", ""), 0))
        ticket = TicketId(event.get("ticket", ""))
        at = {"request": request, "counter": counter}
        of = {"request": request, "ticket": ticket}
        match event["type"]:
            case "issued":
                moment = self.day * DAY_MS + round(event["t"] * 1000)
                return e.TicketReceived(
                    **of,
                    day=_day_text(self.day),
                    service=event["service"],
                    number=1,
                    label=ticket,
                    ticket_class="priority" if event["cls"] else "normal",
                    issuer=DeviceId("kiosk-1"),
                    token="",
                    issued_ms=UnixMs(BEGIN + moment),
                    base_ticks=Ticks(moment),
                )
            case "called":
                return e.TicketCalled(**of, counter=counter)
            case "serving":
                return e.ServiceStarted(**of, counter=counter)
            case "done":
                leg = leg_of(ticket, 1)
                now = Ticks(0)
                return e.ServiceFinished(**of, counter=counter, leg=leg, opens=now, closes=now)
            case "transferred":
                return e.TicketTransferred(**of, counter=counter, service=event["service"])
            case "no_show":
                return e.MarkedAbsent(**of, counter=counter)
            case "returned":
                return e.TicketReturned(**of)
            case "counter_open" | "counter_resume":
                return e.CounterOpened(**at)
            case "counter_pause":
                return e.CounterPaused(**at, reason="")
            case "counter_close":
                return e.CounterClosed(**at)
        return None

    def predict(self, snapshot: dict[str, Any]) -> dict[str, float]:
        assert self.lessons is not None
        self.asked += 1
        hall = self._hall(snapshot)
        spreads = forecast(hall, self.lessons.pace, self.lessons.experience, seed=self.asked)
        mine = spreads[snapshot["target"]]
        self.lessons.told(snapshot["target"], mine)
        places = self.lessons.experience.places
        waits = {share: mine.at(recalibrated(share, places)) for share in QUANTILES}
        return {f"{share:g}": min(wait, 12 * 3600.0) for share, wait in waits.items()}

    def _hall(self, snapshot: dict[str, Any]) -> Hall:
        now = snapshot["now"]
        people = tuple(
            Person(
                one["ticket"],
                one["service"],
                Base(round(one["base"] * 1000), i),
                one["overtaken"],
                one["cls"] == 1,
                None,
                now - one["issued"],
            )
            for i, one in enumerate(snapshot["waiting"])
        )
        return Hall(now, people, tuple(self._desk(one, now) for one in snapshot["counters"]), 3)

    def _desk(self, one: dict[str, Any], now: float) -> Desk:
        assert self.lessons is not None
        number = self.numbers[one["counter"]]
        begun = [begins for begins, ends in self.duty[number] if begins <= now < ends]
        opened = self.lessons.sitting(number).opened_s
        return Desk(
            number,
            tuple(one["services"]),
            one["state"],
            now - one["since"],
            one["service"],
            self.duty[number],
            any(moment >= begin for moment in opened for begin in begun),
        )


def _day_text(day: int) -> DayText:
    return DayText(f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}")


def load(judge: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge", judge)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["judge"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("judge", type=Path)
    parser.add_argument("--suite", default="practice")
    parser.add_argument("--part", default="issue_busy")
    asked = parser.parse_args()
    judge = load(asked.judge)

    def make() -> dict[str, Any]:
        return {"naive": judge.Adapter(judge.Naive()), "ours": judge.Adapter(Predictor())}

    rows = judge.run_suite(asked.suite, make, progress=True)
    naive, ours = (judge.headline(rows[name])[asked.part] for name in ("naive", "ours"))
    print(
        f"{asked.suite}, {asked.part}: {ours['n']} forecasts, mean wait {ours['mean_wait']:.0f} s"
    )
    print(
        f"  MAE {ours['mae']:.0f} s, naive {naive['mae']:.0f} s: {ours['mae'] / naive['mae']:.3f}"
    )
    print(f"  80 % interval holds {ours['cover80']:.3f}, below {ours['below_q10']:.3f}")
    print(
        f"  bias {ours['bias_rel']:+.3f} of the mean wait; within 5 min {ours['within_5min']:.3f}"
    )
    print(f"  processor time {ours['cpu_ms_p50']:.1f} ms, 95 % within {ours['cpu_ms_p95']:.1f} ms")


if __name__ == "__main__":
    main()
