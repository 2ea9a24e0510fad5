"""What can be asked of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.clock import on_the_machine
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity import policies, rules, vault
from digigov.modules.identity.definitions import SignInPlan
from digigov.modules.identity.models import (
    Account,
    Alarm,
    Code,
    Concern,
    Passkey,
    Plan,
    Recovery,
    RecoveryCode,
    Session,
    Totp,
)
from digigov.modules.identity.sessions import DEVICE, STARTED_AT
from digigov.modules.identity.sessions import facts_of_use as facts_of_use
from digigov.modules.organizations.queries import standing_of
from digigov.modules.parties.queries import is_called, names_of, records_of, tidy_address, written_down
from digigov.modules.privacy.definitions import Whose

WATCH = Purpose("watch-sign-in")
PEOPLE_A_LOOK = 1000


def actor_of(account: Account, *, at: datetime, second_factor: bool) -> Actor:
    """
    Who this account is now: nobody while it is held. Rights of a post count only in a session that was opened with a second factor.
    """
    if account.held_at is not None:
        return ANONYMOUS
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


def get_plan() -> SignInPlan:
    """What the pack says of sign-in; a pack that says nothing leaves what is usual."""
    body = Plan.objects.values_list("body", flat=True).first()
    return SignInPlan.model_validate(body or {})


def counts_from(account: Account, kind: str) -> datetime | None:
    """From when on the account's address of that kind is a proof; none: it always was."""
    since: datetime | None = getattr(account, f"{kind}_since")
    return rules.free_at(since, get_plan().new_address_hours) if since else None


def find_account_of(party_id: UUID) -> UUID | None:
    """The account with which this person signs in, if there is one."""
    return Account.objects.filter(party_id=party_id).values_list("id", flat=True).first()


def people_without_account(*, before: datetime, after: UUID | None, most: int) -> Sequence[Whose]:
    """``DIGIGOV_PEOPLE_WITHOUT_ACCOUNT``."""
    found: list[Whose] = []
    while len(found) < most and (ids := written_down(before=before, after=after, most=PEOPLE_A_LOOK)):
        after = ids[-1]
        with_one = set(Account.objects.filter(party_id__in=ids).values_list("party_id", flat=True))
        found += [Whose(each, records_of(each)) for each in ids if each not in with_one][: most - len(found)]
    return found


def account_with(email: str, phone: str) -> Account | None:
    """The account that signs in with this address, as it is stored; none for what is no address."""
    return Account.objects.filter(**({"email": email} if email else {"phone": phone or "-"})).first()


def find_party_at(*, by: Actor, address: str) -> UUID | None:
    """Who signs in with this e-mail address or telephone number. :raises NotAllowed: unless the machine asks."""
    by.require_system()
    found = account_with(*tidy_address(address))
    return found.party_id if found and found.is_active else None


def find_owner(*, address: str, family_name: str) -> UUID | None:
    """The person who signs in with this address, for whoever knows the family name too. Tells nothing more."""
    found = account_with(*tidy_address(address))
    return found.party_id if found and is_called(found.party_id, family_name=family_name) else None


def half_hidden(email: str, phone: str) -> str:
    """An address that its owner knows again, and that nobody else learns."""
    return rules.half_hidden(email, phone)


def code_works_until(at: datetime) -> datetime:
    """Until when digits work that are sent now."""
    return at + rules.CODE_WORKS_FOR


def name_of_visit(session_key: str) -> str:
    """What others may know a visit by: the same each time, and it opens nothing."""
    return vault.digest("visit", session_key)


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

    @property
    def name(self) -> str:
        """What its button says which visit it ends by."""
        return name_of_visit(self.key)


@dataclass(frozen=True, slots=True)
class Security:
    """How an account is protected."""

    email: str
    phone: str
    has_totp: bool
    passkeys: tuple[PasskeyView, ...]
    recovery_codes_left: int
    visits: tuple[Visit, ...]
    recovery_opens_at: datetime | None  # somebody waits to set a new password without the old one

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


def own_addresses(*, viewer: Actor) -> tuple[str, ...]:
    """With which one signs in, each confirmed by a code. :raises NotAllowed: for strangers."""
    if viewer.account_id is None:
        raise NotAllowed
    known = Account.objects.values_list("email", "phone").get(id=viewer.account_id)
    return tuple(each for each in known if each)


