"""Limits and names, with their defaults."""

from django.conf import settings

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 4096
MAX_PAGES = 200
MAX_PIECE = 2_000_000
MAX_UPLOADS_UNDER_WAY = 20


def address() -> str:
    return settings.ADDRESS


def country() -> str:
    return settings.DIGIGOV_COUNTRY


def state_name() -> str:
    return settings.DIGIGOV_STATE_NAME


def is_rehearsal() -> bool:
    return bool(getattr(settings, "REHEARSAL", False))


def pack():  # type: ignore[no-untyped-def]
    return settings.PACK
