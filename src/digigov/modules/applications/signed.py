"""Whether an application is signed, by whom, and whether what was signed is still what counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from digigov.kernel.errors import NotFound
from digigov.modules.applications import rules
from digigov.modules.applications.models import Application
from digigov.modules.catalog import queries as catalog
from digigov.modules.parties import queries as parties
from digigov.modules.signing import queries as signing

PURPOSE = "application"


@dataclass(frozen=True, slots=True)
class ApplicationSignature:
    """
    ``state``: signed, by-hand (a scan from a counter), changed (the answers were corrected since), damaged (the file is not what was
    signed) or missing. ``for_whom`` is whom the signer acted for; ``by_name`` of a scan is whoever took it in.
    """

    state: Literal["signed", "by-hand", "changed", "damaged", "missing"]
    by_name: str = ""
    for_whom: str = ""
    mandate_id: UUID | None = None
    signed_at: datetime | None = None
    file_id: UUID | None = None

    @property
    def counts(self) -> bool:
        return self.state in ("signed", "by-hand")


def find_signature(*, case_id: UUID, service: str, version: int) -> ApplicationSignature | None:
    """Of a case's application, for a page that has decided who may see the case; None where the service asks for none."""
    try:
        wanted = catalog.get_service(service, version).definition.signature
    except NotFound:  # a case of no service, such as one that officers opened
        wanted = None
    if wanted is None:
        return None
    application = Application.objects.filter(case_id=case_id).first()
    return signature_of(application) if application else None


def signature_of(application: Application) -> ApplicationSignature | None:
    if catalog.get_service(application.service, application.version).definition.signature is None:
        return None
    given = signing.list_signatures(purpose=PURPOSE, subject_id=application.draft_id)
    if not given:
        return ApplicationSignature("missing")
    answers = application.answer_sets.order_by("-number").values_list("answers", flat=True).first() or {}
    says = rules.digest_of(application.service, application.version, answers)
    newest = next((each for each in given if each.says == says), given[0])
    names = parties.names_of({newest.signer_id, *([newest.for_id] if newest.for_id else [])})
    return ApplicationSignature(
        state=_state(newest, says),
        by_name=names.get(newest.signer_id, ""),
        for_whom=names.get(newest.for_id, "") if newest.for_id else "",
        mandate_id=newest.mandate_id,
        signed_at=newest.signed_at,
        file_id=newest.file_id,
    )


def _state(given: signing.SignatureView, says: str) -> Literal["signed", "by-hand", "changed", "damaged"]:
    if not given.is_whole:
        return "damaged"
    if given.says != says:
        return "changed"
    return "by-hand" if given.by_hand else "signed"
