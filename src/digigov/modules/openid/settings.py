"""Who we are to clients."""

from urllib.parse import urlencode

from django.conf import settings


def issuer() -> str:
    """Our address, as it stands in every token (without a slash at the end)."""
    return str(settings.ADDRESS)


def issuer_parameter() -> str:
    return urlencode({"iss": issuer()})
