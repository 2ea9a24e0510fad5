"""The lists of papers that were withdrawn, signed for those who check with no network."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from digigov.kernel.actor import Actor
from digigov.modules.documents import settings, statements
from digigov.modules.documents.models import PaperCode, StatusList
from digigov.modules.signatures import commands as signatures


def publish_status_lists(*, by: Actor, at: datetime) -> None:
    """
    Sign every list anew, with all that was withdrawn until now. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    last = PaperCode.objects.aggregate(last=Max("number"))["last"] or 0
    for number in range(last // statements.LIST_SIZE + 1):
        publish_status_list(by=by, at=at, number=number)


@transaction.atomic
def publish_status_list(*, by: Actor, at: datetime, number: int) -> None:
    """
    Sign one list anew, because something in it was withdrawn. Of two at once the second waits and sees what the first saw.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    StatusList.objects.get_or_create(number=number, defaults={"made_at": at, "expires_at": at})
    row = StatusList.objects.select_for_update().get(number=number)
    made_at = max(at, row.made_at)
    until = made_at + timedelta(days=statements.LIST_DAYS)
    first = number * statements.LIST_SIZE
    here = PaperCode.objects.filter(number__gte=first, number__lt=first + statements.LIST_SIZE)
    withdrawn = here.filter(document__state__in=statements.STATUS_OF).values_list("number", "document__state")
    forgotten = here.filter(document=None).values_list("number", flat=True)
    listed = [*withdrawn, *((each, "revoked") for each in forgotten)]
    claims = statements.list_claims(listed, number=number, address=settings.address(), at=made_at, until=until)
    row.token = signatures.sign_claims(by=by, at=at, claims=claims, kind=statements.LIST_KIND)
    row.made_at, row.expires_at = made_at, until
    row.save(update_fields=["token", "made_at", "expires_at"])
