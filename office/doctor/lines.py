"""What this computer talks to: the broker, the queue server's pages, and with what certificates."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mot_cua.broker import greet
from mot_cua.errors import MotCuaError
from mot_cua.ids import SERVER, DeviceId
from mot_cua.login import login_path, read_login
from mot_cua.messages import Finding
from mot_cua.tls import Trust, sentence_of
from office.doctor.findings import Site

PATIENCE: Final = 3.0
SOON_DAYS: Final = 60
ACCEPTED: Final = b"\x20\x02\x00\x00"


def check_broker(site: Site) -> Iterator[Finding]:
    """Whether each device of this computer is let in at the broker."""
    names = [*(["server"] if is_server(site) else []), *site.devices]
    for name in names:
        try:
            yield _let_in(site, name)
        except MotCuaError as problem:
            yield Finding(f"broker for {name}", "bad", str(problem))


def _let_in(site: Site, name: str) -> Finding:
    part, device = f"broker for {name}", DeviceId(name)
    login, (host, port, authority) = site.house.login(device), site.house.line(device)
    where = f"{host}:{port}"
    try:
        line = socket.create_connection((host, port), timeout=PATIENCE)
    except OSError as problem:
        return Finding(
            part,
            "bad",
            f"{where} does not answer ({problem.strerror or problem})",
            "does the queue server run, and is the network cable plugged in?",
        )
    with line:
        try:
            if authority:
                trust = Trust(authority, site.clock)
                trust.mind_the_clock()
                line = trust.context.wrap_socket(line, server_hostname=host)
            answer = greet(line, site.house.username(device), login.password)
        except OSError as problem:
            return Finding(part, "bad", sentence_of(problem, where))
        finally:
            line.close()
    if answer != ACCEPTED:
        return Finding(
            part,
            "bad",
            f"{where} refuses it",
            f"it was shut out, or enrolled elsewhere; on the server: mot-cua enroll {name}",
        )
    return Finding(part, "ok", f"{where} lets it in{', by TLS' if authority else ''}")


def check_server(site: Site) -> Iterator[Finding]:
    """Whether the pages of this computer's queue server answer."""
    if not is_server(site):
        return
    server = site.house.settings.server
    host = "127.0.0.1" if server.host in ("0.0.0.0", "::") else server.host  # noqa: S104
    line = http.client.HTTPConnection(host, server.port, timeout=PATIENCE)
    if server.has_tls:
        # Whether it answers is asked here; for which names its certificate is, officers see.
        context = ssl._create_unverified_context()  # noqa: S323, SLF001
        line = http.client.HTTPSConnection(host, server.port, timeout=PATIENCE, context=context)
    where = f"http{'s' if server.has_tls else ''}://{host}:{server.port}"
    try:
        line.request("GET", "/")
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        yield Finding(
            "pages",
            "bad",
            f"{where} does not answer ({problem})",
            "journalctl -u mot-cua-server -n 20; or see whether another program has the port",
        )
        return
    finally:
        line.close()
    if status >= http.client.INTERNAL_SERVER_ERROR:
        yield Finding(
            "pages", "bad", f"{where} answers {status}", "journalctl -u mot-cua-server -n 50"
        )
        return
    yield Finding("pages", "ok", f"{where} answers")


def check_certificates(site: Site) -> Iterator[Finding]:
    """Whether the certificates of this computer are there, in time and for the right names."""
    if is_server(site) and (site.house.has_tls or site.house.settings.server.is_of_the_office):
        yield _server_certificate(site)
    for name in site.devices:
        login = read_login(site.house.data, DeviceId(name))
        if login is not None and login.ca:
            yield _authority(site, name, login.ca)


def _server_certificate(site: Site) -> Finding:
    from mot_cua.certificates import days_left, names_of, read_certificate  # noqa: PLC0415

    part, path = "certificate", Path(site.house.data / "broker" / "server.pem")
    if not path.exists():
        return Finding(part, "bad", f"{path} is not there", "start the queue server: it makes it")
    certificate = read_certificate(path)
    days, host = days_left(certificate, site.clock), site.house.broker_host
    if days < SOON_DAYS:
        return Finding(
            part,
            "bad" if days < 0 else "look",
            f"{path} is valid for {days} more days",
            "restart the queue server: it renews it; and is the clock right?",
        )
    if host != "0.0.0.0" and host not in names_of(certificate):  # noqa: S104 - compared
        return Finding(
            part, "bad", f"{path} is not for {host}", "restart the queue server: it makes another"
        )
    return Finding(part, "ok", f"the server's is valid for {days} more days")


def _authority(site: Site, name: str, pem: str) -> Finding:
    from cryptography import x509  # noqa: PLC0415

    from mot_cua.certificates import days_left  # noqa: PLC0415

    days = days_left(x509.load_pem_x509_certificate(pem.encode()), site.clock)
    if days < SOON_DAYS:
        return Finding(
            f"authority of {name}",
            "bad",
            f"the office's authority is valid for {days} more days",
            f"enrol it again: on the server, mot-cua enroll {name}",
        )
    return Finding(f"authority of {name}", "ok", f"the office's, for {days} more days")


def is_server(site: Site) -> bool:
    """Whether the queue server runs on this computer."""
    return login_path(site.house.data, SERVER).exists()
