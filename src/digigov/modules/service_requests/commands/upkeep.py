"""What the clock does: the ladder, the citizen's silence, and the end of the time in which a reply opens it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.casework import commands as casework
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import clocks, occasions, reading, rules, telling, writing
from digigov.modules.service_requests.commands.speaking import close
from digigov.modules.service_requests.models import Entry, Follower, Request
from digigov.modules.service_requests.reading import MACHINE

BATCH = 500


def watch_requests(*, by: Actor, at: datetime) -> int:
    """
    Tell the next rung of each ladder whose clock ran out, take silence for an answer where its days are over, and end what can be opened
    no more. Harmless when repeated. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    late = Request.objects.filter(watch_at__lte=at).order_by("watch_at")
    silent = Request.objects.filter(state=rules.ANSWERED, confirm_by__lte=at).order_by("confirm_by")
    over = Request.objects.filter(state=rules.CLOSED, ended_at=None, reopen_until__lte=at).order_by("reopen_until")
    done = 0
    for rows, look in ((late, _escalate), (silent, _take_silence), (over, _end)):
        done += sum(look(each, by=by, at=at) for each in list(rows.values_list("id", flat=True)[:BATCH]))
    return done


def tell_entry(*, by: Actor, at: datetime, entry_id: UUID) -> int:
    """
    Tell everybody who follows of one line of the story, each once. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    entry = Entry.objects.select_related("request").filter(id=entry_id, is_public=True).first()
    if entry is None or not entry.request.is_public:
        return 0
    count = 0
    text = entry.request.public_text
    for follower in Follower.objects.filter(request=entry.request).iterator():
        telling.tell_follower(
            follower, entry.request, occasions.NEWS, at=at, key=str(entry.id), text=entry.text or text
        )
        count += 1
    return count


@transaction.atomic
def _escalate(request_id: UUID, *, by: Actor, at: datetime) -> bool:
    request = Request.objects.select_for_update(skip_locked=True).filter(id=request_id, watch_at__lte=at).first()
    if request is None:
        return False
    plan, due = reading.plan(), clocks.due_of(request)
    if due is None or request.rung >= len(plan.ladder):
        Request.objects.filter(id=request_id).update(watch_at=None)
        return False
    role = plan.ladder[request.rung].role
    holders = organizations.list_holders(role=role, unit=request.unit, at=at)
    told = [holder.party_id for holder in holders if holder.party_id != request.about_party_id]
    names = {"unit": organizations.name_of(request.unit), "due": telling.moment(due, "en")}
    for party_id in told:
        key = f"{request.reopened}:{request.state}:{request.unit}:{request.rung}"
        telling.tell_officer(request, occasions.LATE, at=at, party_id=party_id, key=key, **names)
    writing.add_entry(request, "escalated", by=by, at=at, role=role, told=len(told), clock=request.state)
    writing.record(request, "request-escalated", by=by, at=at, details={"role": role, "told": len(told)})
    request.rung += 1
    writing.settle_clock(request, at=at)
    if not told and request.watch_at is not None:  # nobody stands on this rung: the next one is told at the next look
        Request.objects.filter(id=request_id).update(watch_at=at)
    return True


@transaction.atomic
def _take_silence(request_id: UUID, *, by: Actor, at: datetime) -> bool:
    request = Request.objects.select_for_update(skip_locked=True).filter(id=request_id, state=rules.ANSWERED).first()
    if request is None or request.confirm_by is None or request.confirm_by > at:
        return False
    close(request, "silent", "", by=by, at=at)
    return True


@transaction.atomic
def _end(request_id: UUID, *, by: Actor, at: datetime) -> bool:
    request = (
        Request.objects.select_for_update(skip_locked=True)
        .filter(id=request_id, state=rules.CLOSED, ended_at=None, reopen_until__lte=at)
        .first()
    )
    if request is None:
        return False
    request.ended_at = at
    request.save(update_fields=["ended_at"])
    if request.step_id:
        casework.finish_step(by=MACHINE, at=at, step_id=request.step_id, outcome="ended")
    writing.record(request, "request-ended", by=by, at=at)
    return True
