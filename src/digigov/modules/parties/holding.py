"""What this room holds of a person: who they are and how to reach them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.parties.models import Person, Registered
from digigov.modules.privacy.definitions import GOES, Holding, Rule, Shredding, Source, Stay


def _why_named(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """Whatever the rooms above keep of somebody must say whose it is."""
    if not shredding.closes:
        return {}
    if not shredding.kept:
        return dict.fromkeys((row.pk for row in rows), GOES)
    ends = [each.until for each in shredding.kept]
    until = None if None in ends else max(each for each in ends if each)
    return dict.fromkeys((row.pk for row in rows), Stay("needed", until=until))


def _forget_names(rows: Sequence[Any], shredding: Shredding) -> None:
    """The record stays as an id without a person, so that what is kept of others still fits together."""
    ids = [row.pk for row in rows]
    Person.objects.filter(id__in=ids).update(given_names="", family_name="", born_on=None, national_id=None)
    Registered.objects.filter(person_id__in=ids).delete()


def _forget_addresses(rows: Sequence[Any], shredding: Shredding) -> None:
    Person.objects.filter(id__in=[row.pk for row in rows]).update(email="", phone="", address={}, reached_through=None)


HOLDING = Holding(
    room="parties",
    title=_("Who you are and how to reach you"),
    purpose=_("So that you give it once, and forms take it from here."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, sections 33 and 40",
    correct="account:home",
    labels={
        "given_names": _("Given names"), "family_name": _("Family name"), "born_on": _("Date of birth"),
        "national_id": _("National ID number"), "email": _("E-mail address"), "phone": _("Telephone"),
        "address": _("Home address"), "language": _("Language"), "registered_at": _("Written down"),
    },
    sources=(
        Source(
            table="parties_person",
            column="id",
            rule=Rule("person", period="people"), stays=_why_named, shred=_forget_names, effect="anonymised", names=False,
            also=("parties_registered",),
            kind=_("Person"),
            rows=lambda whose: Person.objects.filter(id__in=whose.party_ids)
            .exclude(given_names="", family_name="", national_id=None)
            .order_by("-registered_at"),
            values=lambda row: {
                "given_names": row.given_names, "family_name": row.family_name, "born_on": row.born_on,
                "national_id": row.national_id, "registered_at": row.registered_at,
            },
        ),
        Source(
            table="parties_person",
            column="id",
            rule=Rule("account"), shred=_forget_addresses, effect="anonymised", names=False,
            kind=_("How to reach you"),
            rows=lambda whose: Person.objects.filter(id__in=whose.party_ids)
            .exclude(email="", phone="", address={}, reached_through=None)
            .order_by("-registered_at"),
            values=lambda row: {
                "email": row.email, "phone": row.phone, "address": row.address, "language": row.language,
            },
        ),
    ),
)  # fmt: skip
