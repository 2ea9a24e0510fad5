"""What this room holds of a person: who they are and how to reach them."""

from django.utils.translation import gettext_noop as _

from digigov.modules.parties.models import Person
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="parties",
    title=_("Who you are and how to reach you"),
    purpose=_("So that you give it once, and forms take it from here."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, sections 33 and 40",
    kept=_("As long as you have an account or an application."),
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
            also=("parties_registered",),
            kind=_("Person"),
            rows=lambda whose: Person.objects.filter(id__in=whose.party_ids).order_by("-registered_at"),
            values=lambda row: {
                "given_names": row.given_names, "family_name": row.family_name, "born_on": row.born_on,
                "national_id": row.national_id, "email": row.email, "phone": row.phone, "address": row.address,
                "language": row.language, "registered_at": row.registered_at,
            },
        ),
    ),
)  # fmt: skip
