"""Names and addresses of computers. Pure."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Tell whether what is said to this host stays on this computer.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("192.168.1.10")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
