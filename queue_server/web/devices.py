"""The devices of the office in words: for the administrator's table, and as alerts for officers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mot_cua import VERSION
from mot_cua.business_day import local
from mot_cua.ids import SERVER, DeviceId, UnixMs
from mot_cua.messages import Finding
from mot_cua.vietnamese import time_text
from queue_server.gateway import Gateway
from queue_server.web.page import language
from queue_server.web.part_names import part_name, state_name
from queue_server.web.texts import (
    KIOSK_SILENT,
    NOT_SEEN,
    PART_STATES,
    ROLES,
    SINCE,
    Language,
)


class Part(NamedTuple):
    """One part of a device, for example its printer."""

    name: str
    state: str
    is_well: bool
    can_wait: bool
    """It matters to the technician, and nobody waits for it in the hall."""


class DeviceLine(NamedTuple):
    """One device as the administrator sees it."""

    id: str
    role: str
    is_online: bool
    heard_ms: UnixMs | None
    version: str
    parts: tuple[Part, ...]
    outbox: int
    is_clock_right: bool
    findings: tuple[Finding, ...] = ()
    """What `mot-cua doctor` says of its computer, in its own words."""

    @property
    def troubles(self) -> tuple[Finding, ...]:
        """Those that somebody has to do something about today."""
        return tuple(one for one in self.findings if one.grade == "bad")


def known_devices(house: Gateway) -> dict[str, str]:
    """Return the role of each device of the office file, and of whoever else has been heard."""
    settings = house.settings
    expected = {
        **{one.id: "kiosk" for one in settings.kiosk},
        **{one.id: "display" for one in settings.board},
        **{one.id: "bridge" for one in settings.bridge},
    }
    heard = {str(one): device.status.role for one, device in house.devices.items()}
    heard.pop(SERVER, None)
    return {**expected, **heard}


def device_lines(house: Gateway) -> list[DeviceLine]:
    """List the devices in words."""
    return [_line(house, name, role) for name, role in known_devices(house).items()]


def server_line(house: Gateway) -> DeviceLine:
    """Describe the server's own computer in the same way."""
    found, now = house.findings(), house.now_ms()
    is_clock_right = "clock" not in {one.part for one in found if one.grade == "bad"}
    return DeviceLine(
        SERVER, _said(ROLES[SERVER]), True, now, VERSION, (), 0, is_clock_right, found
    )


def alerts(house: Gateway) -> tuple[str, ...]:
    """Say what somebody should look after now, one sentence each; for every officer's console."""
    return tuple(_alerts(house))


def silence(house: Gateway) -> str:
    """Say which kiosks are silent, and since when; empty while all are there.

    What people have taken there is not in the queue yet: an empty queue means nothing then.
    """
    silent = house.silent_kiosks()
    if not silent:
        return ""
    since, never = _said(SINCE), _said(NOT_SEEN)
    names = ", ".join(
        f"{one.id} {since.format(time_text(local(one.since_ms)))}"
        if one.since_ms
        else f"{one.id} {never}"
        for one in silent
    )
    return _said(KIOSK_SILENT).format(names=names)


def _alerts(house: Gateway) -> Iterator[str]:
    if silent := silence(house):
        yield silent
    for line in device_lines(house):
        name = f"{line.role} {line.id}"
        is_named = line.id in {one.id for one in house.settings.kiosk}
        if line.heard_ms is not None and not line.is_online and not is_named:
            yield f"{name}: {_said(PART_STATES['away'])}"
        for part in line.parts if line.is_online else ():
            if not (part.is_well or part.can_wait):
                yield f"{name} – {part.name}: {part.state}"


def _line(house: Gateway, name: str, role: str) -> DeviceLine:
    device = house.devices.get(DeviceId(name))
    words = _said(ROLES.get(role, (role, role)))
    if device is None:
        return DeviceLine(name, words, False, None, "", (), 0, True)
    status = device.status
    return DeviceLine(
        id=name,
        role=words,
        is_online=house.is_here(name),
        heard_ms=device.heard_ms,
        version=status.version,
        parts=tuple(_part(part, state) for part, state in status.health.items()),
        outbox=status.outbox_depth,
        is_clock_right=status.clock_trusted,
        findings=status.findings,
    )


def _part(part: str, state: str) -> Part:
    """Put a part and its state into words."""
    name, words = part_name(part, language()), state_name(state, language())
    return Part(name, words, state == "ready", state in ("no-voice", "starting", "testing"))


def _said(words: tuple[str, str]) -> str:
    reader: Language = language()
    return words[0] if reader == "vi" else words[1]
