"""The people of the demo: one for each role, with passwords that are made at each start.

They come in as everybody does: invited on the command line's way, by a one-time code, and with a
password of their own. The demo's page signs its visitor in, so that nobody has to type one.
"""

from __future__ import annotations

import urllib.error
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from mot_cua.business_day import local
from mot_cua.errors import MotCuaError
from mot_cua.ids import DayText, UnixMs
from office.desk import Desk
from queue_server.core.people import Role, User
from queue_server.invitations import leave_invitation
from queue_server.passwords import new_code

_PEOPLE: Final[tuple[tuple[str, Role, str], ...]] = (
    ("can-bo", "officer", "Nguyễn Thị Hoa"),
    ("lanh-dao", "leader", "Trần Văn Minh"),
    ("kiem-tra", "inspector", "Đoàn kiểm tra"),
    ("quan-tri", "admin", "Lê Thị Mai"),
)
_STAY: Final = timedelta(days=30)
"""How long the demo's inspector stays."""


class Staff:
    """Whoever works in the demo's office."""

    def __init__(self, folder: Path, base: str, *, office_ms: UnixMs, real_ms: UnixMs) -> None:
        """Invite everybody. Codes live in real time, and last days in the office's."""
        until = DayText((local(office_ms).date() + _STAY).isoformat())
        self._base, self.desks = base, dict[Role, Desk]()
        for login, role, person in _PEOPLE:
            last_day = until if role == "inspector" else None
            user = User(login=login, person=person, role=role, last_day=last_day)
            code = leave_invitation(folder, user, real_ms)
            self.desks[role] = Desk(base, login, new_code().lower(), code)

    def come_in(self) -> None:
        """Let everybody choose their password who has not yet; nobody, while the server is away.

        Raises:
            MotCuaError: somebody is not let in.
        """
        with suppress(OSError):
            for desk in self.desks.values():
                if not desk.is_in:
                    desk.come_in()

    def read(self, path: str) -> Any:
        """Read as the administrator; the session is begun again when it is over.

        Raises:
            OSError: the server is away.
        """
        desk = self.desks["admin"]
        if not desk.is_in:
            raise ConnectionError("nobody has come in yet")
        try:
            return desk.read(path)
        except urllib.error.HTTPError as problem:
            problem.close()
            if problem.code != 401:
                raise
        desk.sign_in()
        return desk.read(path)

    def visit(self, role: Role) -> str:
        """Begin a session of somebody for a visitor; return its cookie, empty when that fails."""
        mine = Desk(self._base, self.desks[role].login, self.desks[role].password)
        try:
            mine.sign_in()
        except (OSError, MotCuaError):
            return ""
        return mine.cookie

    def list(self) -> str:
        """Write who there is and with which password, for the terminal."""
        lines = (f"    {desk.login:<10} {desk.password}" for desk in self.desks.values())
        return "\n".join(("  Tài khoản của lần chạy này:", *lines))
