"""What was told, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.utils.module_loading import import_string

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.published import remembered
from digigov.modules.notifications import policies, rules
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.notifications.models import Delivery, Message, TemplateVersion
from digigov.modules.notifications.ports import Occasion


@dataclass(frozen=True, slots=True)
class Told:
    """One message to somebody: when, about what, and the state on each channel."""

    at: datetime
    template: str
    subject: str
    channels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A delivery for operators: no address and no text, only what is needed to mend it."""

    delivery_id: UUID
    channel: str
    state: str
    template: str
    attempts: int
    error: str
    changed_at: datetime


def find_template(*, service: str, version: int, key: str) -> MessageTemplate | None:
    """The service's own template in that version, else the newest shared one."""
    return _published(service, version, key) or _newest_shared(key)


@remembered(2000)
def _published(service: str, version: int, key: str) -> MessageTemplate | None:
    row = TemplateVersion.objects.filter(service=service, version=version, key=key).first() if service else None
    return MessageTemplate.model_validate(row.body) if row else None


def _newest_shared(key: str) -> MessageTemplate | None:
    row = TemplateVersion.objects.filter(service="", key=key).order_by("-version").first()
    return MessageTemplate.model_validate(row.body) if row else None


def values_used(text: str) -> frozenset[str]:
    """The values that a text of a template must be given. :raises ValueError: if it cannot be filled in."""
    used = rules.values_used(text)
    rules.fill(text, dict.fromkeys(used, "x"))
    return used - rules.ALWAYS_KNOWN


@cache
def list_occasions() -> tuple[Occasion, ...]:
    """Every occasion on which the window itself tells people, whatever a pack defines."""
    return tuple(each for path in settings.DIGIGOV_OCCASIONS for each in import_string(path))


def list_of_case(*, case_id: UUID, page: Page) -> PageOf[Told]:
    """What was told about a case, newest first. The caller has already decided that its reader may see the case."""
    states = Prefetch("deliveries", Delivery.objects.only("message_id", "channel", "state"))
    rows = Message.objects.filter(case_id=case_id).order_by("-made_at", "-id").prefetch_related(states)
    return page.of(
        rows,
        lambda m: Told(
            m.made_at, m.template, m.subject, tuple(sorted((d.channel, d.state) for d in m.deliveries.all()))
        ),
    )


def list_stuck(*, viewer: Actor, page: Page) -> PageOf[Stuck]:
    """Deliveries that failed or may not have left, newest first. :raises NotAllowed: without ``operations.see``."""
    policies.require_operator(viewer)
    rows = (
        Delivery.objects.filter(state__in=["failed", "uncertain"])
        .select_related("message")
        .order_by("-changed_at", "-id")
    )
    return page.of(
        rows, lambda d: Stuck(d.id, d.channel, d.state, d.message.template, d.attempts, d.error, d.changed_at)
    )


def count_waiting() -> dict[str, int]:
    """Deliveries not yet accepted by a provider, by state."""
    states = ("queued", "sending", "failed", "uncertain")
    return {state: Delivery.objects.filter(state=state).count() for state in states}