def get_security(*, viewer: Actor, at: datetime) -> Security:
    """One's own. :raises NotAllowed: for strangers."""
    if viewer.account_id is None:
        raise NotAllowed
    account = Account.objects.get(id=viewer.account_id)
    passkeys = Passkey.objects.filter(account=account).order_by("added_at", "id")
    visits = Session.objects.filter(account_id=account.id, expire_date__gt=on_the_machine(at)).order_by("-started_at")[
        :50
    ]
    return Security(
        email=account.email or "",
        phone=account.phone or "",
        has_totp=Totp.objects.filter(account=account, confirmed_at__isnull=False).exists(),
        passkeys=tuple(PasskeyView(p.id, p.name, p.added_at, p.used_at) for p in passkeys),
        recovery_codes_left=RecoveryCode.objects.filter(account=account, used_at=None, works_until=None).count(),
        visits=tuple(Visit(v.session_key, v.device, v.started_at) for v in visits),
        recovery_opens_at=Recovery.objects.filter(account=account, closes_at__gt=at)
        .values_list("opens_at", flat=True)
        .first(),
    )


def alarm_kind(*, at: datetime, token: str) -> str:
    """What the link of a message is about: ``device``, ``address``, or '' if it works no more."""
    found = Alarm.objects.filter(digest=vault.digest("alarm", token), used_at=None, works_until__gt=at)
    return found.values_list("kind", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class ConcernView:
    """Something about sign-in at which somebody should look; ``party_id`` is None if it is about the whole house."""

    id: UUID
    kind: str
    party_id: UUID | None
    name: str
    noted_at: datetime


@transaction.atomic
def list_concerns(*, viewer: Actor, at: datetime, page: Page) -> PageOf[ConcernView]:
    """
    What nobody has looked at yet, oldest first; the names are noted as seen.

    :raises NotAllowed: without ``identity.watch``.
    """
    viewer.require(policies.WATCH)
    rows = Concern.objects.filter(looked_at=None).select_related("account").order_by("noted_at", "id")
    found: PageOf[Concern] = page.of(rows, lambda row: row)
    subjects = [row.account.party_id for row in found if row.account]
    names = names_of(set(subjects))
    audit.record_listed(by=viewer, at=at, purpose=WATCH, subjects=subjects, action="parties.names-listed")
    items = tuple(
        ConcernView(each.id, each.kind, party_id, names.get(party_id, "") if party_id else "", each.noted_at)
        for each in found
        for party_id in [each.account.party_id if each.account else None]
    )
    return PageOf(items, found.number, found.size, found.has_next)


def is_staff(account_id: UUID, *, at: datetime) -> bool:
    """Whether the person behind the account holds a post now."""
    party_id = Account.objects.filter(id=account_id).values_list("party_id", flat=True).first()
    return party_id is not None and standing_of(party_id, at).is_staff


def may_wait(account: Account, *, at: datetime) -> bool:
    """Whether nothing but one address is known of an account, so that a recovery can only wait. An officer's never does."""
    has_one_address = not (account.email and account.phone)
    return has_one_address and not second_factors_of(account.id) and not is_staff(account.id, at=at)


@dataclass(frozen=True, slots=True)
class Recovering:
    """How somebody who proved one address of an account goes on to a new password."""

    account_id: UUID
    other: str  # the other address, half hidden; '' if there is none
    has_factor: bool
    may_wait: bool
    opens_at: datetime | None  # of a wait that runs
    is_open: bool  # a password may be set now
    too_new_until: datetime | None = None  # the proved address counts only from then on


def get_recovering(*, at: datetime, code_id: UUID) -> Recovering:
    """:raises NotFound: unless the code was proved within the hour."""
    proof = Code.objects.filter(id=code_id, spent_at=None, proved_at__gt=at - rules.PROOF_LASTS)
    found = proof.select_related("account").first()
    if found is None or found.account is None:
        raise NotFound
    account, can_wait = found.account, may_wait(found.account, at=at)
    email, phone = ("", account.phone or "") if found.email else (account.email or "", "")
    waiting = Recovery.objects.filter(account=account, closes_at__gt=at).first() if can_wait else None
    proved, other = ("email", "phone") if found.email else ("phone", "email")
    other_counts = (counts_from(account, other) or at) <= at
    counts = counts_from(account, proved)
    return Recovering(
        account_id=account.id,
        other=rules.half_hidden(email, phone) if other_counts else "",
        has_factor=bool(second_factors_of(account.id)),
        may_wait=can_wait,
        opens_at=waiting.opens_at if waiting else None,
        is_open=found.seconded_at is not None or (waiting is not None and waiting.opens_at <= at),
        too_new_until=counts if counts and counts > at else None,
    )
