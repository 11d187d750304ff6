"""Names that stand twice, and names that name nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from config.mistakes import Mistake, did_you_mean
from config.toml_lines import Path


def is_right(*values: object) -> bool:
    """Tell whether none of these values of a draft is a mistake that is reported already."""
    return None not in values


def repeated(values: Iterable[tuple[Path, object]]) -> Iterator[Mistake]:
    """Report values that stand in a second place."""
    places: dict[object, Path] = {}
    for path, value in values:
        if value is not None and value in places:
            yield Mistake(path, f"{value!r} is used already", places[value])
        places.setdefault(value, path)


def unknown(
    values: Iterable[tuple[Path, object]], known: Collection[object], what: str
) -> Iterator[Mistake]:
    """Report values that name nothing; silent while a known name is wrong itself."""
    if None in known:
        return
    for path, value in values:
        if value is not None and value not in known:
            hint = did_you_mean(value, map(str, known))
            yield Mistake(path, f"no {what} {value!r}{hint}")
