"""Whom we believe that somebody is who they say: the machine's own list of authorities, to which a state may add its own."""

import ssl
from functools import cache


@cache
def authorities() -> ssl.SSLContext:
    """
    For every call to the outside. A list that came with a library would not know the state's own authority; on Debian one is
    added by ``update-ca-certificates``. Read once by each process.
    """
    return ssl.create_default_context()


def authorities_file() -> str | None:
    """The same list as a file, for a library that makes its own connections; None where the machine has no such file."""
    return ssl.get_default_verify_paths().cafile
