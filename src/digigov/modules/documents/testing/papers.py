"""What stands on a paper, for tests that read it as people do."""

from uuid import UUID

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.documents import papers, rules
from digigov.modules.documents.commands.issuing import printed_code
from digigov.modules.documents.models import IssuedDocument
from digigov.modules.signatures import commands as signatures


def printed(document_id: UUID) -> tuple[str, str]:
    """Number and code."""
    document = IssuedDocument.objects.get(id=document_id)
    return document.reference, rules.spaced_code(document.code)


def code_on(document_id: UUID) -> str:
    """All that the square code holds."""
    document = IssuedDocument.objects.select_related("template").get(id=document_id)
    return printed_code(document, by=system("test"), at=now())


def scanned(document_id: UUID) -> str:
    """The path that the square code opens: what a browser sends of it."""
    return "/V/" + code_on(document_id).partition("/V/")[2].partition("#")[0]


def scanned_before_december(document_id: UUID) -> str:
    """The path that the square codes of papers opened until November 2026: the whole statement, sealed by the ministry."""
    document = IssuedDocument.objects.get(id=document_id)
    payload = rules.pack_paper(papers.paper_of(document))
    unit = papers.office_of(document.unit).ministry
    token = signatures.sign_compact(by=system("test"), at=now(), payload=payload, unit=unit)
    return f"/V/{rules.as_text(token)}"
