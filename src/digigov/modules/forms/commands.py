"""Publishing forms, and asking registers on the applicant's behalf."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError
from digigov.modules.audit.commands import record
from digigov.modules.forms import policies
from digigov.modules.forms.asking_registers import Prefilling, look_up_numbers, prefill
from digigov.modules.forms.definitions import Country, Form
from digigov.modules.forms.models import CountryData, FormVersion

__all__ = ["Prefilling", "PublishedOtherwise", "load_country", "look_up_numbers", "prefill", "publish_form"]


class PublishedOtherwise(DomainError):
    code = "form-published-otherwise"
    message = _(
        "This version of the form was published before, with other questions. Publish the change as a new version."
    )


@transaction.atomic
def publish_form(*, by: Actor, at: datetime, service: str, version: int, form: Form) -> None:
    """
    Publish the form of one version of a service. Harmless when repeated with the same form.

    :raises NotAllowed: unless the actor may load packs.
    :raises PublishedOtherwise: if that version was published with another form.
    """
    policies.require_publisher(by)
    body = form.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    row, is_new = FormVersion.objects.get_or_create(
        service=service, version=version, defaults={"body": body, "published_at": at}
    )
    if not is_new and row.body != body:
        raise PublishedOtherwise
    if is_new:
        details = {"service": service, "version": version}
        record(by=by, at=at, action="forms.form-published", subject_id=row.id, details=details)


@transaction.atomic
def load_country(*, by: Actor, at: datetime, country: Country) -> None:
    """
    Keep what questions know of the country: patterns, places, outline. Replaces what was there.

    :raises NotAllowed: unless the actor may load packs.
    """
    policies.require_publisher(by)
    body = country.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    before = CountryData.objects.select_for_update().filter(id=1).first()
    if before is not None and before.digest == digest:
        return
    CountryData.objects.update_or_create(id=1, defaults={"body": body, "digest": digest})
    record(by=by, at=at, action="forms.country-loaded", details={"digest": digest})
