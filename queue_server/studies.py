"""Leaders' questions, each worked out by a process of its own that gives way to everything else.

1. The server's thread, and the thread of any page, do nothing for a study but start it.
2. There is one at a time. Whoever asks while one runs is told so.
3. A study ends when it is cancelled, and when the server does.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import Final

import msgspec

from mot_cua.child import dying_with_us
from mot_cua.errors import Refused
from mot_cua.ids import new_id
from queue_server.core.forecast.study import Job, Progress, Question, StudyAnswer

log = logging.getLogger(__name__)

WORKER: Final = "queue_server.study_worker"
KEPT: Final = 8
"""Answers that are kept for whoever comes back to their page."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line from the worker."""

    progress: Progress | None = None
    answer: StudyAnswer | None = None


class Study:
    """One question on its way; read by any thread, written by its own."""

    def __init__(self, job: Job) -> None:
        self.id, self.job = new_id(), job
        self.progress = Progress(0, 3 * len(job.days))
        self.answer: StudyAnswer | None = None
        self.problem = ""
        """Why there is no answer, for a technician; empty while there may be one."""
        self.is_cancelled = False
        self.is_over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.job.question

    @property
    def pid(self) -> int:
        """The worker's process id; 0 before it was started."""
        return self._process.pid if self._process else 0

    def begin(self) -> None:
        """Start the worker, on a thread that only waits for what it says."""
        threading.Thread(target=self._run, name=f"study-{self.id}", daemon=True).start()

    def cancel(self) -> None:
        """End it, if it is not over."""
        self.is_cancelled |= not self.is_over.is_set()
        if self._process is not None:
            self._process.terminate()

    def _run(self) -> None:
        try:
            self._work()
        except (OSError, msgspec.MsgspecError) as problem:
            self.problem = f"{WORKER}: {problem}; look into the server's log, and ask again"
        if self.problem and not self.is_cancelled:
            log.error("%s", self.problem)
        self.is_over.set()

    def _work(self) -> None:
        # Started on this thread, which lives as long as the process: see `mot_cua.child`.
        command = dying_with_us((sys.executable, "-m", WORKER))
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            self._process = process
            if self.is_cancelled:
                process.terminate()
            self._tell(process)
            assert process.stdout is not None
            for text in process.stdout:
                line = msgspec.json.decode(text, type=Line)
                self.progress, self.answer = line.progress or self.progress, line.answer
        if self.answer is None:
            self.problem = (
                f"{WORKER} ended with {process.returncode} and without an answer; look into the"
                " server's log, and ask again"
            )

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(msgspec.json.encode(self.job))
            process.stdin.close()
        except BrokenPipeError:
            log.warning("the worker of a study ended before it heard its question")


class Studies:
    """The studies of one server."""

    def __init__(self) -> None:
        self._studies: dict[str, Study] = {}

    @property
    def running(self) -> Study | None:
        """The study that runs now; None if none does."""
        return next((one for one in list(self._studies.values()) if not one.is_over.is_set()), None)

    def find(self, study: str) -> Study | None:
        """Return a study, if it is remembered."""
        return self._studies.get(study)

    def begin(self, job: Job) -> Study:
        """Begin to work on a question.

        Raises:
            Refused: another is being worked on; nothing was begun.
        """
        if self.running is not None:
            raise Refused("study-running", "another study is running; wait for it, or cancel it")
        study = Study(job)
        self._studies = dict([*list(self._studies.items())[-KEPT + 1 :], (study.id, study)])
        study.begin()
        return study

    def close(self) -> None:
        """Cancel what runs."""
        if self.running is not None:
            self.running.cancel()
