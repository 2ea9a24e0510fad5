"""What this room holds of a person: how they sign in. Secrets are told by that they are there, never by what they are."""

from django.utils.translation import gettext_noop as _

from digigov.modules.identity.models import (
    Account,
    Alarm,
    Code,
    Concern,
    KnownDevice,
    Passkey,
    PastAddress,
    Recovery,
    RecoveryCode,
    Session,
    Totp,
)
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="identity",
    title=_("How you sign in"),
    purpose=_("So that nobody else signs in as you."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, section 42",
    kept=_("As long as you have an account; visits and codes until they have ended."),
    correct="account:security",
    labels={
        "email": _("E-mail address"), "phone": _("Telephone"), "created_at": _("Opened"), "device": _("Device"),
        "started_at": _("Began"), "until": _("Until"), "name": _("Name"), "added_at": _("Added"), "used_at": _("Used"),
        "confirmed_at": _("Set up"), "purpose": _("For"), "opens_at": _("From"), "held_at": _("Held since"), "was": _("Address before"),
    },
    sources=(
        Source(
            table="identity_account",
            column="party_id",
            kind=_("Account"),
            rows=lambda whose: Account.objects.filter(id__in=whose.account_ids),
            values=lambda row: {"email": row.email, "phone": row.phone, "created_at": row.created_at, "held_at": row.held_at},
        ),
        Source(
            table="identity_session",
            column="account_id",
            kind=_("Visit"),
            rows=lambda whose: Session.objects.filter(account_id__in=whose.account_ids).order_by("-expire_date"),
            values=lambda row: {"device": row.device, "started_at": row.started_at, "until": row.expire_date},
        ),
        Source(
            table="identity_passkey",
            column="account_id",
            kind=_("Passkey"),
            rows=lambda whose: Passkey.objects.filter(account_id__in=whose.account_ids).order_by("-added_at"),
            values=lambda row: {"name": row.name, "added_at": row.added_at, "used_at": row.used_at},
        ),
        Source(
            table="identity_totp",
            column="account_id",
            kind=_("Authenticator app"),
            rows=lambda whose: Totp.objects.filter(account_id__in=whose.account_ids),
            values=lambda row: {"confirmed_at": row.confirmed_at},
        ),
        Source(
            table="identity_recoverycode",
            column="account_id",
            kind=_("Recovery code"),
            rows=lambda whose: RecoveryCode.objects.filter(account_id__in=whose.account_ids).order_by("id"),
            values=lambda row: {"used_at": row.used_at, "until": row.works_until},
        ),
        Source(
            table="identity_recovery",
            column="account_id",
            kind=_("A new password that waits"),
            rows=lambda whose: Recovery.objects.filter(account_id__in=whose.account_ids),
            values=lambda row: {"opens_at": row.opens_at, "until": row.closes_at},
        ),
        Source(
            table="identity_code",
            column="account_id",
            kind=_("Code that was sent"),
            rows=lambda whose: Code.objects.filter(account_id__in=whose.account_ids).order_by("-expires_at"),
            values=lambda row: {"email": row.email, "phone": row.phone, "until": row.expires_at},
        ),
        Source(
            table="identity_knowndevice",
            column="account_id",
            kind=_("Browser that we know"),
            rows=lambda whose: KnownDevice.objects.filter(account_id__in=whose.account_ids).order_by("-seen_at"),
            values=lambda row: {"used_at": row.seen_at},
        ),
        Source(
            table="identity_alarm",
            column="account_id",
            kind=_("Warning that we sent"),
            rows=lambda whose: Alarm.objects.filter(account_id__in=whose.account_ids).order_by("-made_at"),
            values=lambda row: {"was": row.was, "started_at": row.made_at, "until": row.works_until, "used_at": row.used_at},
        ),
        Source(
            table="identity_pastaddress",
            column="account_id",
            kind=_("Address given up"),
            rows=lambda whose: PastAddress.objects.filter(account_id__in=whose.account_ids).order_by("-left_at"),
            values=lambda row: {"until": row.left_at},
        ),
        Source(
            table="identity_concern",
            column="account_id",
            kind=_("Something about your account that somebody looks at"),
            rows=lambda whose: Concern.objects.filter(account_id__in=whose.account_ids).order_by("-noted_at"),
            values=lambda row: {"purpose": row.kind, "started_at": row.noted_at, "used_at": row.looked_at},
        ),
    ),
)  # fmt: skip
