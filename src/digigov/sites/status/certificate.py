"""The window's own TLS certificate, as people's browsers meet it: asked at the public door, not read from a file that may not be served."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

SECONDS = 5


@dataclass(frozen=True, slots=True)
class Certificate:
    """``until`` when it holds, or ``said`` why it does not, or could not be asked for."""

    until: datetime | None
    said: str

    @property
    def is_well(self) -> bool:
        return self.until is not None


def look_at(address: str, *, door: str) -> Certificate | None:
    """
    The certificate of a public address; none where the address has no TLS. ``door`` says where to knock (``host:port``), if this
    machine cannot reach its own public name. What it trusts is the machine's own list of authorities.
    """
    public = urlsplit(address)
    if public.scheme != "https" or not public.hostname:
        return None
    knock = urlsplit(f"//{door or public.netloc}")
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((knock.hostname, knock.port or 443), timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=public.hostname) as safe,
        ):
            found = safe.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Certificate(None, error.verify_message)
    except OSError as error:
        return Certificate(None, error.strerror or type(error).__name__)
    return Certificate(datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC), "")
