"""Which port to serve on."""

from __future__ import annotations

import socket

TRIED = 100


class PortTaken(Exception):
    """No port that may be used is free; the message says what to do."""


def is_free(host: str, port: int) -> bool:
    """Whether this machine can listen on `host` and `port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def free_port(host: str, port: int, *, fixed: bool) -> int:
    """`port` if it is free, else (unless `fixed`) the first free one of the hundred after it.

    Raises:
        PortTaken: none of them is free, or this machine has no such address.
    """
    for candidate in [port] if fixed else range(port, port + TRIED):
        if is_free(host, candidate):
            return candidate
    raise PortTaken(
        f"Port {port} of {host} cannot be used: another program has it, or the address is not "
        "this machine's. Stop that program, or choose another port with --port."
    )
