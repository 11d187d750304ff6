"""Power cuts at every write of a scripted day, and at random ones.

python bench/power_cuts.py [RANDOM]            every write in every way, then so many random cuts
python bench/power_cuts.py RANDOM --keep FILE  the random ones are written down every thousand; the
                                               next run goes on after them
python bench/power_cuts.py --table FILE        print what was written down

The day is lived once, on a disk that is recorded (`office/faults/disk.py`). Each cut lays out what
may be on the disk then, lets SQLite repair it, and asks the programs what they find. Needs the
system's libsqlite3, as Debian's Python uses it.
"""

import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from house_of_tests import house_at

from office.faults.cuts import POLICIES, Cut, Reel
from office.faults.inquest import Inquest
from office.faults.script import record

RANDOM, ROUND, VISITS = 2_000, 1_000, 24
PROGRAMS = ("", "kiosk-1", "bridge-1", "journal")
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None


def rounds(steps: int, wanted: int, done: int) -> Iterator[tuple[str, list[Cut]]]:
    """Yield the name of a round, and its cuts."""
    if not done:
        yield "every write", [Cut(at, policy) for policy in POLICIES for at in range(steps + 1)]
    for begin in range(done, wanted, ROUND):
        chance = random.Random(begin)
        drawn = [
            Cut(chance.randint(0, steps), "mixed", begin + n, chance.choice(PROGRAMS))
            for n in range(min(ROUND, wanted - begin))
        ]
        yield "at random", sorted(drawn)  # in the day's order, so that it is lived once a round


def campaign(wanted: int, kept: Path | None) -> None:
    past = read(kept) if kept and kept.exists() else []
    with tempfile.TemporaryDirectory(dir=FAST) as recorded:
        steps = record(house_at(Path(recorded)), visits=VISITS)
    done = sum(one["cuts"] for one in past if one["round"] == "at random")
    with tempfile.TemporaryDirectory(dir=FAST) as folder, tqdm(unit=" cuts", disable=None) as bar:
        inquest, reel = Inquest(house_at(Path(folder))), Reel(steps)
        for name, cuts in rounds(len(steps), wanted, done):
            past.append(one_round(name, cuts, reel, inquest, bar) | kinds(steps))
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(past[-1]) + "\n")
    table(past)


def one_round(name: str, cuts: list[Cut], reel: Reel, inquest: Inquest, bar: tqdm) -> dict:
    began, found = time.process_time(), []
    before = inquest.disks, inquest.contents
    for cut in cuts:
        left = reel.disk(cut)
        found += [f"{one} ({cut})" for one in inquest.after(left, reel.promises)]
        bar.update()
    if found:
        print(*found[:5], sep="\n", flush=True)
    spent = time.process_time() - began
    return {
        "round": name,
        "cuts": len(cuts),
        "disks": inquest.disks - before[0],
        "contents": inquest.contents - before[1],
        "found": found,
        "cost_s": spent,
    }


def kinds(steps: list) -> dict:
    return {"steps": dict(Counter(one.kind for one in steps))}


def read(kept: Path) -> list[dict]:
    return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def table(past: list[dict]) -> None:
    steps = past[-1]["steps"]
    print("| the recorded day | |\n| --- | --: |")
    for kind, count in sorted(steps.items()):
        print(f"| {kind} | {count:,} |")
    print("\n| cuts | | files repaired | contents opened | promises broken |")
    print("| --- | --: | --: | --: | --: |")
    for name in ("every write", "at random"):
        rows = [one for one in past if one["round"] == name]
        cuts, disks, contents = (
            sum(one[kind] for one in rows) for kind in ("cuts", "disks", "contents")
        )
        found = sum(len(one["found"]) for one in rows)
        print(f"| {name} | {cuts:,} | {disks:,} | {contents:,} | {found:,} |")
    cuts, spent = sum(one["cuts"] for one in past), sum(one["cost_s"] for one in past)
    print(f"\n{spent / cuts * 1000:.1f} ms of processor time a cut")


def main(words: list[str]) -> None:
    match words:
        case ["--table", file]:
            table(read(Path(file)))
        case [wanted, "--keep", file]:
            campaign(int(wanted), Path(file))
        case [wanted]:
            campaign(int(wanted), None)
        case []:
            campaign(RANDOM, None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1:])
