"""What this room holds of a person: where else they sign in, and what they allowed."""

from django.utils.translation import gettext_noop as _

from digigov.modules.openid.models import Consent, SignIn, Subject
from digigov.modules.privacy.definitions import Holding, Rule, Source, deleted

HOLDING = Holding(
    room="openid",
    title=_("Where else you sign in"),
    purpose=_("So that other systems of government know you, and only as far as you allow."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, section 34",
    correct="openid:allowed",
    labels={
        "client": _("System"), "scopes": _("What it may know"), "given_at": _("Given"), "ended_at": _("Ended"), "begun_at": _("Began"),
        "sector": _("For"), "sub": _("What you are called there"),
    },
    sources=(
        Source(
            table="openid_consent",
            column="account_id",
            rule=Rule("account"), shred=deleted(Consent),
            kind=_("What you allowed"),
            rows=lambda whose: Consent.objects.filter(account_id__in=whose.account_ids)
            .select_related("client")
            .order_by("-given_at", "-id"),
            values=lambda row: {
                "client": row.client.name, "scopes": row.scopes, "given_at": row.given_at, "ended_at": row.ended_at,
            },
        ),
        Source(
            table="openid_signin",
            column="party_id",
            rule=Rule("account", ends=True), shred=deleted(SignIn),
            kind=_("Sign-in there"),
            rows=lambda whose: SignIn.objects.filter(party_id__in=whose.party_ids)
            .select_related("client")
            .order_by("-begun_at", "-id"),
            values=lambda row: {
                "client": row.client.name, "scopes": row.scopes, "begun_at": row.begun_at, "ended_at": row.ended_at,
            },
            also=("openid_authorizationcode", "openid_token", "openid_devicerequest"),
        ),
        Source(
            table="openid_subject",
            column="party_id",
            rule=Rule("account"), shred=deleted(Subject),
            kind=_("Name that only one system knows"),
            rows=lambda whose: Subject.objects.filter(party_id__in=whose.party_ids).order_by("sector"),
            values=lambda row: {"sector": row.sector, "sub": row.sub},
        ),
    ),
)  # fmt: skip
