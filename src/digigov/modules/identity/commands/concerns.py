"""What stands out about sign-in, for whoever watches over it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies, vault
from digigov.modules.identity.commands.limits import count_attempt
from digigov.modules.identity.models import Account, Concern, PastAddress
from digigov.modules.identity.queries import get_plan

NOT_ME, NUMBER_MOVED, MANY_RECOVERIES = "not-me", "number-moved", "many-recoveries"
AN_HOUR, A_DAY = 3600, 24 * 3600
SHORTEST_NOTE = 5


def note_concern(kind: str, account_id: UUID | None, *, at: datetime) -> None:
    """Put it on the list, once until somebody has looked."""
    Concern.objects.bulk_create([Concern(kind=kind, account_id=account_id, noted_at=at)], ignore_conflicts=True)


def watch_recoveries(account: Account | None, *, at: datetime, who: str) -> None:
    """Count a recovery that begins; too many of one account, or of all together, are looked at."""
    plan = get_plan()
    ours, _ends_at = count_attempt(at=at, what="recoveries", who=who, seconds=A_DAY)
    everybodys, _ends_at = count_attempt(at=at, what="recoveries", who="everywhere", seconds=AN_HOUR)
    if account is not None and ours >= plan.many_recoveries:
        note_concern(MANY_RECOVERIES, account.id, at=at)
    if everybodys >= plan.many_recoveries_everywhere:
        note_concern(MANY_RECOVERIES, None, at=at)


def watch_address(account_id: UUID, address: str, *, at: datetime) -> None:
    """An address that another account gave up a while ago turns up at this one."""
    if address and PastAddress.objects.filter(digest=_digest(address)).exclude(account_id=account_id).exists():
        note_concern(NUMBER_MOVED, account_id, at=at)


def give_up_address(account: Account, address: str, *, at: datetime) -> None:
    """The account signs in with this address no more."""
    if address:
        PastAddress.objects.create(account=account, digest=_digest(address), left_at=at)


@transaction.atomic
def look_at_concern(*, by: Actor, at: datetime, concern_id: UUID, note: str) -> None:
    """
    Say what was found; it leaves the list.

    :raises NotAllowed: without ``identity.watch``. :raises NotFound: if nobody has to look at it any more.
    :raises InvalidInput: without a note.
    """
    by.require(policies.WATCH)
    concern = Concern.objects.select_for_update(of=("self",)).select_related("account").filter(id=concern_id).first()
    if concern is None or concern.looked_at is not None:
        raise NotFound
    if len(note.strip()) < SHORTEST_NOTE:
        raise InvalidInput({"note": _("Write in a few words what you found.")})
    Concern.objects.filter(id=concern.id).update(looked_at=at, looked_by_id=by.party_id, note=note.strip()[:500])
    subject = concern.account.party_id if concern.account else None
    details = {"kind": concern.kind}
    audit.record(by=by, at=at, action="identity.concern-looked-at", subject_id=subject, details=details)


def _digest(address: str) -> str:
    return vault.digest("past-address", address)
