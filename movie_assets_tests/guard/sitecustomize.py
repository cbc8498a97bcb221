"""Keeps a process on loopback: put this folder on PYTHONPATH and Python loads it by itself.

An audit hook sees every connect and every look-up of a name that any Python library makes, and no
library can take it off again. What C code does by itself (libpq) it does not see.
"""

import ipaddress
import os
import sys
from pathlib import Path

LOG = "MOVIE_ASSETS_TESTS_CONNECTS"
_BY_NAME = ("", "localhost")


def stays_here(event: str, host: object) -> bool:
    """Whether a connect goes to this machine; of a look-up, whether nobody need be asked."""
    text = host.decode() if isinstance(host, bytes) else host
    if text is None or text in _BY_NAME:
        return True
    try:
        address = ipaddress.ip_address(str(text))
    except ValueError:
        return False
    return address.is_loopback or event != "socket.connect"


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what would leave the machine, and write down where it would have gone."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    log = os.environ.get(LOG)
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(f"{event} {host}\n")
    if not stays_here(event, host):
        raise PermissionError(f"{event} to {host}: tests stay on this machine")


sys.addaudithook(guard)
