"""One register: its fields, what they owe each other, and how its entries live."""

from __future__ import annotations

from typing import Final, NamedTuple

from queue_server.core.registers.checks import Check
from queue_server.core.registers.fields import Field, Values

STRUCK: Final = Field(
    "struck",
    "Gạch bỏ vì ghi nhầm",
    is_result=True,
    hint="Ghi lý do để gạch bỏ dòng này; số của dòng vẫn giữ. Xóa lý do để khôi phục.",
    is_listed=False,
)


class Register(NamedTuple):
    """One register."""

    name: str
    """In addresses and in the journal, for ever."""
    title: str
    what: str
    """One sentence for whoever opens it the first time."""
    own: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    due: str = ""
    """The field that says until when an open entry has to come to its end."""
    key: str = ""
    """The field by which an import finds the entry that it corrects; empty: each row is new."""
    is_imported: bool = False
    """Whether a table may be brought in."""
    is_yearly: bool = True
    """Whether its entries belong to one year and close with it; the others stand until struck."""
    span: tuple[str, str] | None = None
    """The fields that say from which day to which an entry is in force."""
    review: str = ""
    """The field that says when somebody last compared an entry with the law."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns: the register's own, and the one that strikes an entry out."""
        return (*self.own, STRUCK)

    @property
    def state(self) -> Field | None:
        """The field that says how far an entry is; None where nothing has to be done."""
        return next((one for one in self.own if one.name == "state"), None)

    @property
    def has_standing(self) -> bool:
        """Whether time changes how its entries stand."""
        return bool(self.due or self.review or self.span)

    def is_open(self, values: Values) -> bool:
        """Whether something still has to be done about an entry."""
        if self.state is None or values.get(STRUCK.name):
            return False
        final = {one.code for one in self.state.choices if one.is_final}
        return values.get("state", "") not in final
