"""Tries what whoever draws must not be able to do, once it is confined as for a page."""

import json
import os
import socket
from pathlib import Path

from digigov.modules.documents.drawing.work import confine

TRIES = {
    "open": Path("/etc/hostname").read_bytes,
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "pipe": os.pipe,
    "gigabytes": lambda: bytearray(1_000_000_000),
}


def work(_request: bytes) -> bytes:
    confine()
    found = {name: tried(each) for name, each in TRIES.items()}
    return json.dumps(found | {"DIGIGOV_SECRET_KEY": os.environ.get("DIGIGOV_SECRET_KEY")}).encode()


def tried(what):
    try:
        what()
    except MemoryError:
        return "MemoryError"
    except OSError as fault:
        return f"OSError {fault.errno}"
    return "could"
