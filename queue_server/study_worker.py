"""The process that works on one study: a `Job` on its input, `Line`s on its output.

    python -m queue_server.study_worker

It has the lowest priority there is, so that calls, papers and boards never wait for it.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import msgspec

from queue_server.core.forecast.study import Job, Progress, study
from queue_server.studies import Line

LOWEST: Final = 19


def main() -> None:
    """Read the question, work, and tell of every step."""
    os.nice(LOWEST)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    for step in study(job):
        line = Line(progress=step) if isinstance(step, Progress) else Line(answer=step)
        sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
