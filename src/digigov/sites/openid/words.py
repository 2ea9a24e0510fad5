"""What a system is told, in plain words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

TOLD: dict[str, Any] = {
    "profile": _("Your name, date of birth and language"),
    "email": _("Your e-mail address"),
    "phone": _("Your telephone number"),
    "address": _("Your home address"),
    "national_id": _("Your national ID number"),
    "offline_access": _("All this also later, while you are not here, until you take it back"),
}


def told_of(scopes: Iterable[str]) -> list[Any]:
    return [TOLD[scope] for scope in scopes if scope in TOLD]
