"""What this room holds of a person: what they agreed to, and where officers looked without a case. What registers say is the registers'."""

from django.utils.translation import gettext_noop as _

from digigov.modules.parties.queries import numbers_of
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, deleted
from digigov.modules.registries import gate
from digigov.modules.registries.models import Consent, Lookup


def _forget_answers(shredding: Shredding) -> None:
    """What registers answered about the person lies behind the gate, under numbers and not under ids."""
    if shredding.whose is not None:
        gate.erased(numbers_of(shredding.whose.party_ids))


HOLDING = Holding(
    first=_forget_answers,
    room="registries",
    title=_("Registers that were read for you"),
    purpose=_("So that you need not tell government what it knows, and see who looked without a case."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, sections 33 and 42",
    correct="account:consents",
    labels={
        "register": _("Register"), "fields": _("What of it"), "purpose": _("What for"), "service": _("Service"),
        "given_at": _("Agreed"), "until": _("Until"), "withdrawn_at": _("Taken back"), "at": _("When"),
        "is_emergency": _("In an emergency"), "office": _("Office"), "is_justified": _("Was it one?"),
        "reviewed_at": _("Looked at again"),
    },
    sources=(
        Source(
            table="registries_consent",
            column="party_id",
            rule=Rule("after", period="consents", fields=("withdrawn_at", "until"), event=_("it was taken back or ran out")),
            shred=deleted(Consent), names=False,
            kind=_("Something you agreed to"),
            rows=lambda whose: Consent.objects.filter(party_id__in=whose.party_ids).order_by("-given_at"),
            values=lambda row: {
                "register": row.register, "fields": row.fields, "purpose": row.purpose, "service": row.service,
                "given_at": row.given_at, "until": row.until, "withdrawn_at": row.withdrawn_at,
                "way": row.way, "evidence": row.evidence, "office": row.office,
            },
        ),
        Source(
            table="registries_lookup",
            column="about",
            rule=Rule("after", period="lookups", fields=("at",), event=_("an officer looked")), shred=deleted(Lookup), names=False,
            kind=_("A look without a case"),
            rows=lambda whose: Lookup.objects.filter(about__in=whose.party_ids).order_by("-at"),
            values=lambda row: {
                "at": row.at, "register": row.register, "fields": row.fields, "office": row.office,
                "is_emergency": row.is_emergency, "reviewed_at": row.reviewed_at, "is_justified": row.is_justified,
            },
        ),
    ),
)  # fmt: skip
