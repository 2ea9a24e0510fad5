"""What this room holds of a person: times that were kept for them."""

from django.utils.translation import gettext_noop as _

from digigov.modules.appointments.models import Appointment
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="appointments",
    title=_("Your appointments"),
    purpose=_("So that somebody has time for you."),
    basis="The law of each service, on its page",
    kept=_("As long as the application."),
    correct="portal:my",
    labels={
        "office": _("Office"), "starts_at": _("From"), "ends_at": _("Until"), "state": _("How it stands"),
        "booked_at": _("Booked"),
    },
    sources=(
        Source(
            table="appointments_appointment",
            column="party_id",
            kind=_("Appointment"),
            rows=lambda whose: Appointment.objects.filter(party_id__in=whose.party_ids).order_by("-starts_at", "-id"),
            values=lambda row: {
                "office": row.office, "starts_at": row.starts_at, "ends_at": row.ends_at, "state": row.state,
                "booked_at": row.booked_at,
            },
        ),
    ),
)  # fmt: skip
