"""Starting the queue server: the journal, the line, the one thread, and the pages around it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from config.devices import OWN_AUTHORITY, ServerSettings
from config.house import House
from mot_cua.broker import EmbeddedBroker
from mot_cua.bus.quota import Quota
from mot_cua.checkup import Checkup, Look, nothing_found
from mot_cua.clock import Clock, SystemClock, boot_id, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.ids import SERVER, DeviceId, RequestId, new_id
from mot_cua.program import Inbox, run
from mot_cua.register import Register
from mot_cua.timekeeper import Timekeeper
from mot_cua.tls import ServerFiles
from queue_server.asked_clock import AskedClock
from queue_server.caretaker import Caretaker
from queue_server.core.commands import NoteSettings, ReportDevice
from queue_server.core.office_file import values_of
from queue_server.foresight import Learnt
from queue_server.gateway import Gateway
from queue_server.journal.journal import Journal
from queue_server.journal.report import Reports
from queue_server.quarantine import Quarantine
from queue_server.service import Ask, QueueServer

if TYPE_CHECKING:
    from mot_cua.certificates import Certificates

log = logging.getLogger(__name__)

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - with TLS, and a password for each device


class RunningServer:
    """A queue server whose loop runs on a thread of its own, beside the pages that ask it."""

    def __init__(
        self,
        house: House,
        *,
        clock: Clock,
        is_sample: bool = False,
        begins_on_trial: bool = False,
        look: Look = nothing_found,
    ) -> None:
        self._clock, self._inbox, self._stop = clock, Inbox(), threading.Event()
        self._checkup = Checkup(look)
        journal, bus = open_journal(house), house.bus(SERVER)
        keeper = Timekeeper(house.data, clock, boot_id())
        self._server = QueueServer(
            settings=house.settings,
            timetable=house.timetable,
            journal=journal,
            bus=bus,
            clock=clock,
            boot=boot_id(),
            post=self._inbox.post,
            is_sample=is_sample,
            learnt=Learnt(house.data / "experience.json"),
            keeper=keeper,
            begins_on_trial=begins_on_trial,
        )
        self.gateway = Gateway(
            self._server,
            post=self._inbox.post,
            clock=clock,
            reports=reports_of(house, journal),
            findings=self._checkup,
            keeper=keeper,
        )
        self._caretaker = Caretaker(
            Register(house.data / "broker"),
            post=self._inbox.post,
            renew=(lambda: renew_certificates(house)) if _has_own_certificate(house) else None,
            quarantine=self._quarantine(house, bus.quota),
            chores=(AskedClock(house.data, post=self._inbox.post, clock=clock).look,),
        )
        self._thread = threading.Thread(target=self._run, name="server")
        self._inbox.post(Ask((_noted(house),), Future(), by="office-file"))
        self._thread.start()
        self._caretaker.start()

    def _quarantine(self, house: House, quota: Quota | None) -> Quarantine | None:
        if quota is None or not house.settings.broker.embedded:
            return None

        def tell(device: DeviceId) -> None:
            fact = ReportDevice(request=RequestId(new_id()), part="line", state="flood")
            self._inbox.post(Ask((fact,), Future(), by=device))

        return Quarantine(
            quota,
            shut_out=lambda devices: embedded_broker(house, without=devices).renew(),
            tell=tell,
            clock=SystemClock(),
        )

    def is_alive(self) -> bool:
        """Whether the thread that owns the state is still there."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Stop in good order."""
        self._caretaker.stop()
        self._stop.set()
        self._inbox.wake()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        with self._checkup:
            run(self._server, self._inbox, clock=self._clock, stop=self._stop)


def _has_own_certificate(house: House) -> bool:
    return house.has_tls or house.settings.server.is_of_the_office


def open_journal(house: House) -> Journal:
    """Open the office's journal in its data folder."""
    return Journal(house.data / "journal.db", house.settings.office.id)


def reports_of(house: House, journal: Journal) -> Reports:
    """Make the reader of the office's figures."""
    levels = house.settings.rating.level
    satisfied = frozenset(one.id for one in levels if one.counts_as_satisfied)
    return Reports(journal.engine, satisfied_levels=satisfied)


