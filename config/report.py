"""The table `[report]` of the office file: who signs, on what grounds, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from msgspec import Meta

from config.fields import Remark, Section, Text
from config.mistakes import Mistake
from config.names import repeated
from config.toml_lines import Path

DocumentSymbol = Annotated[
    str,
    Meta(
        pattern="^([A-ZĐ]{1,20}(-[A-ZĐ]{1,20}){0,3})?$",
        description="a symbol in capital letters and hyphens, like 'BC-TTPVHCC'",
    ),
]
Lines = Annotated[
    tuple[Text, ...], Meta(description='a list of texts, like ["Chủ tịch UBND xã (để b/c)"]')
]

_ENDS: Final = (".", ";", ",")


class ReportSettings(Section, frozen=True, kw_only=True):
    """`[report]`: what stands around the figures when they are a document.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (the parts of a document).
    """

    agency: Remark = ""
    """The authority above, as documents write it; empty is that of `[office]`."""
    issuer: Remark = ""
    """The office, as documents write it; empty is its name."""
    symbol: DocumentSymbol = ""
    """Follows the number, which is given by hand; empty prints no line for the number."""
    basis: Lines = ()
    """Căn cứ, one each, in the order of the document; `rules.basis` is added behind them."""
    recipients: Lines = ("Lưu: VT",)
    """Nơi nhận."""
    preparer: Remark = "Người lập biểu"
    signer: Text = "Giám đốc"
    """Position of who signs."""
    signer_name: Remark = ""
    """Empty leaves room to write it."""
    cutoff: Literal["calendar", "day15"] = "calendar"
    """When months, quarters and years end: with the month, or on the 14th (`day15`), as periodic
    reports of state agencies are cut off."""


def check_report(report: ReportSettings) -> Iterator[Mistake]:
    """Find lines that stand twice, and signs that the document sets itself."""
    for key, lines in (("basis", report.basis), ("recipients", report.recipients)):
        # None stands for a list that is reported already.
        placed: list[tuple[Path, str]] = [
            (("report", key, place), line) for place, line in enumerate(lines or ())
        ]
        yield from repeated(placed)
        for path, line in placed:
            if line.endswith(_ENDS):
                text = f"ends with {line[-1]!r}; leave it out, the document sets ; and ."
                yield Mistake(path, text)
