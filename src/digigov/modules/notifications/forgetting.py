"""What people were told about a case goes with the case."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.notifications import policies
from digigov.modules.notifications.models import Message


@transaction.atomic
def forget_of_cases(*, by: Actor, case_ids: Collection[UUID]) -> int:
    """
    Delete the messages about these cases; the room that destroys a case writes it down. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    policies.require_machine(by)
    gone, _of_what = Message.objects.filter(case_id__in=case_ids).delete()
    return gone
