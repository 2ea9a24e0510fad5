"""Where to go after signing in: only ever to a page of our own."""

from django.utils.http import url_has_allowed_host_and_scheme

from digigov.sites.request import Request
from digigov.ui.navigation import link


def safe_next(request: Request, wanted: str | None) -> str:
    """The wanted page if it is ours, else the start page."""
    is_ours = wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted else link("account:home") or link("portal:home") or "/"
