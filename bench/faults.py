"""How many days of trouble an office survives, and what one costs.

python bench/faults.py [DAYS]         live so many days of an hour, from seed 1; about 5 s each
python bench/faults.py --seed 17      live one day again, and tell what was wrong with it
"""

import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from house_of_tests import house_at

from office.faults.days import Outcome, live

DAYS = 20


def day(seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return live(house_at(Path(folder)), seed)


def one(seed: int) -> None:
    outcome = day(seed)
    print(outcome.told)
    for problem in outcome.problems:
        print(f"  {problem}")
    print(f"history {outcome.history}")


def many(days: int) -> None:
    began = time.process_time()
    faults: Counter[str] = Counter()
    issued = events = survived = 0
    for seed in range(1, days + 1):
        outcome = day(seed)
        faults += outcome.faults
        issued += outcome.issued
        events += outcome.events
        survived += not outcome.problems
        if outcome.problems:
            print(outcome.told)
    spent = (time.process_time() - began) / days
    for kind, count in sorted(faults.items()):
        print(f"{kind:28}{count:8}")
    print(f"{'numbers seen by people':28}{issued:8}")
    print(f"{'events committed':28}{events:8}")
    print(f"{survived} of {days} days survived; {spent:.1f} s of processor time each")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if sys.argv[1:2] == ["--seed"]:
        one(int(sys.argv[2]))
    else:
        many(int(sys.argv[1]) if sys.argv[1:] else DAYS)
