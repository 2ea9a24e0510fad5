"""Each slice of a pack goes to the room that owns it. Runs inside the transaction of ``load_pack``."""

from datetime import datetime
from typing import Any

from digigov.kernel.actor import Actor
from digigov.modules.assurance import commands as assurance
from digigov.modules.casework import commands as casework
from digigov.modules.catalog.definitions import Service
from digigov.modules.catalog.pack.contents import (
    articles_of,
    country_of,
    messages_of,
    registers,
    request_groups,
    shared_messages,
    templates_of,
)
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.ports import slices
from digigov.modules.catalog.request_categories import publish_categories
from digigov.modules.catalog.request_definitions import REQUEST_SERVICE
from digigov.modules.documents import commands as documents
from digigov.modules.forms import commands as forms
from digigov.modules.identity import commands as identity
from digigov.modules.knowledge import commands as knowledge
from digigov.modules.mandates import commands as mandates
from digigov.modules.notifications import commands as notifications
from digigov.modules.organizations import commands as organizations
from digigov.modules.payments import commands as payments
from digigov.modules.privacy import commands as privacy
from digigov.modules.registries import commands as registries
from digigov.modules.search import commands as search
from digigov.modules.signing import commands as signing

KIND = "service"


def publish_shared(pack: LoadedPack, *, edition: int, by: Actor, at: datetime) -> None:
    """What all services lean on."""
    organizations.load_organizations(by=by, at=at, definition=pack.organizations)
    organizations.load_calendar(by=by, at=at, definition=pack.calendar)
    registries.load_registers(by=by, at=at, definitions=registers(pack))
    identity.load_plan(by=by, at=at, definition=pack.pack.sign_in)
    assurance.load_plan(by=by, at=at, definition=pack.pack.proofing)
    mandates.load_plan(by=by, at=at, definition=pack.pack.mandates)
    signing.load_plan(by=by, at=at, definition=pack.pack.signing)
    years = {each.id: each.service.privacy.keep_years for each in pack.services.values()}
    if pack.pack.requests:
        years[REQUEST_SERVICE] = pack.pack.requests.keep_years
    privacy.load_plan(by=by, at=at, definition=pack.pack.retention, services=years)
    forms.load_country(by=by, at=at, country=country_of(pack))
    publish_categories(request_groups(pack), by=by, at=at)
    notifications.load_messages(by=by, at=at, service=None, version=edition, definitions=shared_messages(pack))
    for part in slices():
        part.load(by=by, at=at, files=pack.of_slice(part))
    knowledge.load_articles(by=by, at=at, topics=pack.pack.help_topics, definitions=articles_of(pack))


def publish_service(service: LoadedService, pack: LoadedPack, *, version: int, by: Actor, at: datetime) -> None:
    """One version of a service, to every room."""
    key: dict[str, Any] = {"by": by, "at": at, "service": service.id, "version": version}
    forms.publish_form(**key, form=service.form)
    casework.publish_workflow(**key, workflow=service.workflow)
    notifications.load_messages(**key, definitions=messages_of(service))
    payments.publish_fees(**key, table=service.fees)
    appeal = service.service.appeal
    appeal_words = appeal.model_dump(exclude={"standing"}, exclude_defaults=True) if appeal else None
    documents.load_templates(**key, templates=templates_of(service, pack), appeal=appeal_words)
    _let_find(service.service)


def withdraw_service(service: str) -> None:
    """Take a service out of what people find."""
    search.remove(kind=KIND, object_id=service)


def _let_find(service: Service) -> None:
    told = (service.who_may_apply, service.output, *(need.text for need in service.needs))
    search.put(
        kind=KIND,
        object_id=service.id,
        title=service.name,
        summary=service.summary,
        words=service.words,
        body=" ".join(told),
    )
