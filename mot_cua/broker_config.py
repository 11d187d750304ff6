"""What brokers are told: their configuration, for the embedded one and for Mosquitto."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mot_cua.accounts import Account, mosquitto_acl, mosquitto_passwords, nats_users
from mot_cua.private import write_private
from mot_cua.tls import ServerFiles

MAX_PACKET: Final = 512 * 1024
"""Bytes; twice what receivers accept, so that a message a little too long is dropped by them with
a word in their log, not by the broker by cutting the sender off."""

NATS_CONFIG: Final = "nats.conf"
LOG_NAME: Final = "broker.log"
PID_NAME: Final = "broker.pid"
MAX_CONNECTIONS: Final = 1000
"""An office has some dozens; more are somebody's experiment, and each costs memory."""


def nats_config(
    office: str, accounts: Sequence[Account], directory: Path, mqtt: dict[str, object]
) -> str:
    """Write the configuration as JSON, which nats-server reads as well as its own language."""
    config = {
        "server_name": f"mot-cua-{office}",
        "listen": "127.0.0.1:-1",  # the port of NATS's own protocol, which nobody uses: any
        "max_payload": MAX_PACKET,
        "max_connections": MAX_CONNECTIONS,
        "pid_file": str(directory / PID_NAME),
        "log_file": str(directory / LOG_NAME),
        "logfile_size_limit": 1024 * 1024,
        "logfile_max_num": 2,
        "jetstream": {
            "store_dir": str(directory / "jetstream"),
            "max_file_store": 512 * 1024 * 1024,
            "max_memory_store": 32 * 1024 * 1024,
        },
        "mqtt": {
            **mqtt,
            "ack_wait": "10s",
            "max_ack_pending": 1000,
            # The default of 5 s made a cluster with a dead node refuse 5 of 12 subscriptions.
            "js_api_timeout": "20s",
        },
        "authorization": {"users": nats_users(office, accounts)},
    }
    return json.dumps(config, indent=2, ensure_ascii=False) + "\n"


def mosquitto_config(
    directory: Path,
    *,
    office: str,
    accounts: Sequence[Account],
    host: str,
    port: int,
    tls: ServerFiles | None = None,
) -> Path:
    """Write Mosquitto's configuration, passwords and permissions; return the configuration's path.

    It runs as our own user, who alone can read these files, also when that is root.

    Without `tls` it speaks plainly: on loopback only. Written again for other accounts, it counts
    after `reload_running`.
    """
    passwords, acl, config = (directory / name for name in ("passwords", "acl", "mosquitto.conf"))
    write_private(passwords, mosquitto_passwords(accounts))
    write_private(acl, mosquitto_acl(office, accounts))
    lines = [
        f"listener {port} {host}",
        f"max_connections {MAX_CONNECTIONS}",
        "allow_anonymous false",
        f"password_file {passwords}",
        f"acl_file {acl}",
        f"max_packet_size {MAX_PACKET}",
        "set_tcp_nodelay true",
        f"user {pwd.getpwuid(os.getuid()).pw_name}",
        "persistence true",
        f"persistence_location {directory}/",
        "autosave_interval 5",  # by time: by change it rewrites its whole file each time
        f"pid_file {directory / PID_NAME}",
    ]
    if tls:
        lines[2:2] = [f"certfile {tls.certificate}", f"keyfile {tls.key}"]
    write_private(config, "\n".join(lines) + "\n")
    return config