def run_server(
    house: House,
    *,
    host: str,
    port: int,
    has_broker: bool = False,
    is_sample: bool = False,
    begins_on_trial: bool = False,
    frame_ancestors: str = "'self'",
    look: Look = nothing_found,
) -> None:
    """Run the server and its pages until told to stop; `look` checks its computer up.

    With `has_broker`, the embedded broker runs as a child for as long as the server does.

    Raises:
        MotCuaError: the address of the pages or of the broker cannot be used.
    """
    from queue_server.web.app import create_app  # noqa: PLC0415
    from queue_server.web.entrance import entrance_of  # noqa: PLC0415
    from queue_server.web.serve import serve  # noqa: PLC0415

    clock = clock_from_environment()
    running: list[RunningServer] = []

    def begin() -> object:
        server = RunningServer(
            house, clock=clock, is_sample=is_sample, begins_on_trial=begins_on_trial, look=look
        )
        running.append(server)
        gateway = running[0].gateway
        entrance = entrance_of(gateway, house.data)
        return create_app(gateway, entrance, frame_ancestors=frame_ancestors)

    def end() -> None:
        for one in running:
            one.stop()

    with _broker(house) if has_broker else nullcontext() as broker:
        serve(
            begin,
            on_exit=end,
            is_healthy=lambda: _is_well(running, broker),
            host=host,
            port=port,
            screens=len(house.settings.counter) * 2 + 16,
            certificate=_certificate_of_pages(house, replace(house.settings.server, host=host)),
            proxies=house.settings.server.proxies,
        )


def _noted(house: House) -> NoteSettings:
    return NoteSettings(request=RequestId(new_id()), values=values_of(house.settings))


def _certificate_of_pages(house: House, server: ServerSettings) -> tuple[Path, Path] | None:
    if not server.has_tls:
        return None
    if server.is_of_the_office:
        files = server_files(house)
        log.info(
            "the pages speak TLS; browsers stop warning when %s is installed in them"
            " (docs/security.md)",
            files.authority,
        )
        return files.certificate, files.key
    found = Path(server.certificate), Path(server.key)
    for path in found:
        if not path.is_file():
            raise SettingsError(
                f"{path}: no such file; [server] certificate and key name two PEM files, or"
                f' certificate = "{OWN_AUTHORITY}" uses the authority of this office'
            )
    return found


def _is_well(running: list[RunningServer], broker: EmbeddedBroker | None) -> bool:
    if broker is not None and not broker.is_there():
        log.error("the broker has ended; this program ends with it and is started again")
        return False
    return all(one.is_alive() for one in running)


@contextmanager
def _broker(house: House) -> Iterator[EmbeddedBroker]:
    broker = embedded_broker(house)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def embedded_broker(house: House, *, without: frozenset[DeviceId] = frozenset()) -> EmbeddedBroker:
    """Describe the broker of an office, with an account for each device that was let in.

    It serves this computer alone, in the clear, or the network, with TLS: see `House.has_tls`.
    """
    return EmbeddedBroker(
        office=house.settings.office.id,
        accounts=[one for one in house.accounts() if one.device not in without],
        directory=house.data / "broker",
        host=EVERYWHERE if house.has_tls else house.broker_host,
        port=house.broker_port,
        tls=server_files(house) if house.has_tls else None,
    )


def server_files(house: House) -> ServerFiles:
    """Make or renew the certificates of an office's server, and name their files."""
    renew_certificates(house)
    return _certificates(house).files


def renew_certificates(house: House) -> bool:
    """Make another certificate for the server if it is time; tell whether there is another one."""
    # Imported where the broker is heard on the network: it takes 0.2 s.
    from mot_cua.certificates import names_of_this_computer  # noqa: PLC0415

    return _certificates(house).ensure(
        names_of_this_computer(*_own_names(house)), clock_from_environment()
    )


def _own_names(house: House) -> list[str]:
    """Name what the office file calls this computer."""
    pages = urlsplit(house.settings.office.url).hostname
    named = (house.broker_host, house.settings.server.host, pages)
    return [one for one in named if one and one not in (EVERYWHERE, "::")]


def _certificates(house: House) -> Certificates:
    from mot_cua.certificates import Certificates  # noqa: PLC0415

    return Certificates(house.data / "broker", office=house.settings.office.id)
