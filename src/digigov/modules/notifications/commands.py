"""Telling people."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import AdapterFailure, DomainError, NotFound
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.notifications import policies, rules
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.notifications.models import Delivery, Message, TemplateVersion
from digigov.modules.notifications.ports import CutOff, Outgoing, Receipt
from digigov.modules.notifications.queries import find_template
from digigov.modules.parties import queries as parties

DELIVER = "notifications.deliver_message"
CUT_OFF_AFTER = timedelta(minutes=5)
CODES_KEPT_FOR = timedelta(days=14)  # of a message that cannot be delivered; then nobody can send it again


class NothingToRepeat(DomainError):
    code = "nothing-to-repeat"
    message = _("This message is on its way or has arrived. There is nothing to send again.")


@transaction.atomic
def load_messages(
    *, by: Actor, at: datetime, service: str | None, version: int, definitions: Iterable[MessageTemplate]
) -> None:
    """
    Publish the templates of a service's version, or the shared ones (``service`` None). Published ones never change.

    :raises NotAllowed: unless the machine loads the pack, or somebody who may publish services.
    """
    by.require_loader()
    definitions = list(definitions)
    TemplateVersion.objects.bulk_create(
        [
            TemplateVersion(service=service or "", version=version, key=each.id, body=each.model_dump(mode="json"))
            for each in definitions
        ],
        ignore_conflicts=True,
    )
    details = {"service": service or "", "version": version, "messages": sorted(each.id for each in definitions)}
    audit.record(by=by, at=at, action="notifications.messages-published", details=details)


@transaction.atomic
def send(
    *,
    by: Actor,
    at: datetime,
    party_id: UUID,
    message: str,
    service: str,
    version: int,
    values: Mapping[str, Any],
    dedupe_key: str,
    case_id: UUID | None = None,
) -> bool:
    """
    Tell a person by every channel for which an address is known, in the person's language.

    The same ``dedupe_key`` is told once, however often this is called. Nothing is sent before commit. A message that
    cannot be made stops nobody's work: it is audited, and False is returned.
    """
    try:
        contact = parties.contact_of(party_id)
    except NotFound:
        return _not_made(message, "nobody to tell", by=by, at=at, party_id=None, case_id=case_id)
    return _tell(
        by=by, at=at, to={"email": contact.email, "sms": contact.phone}, name=contact.name, language=contact.language,
        message=message, service=service, version=version, values=values, dedupe_key=dedupe_key,
        party_id=party_id, case_id=case_id,
    )  # fmt: skip


@transaction.atomic
def send_to_address(
    *,
    by: Actor,
    at: datetime,
    message: str,
    values: Mapping[str, Any],
    dedupe_key: str,
    email: str = "",
    phone: str = "",
    name: str = "",
    language: str = "en",
    service: str = "",
    version: int = 0,
    case_id: UUID | None = None,
    code_until: datetime | None = None,
) -> bool:
    """
    Tell an address that belongs to nobody known yet, such as one that is being proved by a code. Returns as ``send``.

    A value called ``code`` is kept only until the provider has the message, and never after ``code_until``: then the message
    is not sent any more.
    """
    return _tell(
        by=by, at=at, to={"email": email, "sms": phone}, name=name, language=language,
        message=message, service=service, version=version, values=values, dedupe_key=dedupe_key,
        party_id=None, case_id=case_id, code_until=code_until,
    )  # fmt: skip


def _tell(
    *,
    by: Actor,
    at: datetime,
    to: Mapping[str, str],
    name: str,
    language: str,
    message: str,
    service: str,
    version: int,
    values: Mapping[str, Any],
    dedupe_key: str,
    party_id: UUID | None,
    case_id: UUID | None,
    code_until: datetime | None = None,
) -> bool:
    code = str(values.get("code", ""))
    if code:
        values = {**values, "code": rules.DOTS}
    template = find_template(service=service, version=version, key=message)
    try:
        if template is None:
            raise rules.BadTemplate("nobody wrote it")
        subject, texts = _words(template, {**_always(name), **values}, language)
    except rules.BadTemplate as why:
        return _not_made(message, str(why), by=by, at=at, party_id=party_id, case_id=case_id)
    told, is_new = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "party_id": party_id,
            "case_id": case_id,
            "template": message,
            "language": language,
            "subject": subject,
            "made_at": at,
        },
    )
    if not is_new:
        return True
    deliveries = [
        Delivery(
            message=told,
            channel=channel,
            address=to[channel],
            text=text,
            changed_at=at,
            code=code,
            code_until=(code_until or at + CODES_KEPT_FOR) if code else None,
        )  # fmt: skip
        for channel, text in texts.items()
        if text and to.get(channel)
    ]
    Delivery.objects.bulk_create(deliveries)
    if deliveries:
        later(DELIVER, *({"delivery_id": each.id} for each in deliveries))
    audit.record(
        by=by, at=at, action="notifications.message-made", subject_id=party_id, case_id=case_id,
        details={"template": message, "channels": [each.channel for each in deliveries], **_gaps(template, values)},
    )  # fmt: skip
    return True


def _not_made(message: str, why: str, *, by: Actor, at: datetime, party_id: UUID | None, case_id: UUID | None) -> bool:
    audit.record(
        by=by, at=at, action="notifications.message-not-made", subject_id=party_id, case_id=case_id,
        details={"template": message, "why": why[:200]},
    )  # fmt: skip
    return False


def _gaps(template: MessageTemplate, values: Mapping[str, Any]) -> dict[str, list[str]]:
    missing = sorted({*template.values} - values.keys())
    return {"gaps": missing} if missing else {}


def _words(template: MessageTemplate, values: Mapping[str, Any], language: str) -> tuple[str, dict[str, str]]:
    """In the reader's language; where a translation cannot be filled in, in English."""
    with translation.override(language):
        values = {**values, "name": values["name"] or translation.gettext("Sir or Madam")}
        subject = rules.one_line(_in_words(template.subject, values), 200)
        texts = {"email": _in_words(template.email, values)}
        if template.sms:
            texts["sms"] = _in_words(template.sms, values)
    return subject, texts


