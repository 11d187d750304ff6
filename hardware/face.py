"""The house typeface, Be Vietnam Pro: where its files lie. Paper and screens share it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from mot_cua.errors import DeviceError

Weight = Literal["regular", "medium", "semibold", "bold", "extrabold"]

_PACKAGE: Final = "fontpkg_be_vietnam_pro"
_FILES: Final[dict[Weight, str]] = {
    "regular": "BeVietnamPro-Regular.ttf",
    "medium": "BeVietnamPro-Medium.ttf",
    "semibold": "BeVietnamPro-SemiBold.ttf",
    "bold": "BeVietnamPro-Bold.ttf",
    "extrabold": "BeVietnamPro-ExtraBold.ttf",
}


@cache
def font_path(weight: Weight) -> Path:
    """Find the font file of one weight.

    Raises:
        DeviceError: the typeface is not installed; no other face is taken in its place, because
            few have all 134 Vietnamese letters.
    """
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent if spec and spec.origin else Path(_PACKAGE)
    path = folder / "files" / _FILES[weight]
    if not path.is_file():
        raise DeviceError(
            f"{path}: the house typeface is missing; expected the package fontpkg-be-vietnam-pro,"
            " install it with: pip install fontpkg-be-vietnam-pro"
        )
    return path
