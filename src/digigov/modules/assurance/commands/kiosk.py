"""
Beginning at a kiosk: the person enters what they have and gets a short number; an officer asks for it, has it filled in, and looks
at person and papers as always. Nobody signs in for it, so no password is typed at a screen that many share.
"""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.assurance import policies, rules
from digigov.modules.assurance.commands.checks import Shown, require_whole
from digigov.modules.assurance.models import KioskEntry
from digigov.modules.assurance.queries import get_plan
from digigov.modules.audit import commands as audit
from digigov.modules.organizations.queries import OfficeView, get_office

TRIES = 20


class KioskNumberUnknown(InvalidInput):
    code = "kiosk-number-unknown"

    def __init__(self) -> None:
        super().__init__(
            {"kiosk": _("Nothing was entered under this number within two hours, or it was used already.")}
        )


@transaction.atomic
def set_up_kiosk(*, by: Actor, at: datetime, place: str) -> None:
    """
    This screen stands at that place from now on; what it keeps to show it is the page's business.

    :raises NotAllowed: unless an officer serves at the counter that the kiosk belongs to. :raises NotFound: if it is no kiosk.
    """
    policies.require_agent_of(by, unit=_kiosk(place).unit)
    audit.record(by=by, at=at, action="assurance.kiosk-set-up", details={"place": place})


def begin_at_kiosk(*, by: Actor, at: datetime, place: str, shown: Shown) -> str:
    """
    Keep it for two hours under a number of six digits, which is returned. Nothing is compared yet: who asks is not known.

    :raises NotFound: if it is no kiosk, or the country proves nobody. :raises InvalidInput: if something is missing.
    """
    _kiosk(place)
    born_on = require_whole(shown, get_plan(), by_register=False)
    claim = {
        "national_id": shown.national_id.strip(),
        "born_on": born_on.isoformat(),
        "paper": shown.paper,
        "number": shown.number.strip(),
    }
    for _each in range(TRIES):
        number = f"{secrets.randbelow(900_000) + 100_000}"
        row = KioskEntry(number=number, place=place, claim=claim, made_at=at, ends_at=at + rules.KIOSK_KEEPS)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return number
    raise RuntimeError("every number is taken")


def take_kiosk_entry(number: str, *, at: datetime) -> str:
    """The place; what was entered there is gone. Runs inside a transaction. :raises KioskNumberUnknown:"""
    waiting = KioskEntry.objects.filter(number=number, ends_at__gt=at)
    place = waiting.values_list("place", flat=True).first()
    if place is None or not waiting.delete()[0]:
        raise KioskNumberUnknown
    return place


def forget_kiosk_entries(*, at: datetime) -> None:
    """Nobody asked for them in time."""
    KioskEntry.objects.filter(ends_at__lte=at).delete()


def _kiosk(place: str) -> OfficeView:
    office = get_office(place)
    if office.kind != "kiosk":
        raise NotFound
    return office
