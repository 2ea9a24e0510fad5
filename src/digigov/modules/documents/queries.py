"""What can be asked of files and papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as casework
from digigov.modules.documents import blobs, papers, policies, rules, specimens
from digigov.modules.documents.closed import FileIsInfected as FileIsInfected
from digigov.modules.documents.closed import NotDrawnYet as NotDrawnYet
from digigov.modules.documents.closed import NotScannedYet as NotScannedYet
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.drawing.apart import MOST_PAGES as MOST_PAGES
from digigov.modules.documents.drawing.apart import DrawingBusy as DrawingBusy
from digigov.modules.documents.drawing.apart import DrawnPage as DrawnPage
from digigov.modules.documents.drawing.apart import draw_apart
from digigov.modules.documents.listings import Listed as Listed
from digigov.modules.documents.listings import Part as Part
from digigov.modules.documents.listings import draw_list as draw_list
from digigov.modules.documents.models import File, IssuedDocument, Upload
from digigov.modules.documents.opened import OpenedFile as OpenedFile
from digigov.modules.documents.post import draw_post_letter as draw_post_letter
from digigov.modules.documents.rendering import TemplateBroken as TemplateBroken
from digigov.modules.documents.to_sign import PaperToSign as PaperToSign
from digigov.modules.documents.to_sign import find_to_sign as find_to_sign
from digigov.modules.documents.to_sign import look_at_page_to_sign as look_at_page_to_sign
from digigov.modules.documents.to_sign import open_to_sign as open_to_sign
from digigov.modules.documents.withdrawn import PublishedList as PublishedList
from digigov.modules.documents.withdrawn import find_status_list as find_status_list
from digigov.modules.documents.withdrawn import list_status_lists as list_status_lists
from digigov.modules.signatures import queries as signatures

State = Literal["valid", "expired", "revoked", "replaced", "unknown"]


@dataclass(frozen=True, slots=True)
class FileView:
    """``scan_state``: waiting, clean, infected or not-scanned; officers see it."""

    id: UUID
    name: str
    size: int
    media_type: str
    stored_at: datetime
    scan_state: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IssuedView:
    id: UUID
    reference: str
    title: str
    kind: str
    state: str
    issued_on: date
    valid_until: date | None
    file_id: UUID | None
    case_id: UUID | None
    unit: str
    reason: str
    may_revoke: bool
    may_reissue: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """How a paper stands, and nothing that the paper itself does not show."""

    state: State
    reference: str = ""
    title: str = ""
    ministry: str = ""
    holder: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    shown: tuple[tuple[str, str], ...] = ()
    replaced_by: str = ""


UNKNOWN = Verification("unknown")


@transaction.atomic
def open_file(*, viewer: Actor, at: datetime, file_id: UUID, purpose: Purpose, secret: str = "") -> OpenedFile:
    """
    A file's content, for its holder or for an officer with a part in its case; notes who looked and why.

    :raises NotFound: if it is not there, or not the viewer's to see.
    :raises FileIsInfected: if a virus was found in it. :raises NotScannedYet: if the scanner has not looked yet, for all but its holder.
    :raises NotDrawnYet: if it is a paper that nobody has opened before.
    """
    file = _file_to_see(viewer, at, file_id, purpose, secret)
    if file.scan_state == "infected":
        raise FileIsInfected
    if not file.sha256:
        raise NotDrawnYet
    audit.record_read(
        by=viewer,
        at=at,
        purpose=Purpose(purpose.code, file.case_id),
        subjects=[file.id],
        action="documents.file-opened",
    )
    return OpenedFile(file.name, file.media_type, file.sha256, blobs.get(file.sha256))


def get_own_file(*, viewer: Actor, file_id: UUID) -> FileFacts:
    """One's own that no case has. :raises NotFound: for any other."""
    file = File.objects.filter(id=file_id, case_id=None, holder_id__isnull=False, holder_id=viewer.party_id).first()
    if file is None:
        raise NotFound
    return FileFacts(file.name, file.media_type, file.sha256)


def read_facts(*, file_id: UUID) -> FileFacts:
    """For a room that has already decided who may see it. :raises NotFound: if it is not there."""
    file = File.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound
    return FileFacts(file.name, file.media_type, file.sha256)


def draw_page(*, file_id: UUID, number: int, with_picture: bool = False) -> DrawnPage | None:
    """
    One page of a PDF: how many there are, what it says, its picture. None if it cannot be drawn. For a room that has already decided
    who may see it, and notes that it was seen.

    :raises NotFound: if it is not there. :raises FileIsInfected: if a virus was found in it.
    :raises DrawingBusy: if as many are drawn as may be.
    """
    return draw_apart(read_content(file_id=file_id).content, number=number, with_picture=with_picture)


