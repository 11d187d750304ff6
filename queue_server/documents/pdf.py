"""PDF through Typst: own templates, embedded fonts, no network, same bytes for the same content.

Typst is loaded when the first document is asked for: a server that never prints one never pays.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from hardware.face import font_path
from mot_cua.errors import MotCuaError
from queue_server.documents.apology import Apology
from queue_server.documents.content import Part, Poster, ReportDocument

if TYPE_CHECKING:
    import typst

Size = Literal["a4", "a3"]


class DocumentError(MotCuaError):
    """A document could not be made."""


def report_pdf(report: ReportDocument) -> bytes:
    """Lay out the report as a document of state, A4.

    Raises:
        DocumentError: Typst refuses the template or the content.
    """
    return _compile("report", report)


def apology_pdf(apology: Apology) -> bytes:
    """Lay out the letter of apology as a document of state, A4.

    Raises:
        DocumentError: as for the report.
    """
    return _compile("apology", apology)


def poster_pdf(poster: Poster, size: Size = "a4") -> bytes:
    """Lay out the poster, upright.

    Raises:
        DocumentError: as for the report.
    """
    return _compile("poster", poster, size=size)


def picture(
    template: str, content: Part, *, size: Size = "a4", ppi: float = 60, carried_fonts: bool = True
) -> bytes:
    """Return the first page as PNG; with `carried_fonts` it looks alike on every computer."""
    return _compile(
        template, content, size=size, format="png", ppi=ppi, carried_fonts=carried_fonts
    )


def _compile(
    template: str,
    content: Part,
    *,
    size: Size = "a4",
    format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
    carried_fonts: bool = False,
) -> bytes:
    import typst  # noqa: PLC0415 - 80 MB that most starts never need

    inputs = {"content": msgspec.json.encode(content).decode(), "size": size}
    try:
        made: Any = typst.compile(
            _source(template),
            format=format,
            ppi=ppi,
            font_paths=_fonts(has_system=not carried_fonts),
            sys_inputs=inputs,
        )
    except typst.TypstError as problem:
        raise DocumentError(
            f"the document {template!r} could not be made ({problem}); the figures are still on"
            " the report's page and in `mot-cua report`"
        ) from problem
    # Pictures of several pages come as a list.
    first: bytes = made[0] if isinstance(made, list) else made
    return first


@cache
def _fonts(*, has_system: bool) -> typst.Fonts:
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=has_system, font_paths=[font_path("regular").parent])


@cache
def _source(template: str) -> bytes:
    folder = files("queue_server.documents") / "templates"
    return b"".join((folder / f"{name}.typ").read_bytes() for name in ("house", template))
