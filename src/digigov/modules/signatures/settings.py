"""The names that certificates carry."""

from django.conf import settings


def state_name() -> str:
    return getattr(settings, "DIGIGOV_STATE_NAME", "Government")


def country_code() -> str:
    """ISO 3166-1, two letters."""
    return getattr(settings, "DIGIGOV_COUNTRY_CODE", "LC")


def is_rehearsal() -> bool:
    return bool(getattr(settings, "REHEARSAL", False))


def address() -> str:
    return settings.ADDRESS


def state_unit() -> str:
    """The unit that signs what is the state's and no single ministry's."""
    return settings.DIGIGOV_HEAD_UNIT
