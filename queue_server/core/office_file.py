"""The office file as the journal knows it: one text for each setting, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from config.settings import Settings


def values_of(settings: Settings) -> dict[str, str]:
    """Write each setting as JSON under its path in the office file.

    >>> from config.settings import OfficeSettings
    >>> small = Settings(office=OfficeSettings(id="a", name="Một Cửa", agency="UBND"))
    >>> values_of(small)["office.name"], values_of(small)["rules.calls"]
    ('"Một Cửa"', '3')
    """
    return dict(_leaves("", msgspec.to_builtins(settings)))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}.{place}", inner)
    else:
        yield path, msgspec.json.encode(value).decode()


def difference(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what stood there and stands there no more, and what stands there now.

    >>> difference({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})
    ({'b': '2'}, {'b': '3', 'c': '4'})
    """
    old = {path: value for path, value in before.items() if after.get(path) != value}
    new = {path: value for path, value in after.items() if before.get(path) != value}
    return old, new
