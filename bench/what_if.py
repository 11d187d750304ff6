"""Does a leader's question slow down a call? And how long does it take?

    python -m bench.what_if [calls]

A server with its journal on this disk is asked for calls, one after the other: first alone, then
while a study of twenty busy days runs beside it. Printed are how long the answers took, and the
study alone.
"""

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from services.test_studies import job
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.core.forecast.what_if import Arrival, PastDay
from queue_server.studies import Study

HOUR = 3600.0
DAYS, PEOPLE = 20, 120
HOURS = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))


def busy_days() -> list[PastDay]:
    hours = dict.fromkeys((1, 2, 3), HOURS)
    services = ("HT", "CT", "DD")
    arrivals = [
        Arrival(7.5 * HOUR + i * 220.0 + (2 * HOUR if i > PEOPLE // 2 else 0), services[i % 3])
        for i in range(PEOPLE)
    ]
    return [
        PastDay(tuple(one._replace(at_s=one.at_s + day) for one in arrivals), hours)
        for day in range(DAYS)
    ]


def calls(office: PagesOffice, count: int) -> list[float]:
    """Return how long each call took, in milliseconds."""
    took = []
    one = CounterNo(1)
    for _ in range(count):
        office.issue("HT")
        begun = time.perf_counter()
        office.do(c.CallNext, counter=one)
        took.append((time.perf_counter() - begun) * 1000)
        office.do(c.Start, counter=one)
        office.do(c.Finish, counter=one)
    return took


def tell(name: str, took: list[float]) -> None:
    quantiles = statistics.quantiles(took, n=20)
    print(
        f"{name}: {len(took)} calls, median {statistics.median(took):.1f} ms,"
        f" 95 % within {quantiles[-1]:.1f} ms, longest {max(took):.1f} ms"
    )


def processor_s() -> float:
    """Return what children that are over have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        office = PagesOffice(Path(folder))
        office.open(1)
        calls(office, 20)
        tell("alone", calls(office, count))
        took: list[float] = []
        studies = 0
        study = None
        while len(took) < count:
            if study is None or study.is_over.is_set():
                study, studies = Study(job(busy_days())), studies + 1
                study.begin()
                while not study.progress.done and not study.is_over.wait(0.05):
                    pass
            took += calls(office, 1)
        tell(f"with a study beside ({studies})", took)
        study.cancel()
        study.is_over.wait(10)
        begun, spent = time.perf_counter(), processor_s()
        alone = Study(job(busy_days()))
        alone.begin()
        alone.is_over.wait(600)
        print(
            f"a study of {DAYS} days with {PEOPLE} people, lived {alone.progress.of} times:"
            f" {processor_s() - spent:.1f} s of a processor, {time.perf_counter() - begun:.1f} s"
        )
        office.switch_off()


if __name__ == "__main__":
    main()