def read_content(*, file_id: UUID) -> OpenedFile:
    """
    For a room that has already decided who may see it, and notes that it was seen.

    :raises NotFound: if it is not there. :raises FileIsInfected: if a virus was found in it.
    """
    file = File.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound
    if file.scan_state == "infected":
        raise FileIsInfected
    return OpenedFile(file.name, file.media_type, file.sha256, blobs.get(file.sha256))


def cases_of_files(file_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """To which case each belongs; without those that are there no more."""
    return dict(File.objects.filter(id__in=set(file_ids)).values_list("id", "case_id"))


def made_for_cases(case_ids: Iterable[UUID]) -> list[UUID]:
    """Files of these cases that the house drew and that are no papers."""
    papers = IssuedDocument.objects.filter(file_id__isnull=False).values("file_id")
    found = File.objects.filter(case_id__in=list(case_ids), origin="made").exclude(id__in=papers)
    return list(found.values_list("id", flat=True))


def list_file_names(file_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For a page that has already decided who may see them."""
    return dict(File.objects.filter(id__in=list(file_ids)[:100]).values_list("id", "name"))


def list_files(*, viewer: Actor, file_ids: list[UUID], secret: str = "") -> tuple[FileView, ...]:
    """Names and sizes of the viewer's own files, in the order asked for; what is not there or not theirs is left out."""
    rows = {file.id: file for file in File.objects.filter(id__in=file_ids[:100])}
    own = [rows[each] for each in file_ids if each in rows]
    return tuple(
        _file(file)
        for file in own
        if policies.is_holder(
            viewer, secret=secret, holder_id=file.holder_id, holder_key=file.holder_key, case_id=file.case_id
        )
    )


def list_files_of_case(*, case_id: UUID, page: Page) -> PageOf[FileView]:
    """What was handed in under a case, oldest first, for a page that has already decided who may see the case."""
    return page.of(File.objects.filter(case_id=case_id, origin="sent").order_by("id"), _file)


def list_files_named(*, case_id: UUID, file_ids: Iterable[UUID]) -> tuple[FileView, ...]:
    """Those of a case's files, for a page that has already decided who may see the case."""
    return tuple(map(_file, File.objects.filter(case_id=case_id, id__in=list(file_ids))))


def list_of_case(*, viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose, page: Page) -> PageOf[IssuedView]:
    """
    The papers issued under a case, newest first: all for an officer with a part in it, the own for the holder.

    :raises NotAllowed: for anybody else.
    """
    rows = IssuedDocument.objects.filter(case_id=case_id).exclude(state="drawn")
    rows = rows.select_related("template").order_by("-planned_at", "-id")
    own = _of_holder(rows, viewer)
    if own.exists():
        rows = own
    else:
        _require_part(viewer, at, case_id, purpose)
    today = local_date(at)
    return page.of(rows, lambda document: _issued(document, viewer, today))


def list_issued(*, case_id: UUID, at: datetime) -> tuple[IssuedView, ...]:
    """The papers of a case that were made, for a page that has already decided who may see the case. Never many."""
    rows = IssuedDocument.objects.filter(case_id=case_id).exclude(state__in=rules.NOT_OUT).select_related("template")
    return tuple(_issued(each, ANONYMOUS, local_date(at)) for each in rows.order_by("-planned_at", "-id")[:50])


def list_of_holder(*, viewer: Actor, at: datetime, page: Page) -> PageOf[IssuedView]:
    """The viewer's own papers, or of whom they act for those that the mandate names; newest first."""
    if viewer.party_id is None:
        raise NotAllowed
    rows = _of_holder(IssuedDocument.objects.all(), viewer).exclude(state__in=rules.NOT_OUT)
    rows = rows.select_related("template").order_by("-issued_on", "-id")
    today = local_date(at)
    return page.of(rows, lambda document: _issued(document, viewer, today))


def get_issued(*, viewer: Actor, at: datetime, document_id: UUID, purpose: Purpose) -> IssuedView:
    """
    :raises NotFound: if it is not there.
    :raises NotAllowed: if the viewer neither holds it, nor may revoke it, nor has a part in its case.
    """
    document = IssuedDocument.objects.select_related("template").filter(id=document_id).first()
    if document is None or document.state == "drawn":
        raise NotFound
    found = _issued(document, viewer, local_date(at))
    is_own = viewer.stands_for(document.holder_id, service=document.template.service)
    if not (is_own or _looks_after(document, viewer)):
        if document.case_id is None:
            raise NotAllowed
        _require_part(viewer, at, document.case_id, purpose)
    return found


def _of_holder(rows: Any, viewer: Actor) -> Any:
    own = rows.filter(holder_id=viewer.on_behalf_of) if viewer.party_id else rows.none()
    return own.filter(template__service__in=viewer.acting.services) if viewer.acting else own


def find_offset(*, viewer: Actor, upload_id: UUID, secret: str = "") -> int:
    """Where the next piece of an upload begins. :raises NotFound: if it is not there, or is somebody else's."""
    upload = Upload.objects.filter(id=upload_id).first()
    if upload is None:
        raise NotFound
    policies.require_own(viewer, secret=secret, holder_id=upload.holder_id, holder_key=upload.holder_key)
    return upload.received


def verify(*, viewer: Actor, at: datetime, token: str) -> Verification:
    """How the paper stands whose printed code says this. A code that we did not sign is unknown, and so is one we never issued."""
    raw = rules.from_text(token)
    signed = signatures.verify_compact(raw) if raw else None
    said = rules.unpack_paper(signed.payload) if signed else None
    if said is None:
        return UNKNOWN
    return _verification(IssuedDocument.objects.filter(reference=said.reference), viewer=viewer, at=at)


def verify_number(*, viewer: Actor, at: datetime, number: str, code: str) -> Verification:
    """The same for somebody who types the number and the code from the paper."""
    reference = parse_reference(number)
    if reference is None:
        return UNKNOWN
    found = IssuedDocument.objects.filter(reference=reference, code=rules.tidy_code(code))
    return _verification(found, viewer=viewer, at=at)


def draw_specimen(
    *,
    definition: DocumentTemplate,
    source: str | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    pack: Path | None = None,
) -> bytes:
    """
    A paper as it would look, marked SPECIMEN, for those who write packs. Asks no database and keeps nothing.

    :raises TemplateBroken: with Typst's own words, if it cannot be drawn.
    """
    return specimens.draw(definition=definition, source=source, facts=facts, pack=pack, at=at)


@transaction.atomic
def _verification(found, *, viewer: Actor, at: datetime) -> Verification:  # type: ignore[no-untyped-def]
    document = found.select_related("replaced_by").first()
    if document is None or document.state in rules.NOT_OUT:
        return UNKNOWN
    audit.record_read(
        by=viewer,
        at=at,
        purpose=Purpose("check-paper", document.case_id),
        subjects=[document.id],
        action="documents.checked",
    )
    newer = getattr(document, "replaced_by", None)
    return Verification(
        state=rules.state_on(local_date(at), state=document.state, valid_until=document.valid_until),  # type: ignore[arg-type]
        reference=document.reference,
        title=document.title,
        ministry=document.values["ministry"],
        holder=document.holder_name,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        shown=tuple((each["label"], each["value"]) for each in document.values["facts"]),
        replaced_by=newer.reference if newer and document.state == "replaced" else "",
    )


def _file_to_see(viewer: Actor, at: datetime, file_id: UUID, purpose: Purpose, secret: str) -> File:
    file = File.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound
    if policies.is_holder(
        viewer, secret=secret, holder_id=file.holder_id, holder_key=file.holder_key, case_id=file.case_id
    ):
        return file
    if file.case_id is None:
        raise NotFound
    try:
        _require_part(viewer, at, file.case_id, purpose)
    except NotAllowed:
        raise NotFound from None
    if file.scan_state == "waiting" and not viewer.is_system:
        raise NotScannedYet  # whoever sent it may open it all the same: it comes from there
    return file


def _require_part(viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose) -> None:
    if not viewer.is_system:
        casework.require_part(viewer=viewer, at=at, case_id=case_id, purpose=purpose)


def _file(file: File) -> FileView:
    return FileView(file.id, file.name, file.size, file.media_type, file.stored_at, file.scan_state)


def _looks_after(document: IssuedDocument, viewer: Actor) -> bool:
    """Whether the viewer holds the role that may take it back."""
    try:
        policies.require_revoker(viewer, unit=document.unit, role=papers.definition_of(document.template).revoke_role)
    except NotAllowed:
        return False
    return True


def _issued(document: IssuedDocument, viewer: Actor, today: date) -> IssuedView:
    kind, may_revoke = document.template.body["kind"], document.state == "valid" and _looks_after(document, viewer)
    return IssuedView(
        id=document.id,
        reference=document.reference,
        title=document.title,
        kind=kind,
        state=rules.state_on(today, state=document.state, valid_until=document.valid_until)
        if document.state not in rules.NOT_OUT
        else "waiting",
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        file_id=document.file_id,
        case_id=document.case_id,
        unit=document.unit,
        reason=document.reason,
        may_revoke=may_revoke,
        may_reissue=may_revoke and kind != "receipt" and not document.template.body.get("officers_sign"),
    )
