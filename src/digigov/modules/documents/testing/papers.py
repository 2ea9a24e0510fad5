"""What stands on a paper, for tests that read it as people do."""

from uuid import UUID

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.documents import papers, rules
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.signatures import commands as signatures


def printed(document_id: UUID) -> tuple[str, str]:
    """Number and code."""
    document = IssuedDocument.objects.get(id=document_id)
    return document.reference, rules.spaced_code(document.code)


def scanned(document_id: UUID) -> str:
    """The path that the square code opens."""
    document = IssuedDocument.objects.get(id=document_id)
    payload = rules.pack_paper(papers.paper_of(document))
    unit = papers.office_of(document.unit).ministry
    token = signatures.sign_compact(by=system("test"), at=now(), payload=payload, unit=unit)
    return "/V/" + papers.link_of(token).partition("/V/")[2]
