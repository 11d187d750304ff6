"""The computer itself: its clock, its disk, who may read its files, its typeface, its units."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from hardware.face import font_path
from mot_cua.errors import DeviceError
from mot_cua.messages import Finding
from office.doctor.findings import Site

MEBIBYTE: Final = 1024 * 1024
LEAST_FREE: Final = 200 * MEBIBYTE
"""A day of a busy office and its log take a few; below this, SQLite may have to refuse."""
LITTLE_FREE: Final = 1024 * MEBIBYTE
HOT: Final = 80
"""°C; from here on a Raspberry Pi slows itself down."""
WARM: Final = 70
PRIVATE: Final = ("broker", "login")
UNITS: Final = ("systemctl", "list-units", "--all", "--plain", "--no-legend", "mot-cua-*.service")


def check_clock(site: Site) -> Iterator[Finding]:
    """Whether the time can be right, and who keeps it so."""
    moment = datetime.fromtimestamp(site.clock.wall_ms() // 1000, UTC) + timedelta(hours=7)
    if not site.clock.is_trusted():
        yield Finding(
            "clock",
            "bad",
            f"it says {moment:%Y-%m-%d %H:%M}, which cannot be; tickets bear no time",
            "let this computer reach a time server, or: sudo mot-cua clock set 'YYYY-MM-DD HH:MM'",
        )
        return
    time = f"{moment:%Y-%m-%d %H:%M} in Hanoi"
    if site.place("/run/systemd/timesync/synchronized").exists():
        yield Finding("clock", "ok", f"{time}, set by a time server")
    elif site.place("/sys/class/rtc/rtc0").exists():
        yield Finding("clock", "ok", f"{time}, kept by a clock of its own")
    else:
        yield Finding(
            "clock",
            "look",
            f"{time}, but no time server was heard and there is no clock with a cell",
            "let it reach a time server, or fit a clock: after a power cut it will be wrong",
        )


def check_disk(site: Site) -> Iterator[Finding]:
    """Whether the data can be written, and for how long."""
    data = site.house.data
    if os.statvfs(data).f_flag & os.ST_RDONLY:
        yield Finding(
            "disk",
            "bad",
            f"{data} is read-only",
            "see  findmnt -T  of it; a worn card turns read-only by itself: replace it",
        )
        return
    free = shutil.disk_usage(data).free
    what = f"{free // MEBIBYTE} MB free where the data are ({data})"
    if free < LEAST_FREE:
        yield Finding("disk", "bad", what, "make room: sudo journalctl --vacuum-size=20M; du -xh /")
    elif free < LITTLE_FREE:
        yield Finding("disk", "look", what, "make room soon: du -xh / | sort -h | tail")
    else:
        yield Finding("disk", "ok", what)


def check_temperature(site: Site) -> Iterator[Finding]:
    """How warm the processor is; a computer without such a feeler has nothing to say."""
    feeler = site.place("/sys/class/thermal/thermal_zone0/temp")
    if not feeler.exists():
        return
    degrees = round(int(feeler.read_text(encoding="ascii")) / 1000)
    if degrees >= HOT:
        cure = "let air to it: take it out of the sun, clean or add a fan; it slows itself down now"
        yield Finding("temperature", "bad", f"{degrees} °C", cure)
    elif degrees >= WARM:
        cure = f"let air to it, before it slows itself down at {HOT} °C"
        yield Finding("temperature", "look", f"{degrees} °C", cure)
    else:
        yield Finding("temperature", "ok", f"{degrees} °C")


def check_power(site: Site) -> Iterator[Finding]:
    """Whether a Raspberry Pi gets its 5 volts; other computers do not tell."""
    for name in site.place("/sys/class/hwmon").glob("hwmon*/name"):
        alarm = name.parent / "in0_lcrit_alarm"
        if name.read_text(encoding="ascii").strip() != "rpi_volt" or not alarm.exists():
            continue
        if alarm.read_text(encoding="ascii").strip() == "0":
            yield Finding("power", "ok", "the voltage is enough")
        else:
            cure = "use the power supply made for this model, and a short cable"
            yield Finding("power", "bad", "the voltage is too low: data can be damaged", cure)


def check_permissions(site: Site) -> Iterator[Finding]:
    """Whether secrets are for their owner alone, and all files of one owner."""
    data = site.house.data
    owner = data.stat()
    open_ones = [one for one in _secret_files(data) if stat.S_IMODE(one.stat().st_mode) & 0o077]
    strange = [one for one in data.rglob("*") if one.lstat().st_uid != owner.st_uid]
    for one in open_ones:
        yield Finding("permissions", "bad", f"others can read {one}", f"sudo chmod go-rwx {one}")
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        yield Finding(
            "permissions",
            "bad",
            f"{strange[0]}{more} belong to another user than the data folder",
            f"sudo chown --recursive --reference={data} {data}",
        )
    if not (open_ones or strange):
        yield Finding("permissions", "ok", "passwords and data are for their owner alone")


def _secret_files(data: Path) -> Iterator[Path]:
    yield data
    for name in PRIVATE:
        yield from (one for one in (data / name).rglob("*") if one.is_file())


def check_fonts(site: Site) -> Iterator[Finding]:
    """Whether paper and screens have their typeface."""
    del site
    try:
        for weight in ("regular", "medium", "semibold", "bold", "extrabold"):
            font_path(weight)
    except DeviceError as problem:
        yield Finding("typeface", "bad", str(problem), "install Một Cửa again")
        return
    yield Finding("typeface", "ok", "Be Vietnam Pro, five weights")


def check_units(site: Site) -> Iterator[Finding]:
    """Whether the programs of this computer run, as systemd sees them."""
    lines = [line.split(maxsplit=4) for line in site.ask(UNITS).splitlines() if line.strip()]
    if not lines:
        yield Finding(
            "programs",
            "look",
            "none is installed as a unit of systemd here",
            "for a computer on the wall: sudo scripts/install-pi",
        )
    for name, _, active, state, *_ in lines:
        unit = name.removesuffix(".service")
        if active == "active":
            yield Finding(unit, "ok", f"it runs ({state})")
        else:
            yield Finding(
                unit,
                "bad",
                f"it does not run: {active}, {state}",
                f"its last lines say why: journalctl -u {unit} -n 20",
            )
