"""A program for the tests of serving: the small office on the port that it is given."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from web.pages_office import PagesOffice

from mot_cua.errors import JournalError
from mot_cua.program import run_main, set_up_logging
from queue_server.web.serve import serve


def main() -> None:
    folder, port, how = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    made: list[PagesOffice] = []

    def begin() -> object:
        if how == "damaged":
            raise JournalError("the journal is damaged")
        made.append(PagesOffice(folder))
        app = made[0].app()
        made[0].employ("leader")
        if how == "lost":
            threading.Timer(0.1, made[0].switch_off).start()
        return app

    def end() -> None:
        for one in made:
            one.switch_off()
        (folder / "ended").touch()

    set_up_logging("server")
    serve(
        begin,
        on_exit=end,
        is_healthy=lambda: all(one.is_alive for one in made),
        host="127.0.0.1",
        port=port,
        screens=2,
    )


signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.pop("NOTIFY_SOCKET", None)
run_main(main)
