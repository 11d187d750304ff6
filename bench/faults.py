"""How many days of trouble an office survives, and what one costs.

python bench/faults.py [DAYS]              live so many days of an hour, one on each processor
python bench/faults.py DAYS --keep FILE    remember each day there; the next run lives the others
python bench/faults.py --table FILE        print what was remembered
python bench/faults.py --seed 17           live one day again, and tell what was wrong with it
"""

import json
import logging
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from house_of_tests import house_at

from office.faults.days import Outcome, live

DAYS = 20


def quiet() -> None:
    logging.disable(logging.CRITICAL)


def day(seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return live(house_at(Path(folder)), seed)


def one(seed: int) -> None:
    outcome = day(seed)
    print(outcome.told)
    for problem in outcome.problems:
        print(f"  {problem}")
    print(f"history {outcome.history}")


def costed(seed: int) -> dict:
    began = time.process_time()
    outcome = day(seed)
    if outcome.problems:
        print(outcome.told, flush=True)
    return outcome._asdict() | {"cost_s": time.process_time() - began}


def many(days: int, kept: Path | None) -> None:
    lived = read(kept) if kept and kept.exists() else []
    seeds = sorted(set(range(1, days + 1)) - {one["seed"] for one in lived})
    with Pool(initializer=quiet) as processors:
        coming = processors.imap_unordered(costed, seeds)
        for one in tqdm(coming, total=len(seeds), unit=" days", disable=None):
            lived.append(one)
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(lived[-1]) + "\n")
    table(lived)


def read(kept: Path) -> list[dict]:
    return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def table(lived: list[dict]) -> None:
    faults = sum((Counter(one["faults"]) for one in lived), Counter())
    survived = sum(not one["problems"] for one in lived)
    rows = {
        **dict(sorted(faults.items())),
        "**faults**": faults.total(),
        "numbers seen by people": sum(one["issued"] for one in lived),
        "events committed": sum(one["events"] for one in lived),
        "**days lived**": len(lived),
        "**days without a finding**": survived,
    }
    print("| | |\n| --- | --: |")
    for name, count in rows.items():
        print(f"| {name} | {count:,} |")
    spent = sum(one["cost_s"] for one in lived) / max(1, len(lived))
    print(f"\n{spent:.1f} s of processor time a day")


def main(words: list[str]) -> None:
    match words:
        case ["--seed", seed]:
            one(int(seed))
        case ["--table", file]:
            table(read(Path(file)))
        case [days, "--keep", file]:
            many(int(days), Path(file))
        case [days]:
            many(int(days), None)
        case []:
            many(DAYS, None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    quiet()
    main(sys.argv[1:])
