"""How many deaths an office of real programs survives: kill -9, SIGSTOP, lines cut.

python bench/kills.py [KILLS]              half on the embedded broker, half on Mosquitto
python bench/kills.py KILLS --keep FILE    remember each office there; the next run goes on after it
python bench/kills.py KILLS --keep FILE --seed 1000    draw other blows, to run two at once
python bench/kills.py --table FILE         print what was remembered

Each office lives through 250 visits with a blow in each; then everything is healed, and its journal
is held against what its people saw.
"""

import json
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from mot_cua.clock import SystemClock
from office.faults.siege import Siege
from office.faults.visits import Visits

KILLS, OFFICE = 500, 250


def besiege(number: int, seed: int, blows: int, bar: tqdm) -> dict:
    kind = ("embedded", "mosquitto")[number % 2]
    began = SystemClock().monotonic_ms()
    with tempfile.TemporaryDirectory(prefix="siege") as folder:
        siege = Siege(Path(folder), kind)
        visits = Visits(siege, seed)
        problems = []
        try:
            siege.start()
            visits.open()
            for _ in range(blows):
                visits.visit()
                bar.update()
            visits.settle()
        except Exception as problem:  # noqa: BLE001 - a campaign goes on and tells
            problems = [f"stuck: {problem}"]
        finally:
            visits.close()
            siege.close()
        problems += visits.judge()
        numbers = visits.numbers()
        if problems:
            Path(f"/tmp/siege-{seed}.log").write_bytes(siege.log.read_bytes())
    spent = SystemClock().monotonic_ms() - began
    return {
        "number": number,
        "seed": seed,
        "broker": kind,
        "blows": dict(visits.hits),
        "numbers": numbers,
        "calls": len(visits.answers),
        "ratings": visits.pressed.total(),
        "thanked": visits.thanked.total(),
        "unanswered": visits.unanswered,
        "seconds": spent / 1000,
        "problems": problems,
    }


def many(kills: int, kept: Path | None, first_seed: int = 1) -> None:
    lived = read(kept) if kept and kept.exists() else []
    done = sum(sum(one["blows"].values()) for one in lived)
    with tqdm(total=kills, initial=done, unit=" blows", disable=None) as bar:
        while done < kills:
            lived.append(
                besiege(len(lived) + 1, first_seed + len(lived), min(OFFICE, kills - done), bar)
            )
            done += sum(lived[-1]["blows"].values())
            if lived[-1]["problems"]:
                print(f"office {lived[-1]['number']}: {lived[-1]['problems'][:5]}", flush=True)
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(lived[-1]) + "\n")
    table(lived)


def read(kept: Path) -> list[dict]:
    return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def table(lived: list[dict]) -> None:
    print("| | embedded | Mosquitto |\n| --- | --: | --: |")
    sides = [[one for one in lived if one["broker"] == kind] for kind in ("embedded", "mosquitto")]
    blows = [sum((Counter(one["blows"]) for one in side), Counter()) for side in sides]
    for kind in sorted(set(blows[0]) | set(blows[1])):
        print(f"| {kind} | {blows[0][kind]:,} | {blows[1][kind]:,} |")
    print(f"| **blows** | {blows[0].total():,} | {blows[1].total():,} |")
    for name in ("numbers", "calls", "ratings", "thanked", "unanswered"):
        print(f"| {name} | " + " | ".join(f"{sum(o[name] for o in s):,}" for s in sides) + " |")
    print("| offices | " + " | ".join(str(len(side)) for side in sides) + " |")
    well = [sum(not one["problems"] for one in side) for side in sides]
    print(f"| **offices without a finding** | {well[0]} | {well[1]} |")


def main(words: list[str]) -> None:
    match words:
        case ["--table", file]:
            table(read(Path(file)))
        case [kills, "--keep", file, "--seed", seed]:
            many(int(kills), Path(file), int(seed))
        case [kills, "--keep", file]:
            many(int(kills), Path(file))
        case [kills]:
            many(int(kills), None)
        case []:
            many(KILLS, None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1:])
