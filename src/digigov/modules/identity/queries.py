"""What can be asked of accounts."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.identity.models import Account, Passkey, RecoveryCode, Session, Totp
from digigov.modules.identity.sessions import DEVICE, STARTED_AT
from digigov.modules.organizations.queries import standing_of


def actor_of(account: Account, *, at: datetime, second_factor: bool) -> Actor:
    """
    Who this account is now. Rights of a post count only in a session that was opened with a second factor.
    """
    citizen = Actor(kind="citizen", account_id=account.id, party_id=account.party_id, second_factor=second_factor)
    if not second_factor:
        return citizen
    standing = standing_of(account.party_id, at)
    if not standing.is_staff:
        return citizen
    return replace(
        citizen,
        kind="officer",
        name=standing.title,
        roles=standing.roles,
        grants=standing.grants,
        office=standing.office,
    )


def find_account_of(party_id: UUID) -> UUID | None:
    """The account with which this person signs in, if there is one."""
    return Account.objects.filter(party_id=party_id).values_list("id", flat=True).first()


def facts_of_session(*, at: datetime, device: str) -> dict[str, str]:
    """What a session carries so that its owner can tell it from others."""
    return {STARTED_AT: at.isoformat(), DEVICE: device[:200]}


@dataclass(frozen=True, slots=True)
class PasskeyView:
    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One of somebody's open sessions; ``key`` is shown to nobody."""

    key: str
    device: str
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Security:
    """How an account is protected."""

    email: str
    phone: str
    has_totp: bool
    passkeys: tuple[PasskeyView, ...]
    recovery_codes_left: int
    visits: tuple[Visit, ...]

    @property
    def has_second_factor(self) -> bool:
        return self.has_totp or bool(self.passkeys)


def second_factors_of(account_id: UUID) -> frozenset[str]:
    """Which second factors the account has: ``totp``, ``passkey``."""
    found = set()
    if Totp.objects.filter(account_id=account_id, confirmed_at__isnull=False).exists():
        found.add("totp")
    if Passkey.objects.filter(account_id=account_id).exists():
        found.add("passkey")
    return frozenset(found)


def get_security(*, viewer: Actor, at: datetime) -> Security:
    """One's own. :raises NotAllowed: for strangers."""
    if viewer.account_id is None:
        raise NotAllowed
    account = Account.objects.get(id=viewer.account_id)
    passkeys = Passkey.objects.filter(account=account).order_by("added_at", "id")
    visits = Session.objects.filter(account_id=account.id, expire_date__gt=at).order_by("-started_at")[:50]
    return Security(
        email=account.email or "",
        phone=account.phone or "",
        has_totp=Totp.objects.filter(account=account, confirmed_at__isnull=False).exists(),
        passkeys=tuple(PasskeyView(p.id, p.name, p.added_at, p.used_at) for p in passkeys),
        recovery_codes_left=RecoveryCode.objects.filter(account=account, used_at=None).count(),
        visits=tuple(Visit(v.session_key, v.device, v.started_at) for v in visits),
    )


def is_staff(account_id: UUID, *, at: datetime) -> bool:
    """Whether the person behind the account holds a post now."""
    party_id = Account.objects.filter(id=account_id).values_list("party_id", flat=True).first()
    return party_id is not None and standing_of(party_id, at).is_staff
