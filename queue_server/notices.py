"""What boards and idle kiosks say in turn, while nothing more urgent has to be said."""

from __future__ import annotations

from config.settings import OfficeSettings


def standing_notices(office: OfficeSettings) -> tuple[str, ...]:
    """Return the office file's notices, and where to complain unless one of them says it."""
    is_said = any(office.hotline in one for one in office.notices)
    if not office.hotline or is_said:
        return office.notices
    return (*office.notices, f"Phản ánh, kiến nghị: {office.hotline}")