def _in_words(text: str, values: Mapping[str, Any]) -> str:
    try:
        return rules.fill(translation.gettext(text), values)
    except rules.BadTemplate:
        return rules.fill(text, values)


def _always(name: str) -> dict[str, str]:
    return {
        "address": settings.ADDRESS,
        "country": settings.DIGIGOV_COUNTRY,
        "contact_centre": settings.DIGIGOV_CONTACT_CENTRE,
        "name": name,
    }


def deliver(*, at: datetime, delivery_id: UUID, is_last_try: bool) -> None:
    """
    Hand one message to its provider. Harmless when repeated: what was sent is not sent again.

    :raises AdapterFailure: temporary, so that the job is tried again later.
    """
    delivery = _take(at=at, delivery_id=delivery_id)
    if delivery is None:
        return
    if delivery.code_until is not None and (not delivery.code or delivery.code_until <= at):
        _mark(delivery_id, at=at, state="failed", error="the code in it works no more", code="")
        return
    try:
        provider_id = adapter(delivery.channel).send(_outgoing(delivery))
    except CutOff as failure:
        _mark(delivery_id, at=at, state="uncertain", error=failure.reason)
        return
    except AdapterFailure as failure:
        state = "queued" if failure.temporary and not is_last_try else "failed"
        _mark(delivery_id, at=at, state=state, error=failure.reason)
        if state == "queued":
            raise
        return
    _mark(delivery_id, at=at, state="sent", provider_id=provider_id, code="")


def _outgoing(delivery: Delivery) -> Outgoing:
    told = delivery.message
    subject, text = (
        words.replace(rules.DOTS, delivery.code) if delivery.code else words for words in (told.subject, delivery.text)
    )
    return Outgoing(str(delivery.id), delivery.address, subject, text, told.language)


@transaction.atomic
def _take(*, at: datetime, delivery_id: UUID) -> Delivery | None:
    """The delivery, marked as being sent; None if there is nothing to do."""
    delivery = Delivery.objects.select_for_update(of=["self"]).select_related("message").get(id=delivery_id)
    if delivery.state == "sending" and not adapter(delivery.channel).repeatable:
        Delivery.objects.filter(id=delivery_id).update(state="uncertain", changed_at=at)
        return None
    if delivery.state not in ("queued", "sending"):
        return None
    Delivery.objects.filter(id=delivery_id).update(state="sending", attempts=delivery.attempts + 1, changed_at=at)
    return delivery


def _mark(
    delivery_id: UUID, *, at: datetime, state: str, error: str = "", provider_id: str = "", **changes: str
) -> None:
    Delivery.objects.filter(id=delivery_id, state="sending").update(
        state=state, error=error[:200], provider_id=provider_id, changed_at=at, **changes
    )


@transaction.atomic
def take_receipt(*, by: Actor, at: datetime, receipt: Receipt) -> bool:
    """What a provider says of a message later. Returns whether it belongs to one of ours; repeating it changes nothing."""
    delivery = (
        Delivery.objects.select_for_update().filter(provider_id=receipt.provider_id).exclude(provider_id="").first()
    )
    if delivery is None:
        return False
    if delivery.state == "sent":
        Delivery.objects.filter(id=delivery.id).update(
            state=receipt.state, error=receipt.error[:200], changed_at=receipt.at
        )
    return True


@transaction.atomic
def send_again(*, by: Actor, at: datetime, delivery_id: UUID) -> None:
    """
    Send once more what failed or may not have left.

    :raises NotAllowed: without ``operations.see``.
    :raises NothingToRepeat: if it is on its way or has arrived.
    """
    policies.require_operator(by)
    delivery = Delivery.objects.select_for_update().filter(id=delivery_id).first()
    if delivery is None or delivery.state not in ("failed", "uncertain"):
        raise NothingToRepeat
    Delivery.objects.filter(id=delivery_id).update(state="queued", error="", changed_at=at)
    later(DELIVER, delivery_id=delivery_id)
    audit.record(by=by, at=at, action="notifications.sent-again", subject_id=delivery_id)


@transaction.atomic
def forget_of_cases(*, by: Actor, case_ids: Collection[UUID]) -> int:
    """
    Delete what people were told about these cases; the room that destroys a case writes it down. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    gone, _of_what = Message.objects.filter(case_id__in=case_ids).delete()
    return gone


def forget_codes(*, at: datetime) -> int:
    """Forget the codes of messages that did not leave while these worked. Returns how many."""
    return Delivery.objects.filter(code_until__lte=at).exclude(code="").update(code="")


def resume_cut_off(*, at: datetime) -> int:
    """Find deliveries that were cut off while being sent, and let their jobs decide. Returns how many."""
    cut_off = Delivery.objects.filter(state="sending", changed_at__lt=at - CUT_OFF_AFTER).values_list("id", flat=True)[
        :500
    ]
    found = [{"delivery_id": each} for each in cut_off]
    if found:
        later(DELIVER, *found)
    return len(found)
