"""What this room holds of a person: times that were kept for them."""

from django.utils.translation import gettext_noop as _

from digigov.modules.appointments.models import Appointment
from digigov.modules.casework.queries import of_past_cases, with_its_case
from digigov.modules.privacy.definitions import Holding, Rule, Source, deleted

HOLDING = Holding(
    room="appointments",
    title=_("Your appointments"),
    purpose=_("So that somebody has time for you."),
    basis="The law of each service, on its page",
    correct="portal:my",
    labels={
        "office": _("Office"), "starts_at": _("From"), "ends_at": _("Until"), "state": _("How it stands"),
        "booked_at": _("Booked"),
    },
    sources=(
        Source(
            table="appointments_appointment",
            column="party_id",
            rule=Rule("case"), stays=with_its_case, past=of_past_cases, shred=deleted(Appointment),
            kind=_("Appointment"),
            rows=lambda whose: Appointment.objects.filter(party_id__in=whose.party_ids).order_by("-starts_at", "-id"),
            values=lambda row: {
                "office": row.office, "starts_at": row.starts_at, "ends_at": row.ends_at, "state": row.state,
                "booked_at": row.booked_at,
            },
        ),
    ),
)  # fmt: skip
