"""What can be asked of papers to sign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import queries as documents
from digigov.modules.identity.queries import half_hidden, own_addresses
from digigov.modules.parties.queries import names_of, tidy_address
from digigov.modules.signing import policies, rules
from digigov.modules.signing.definitions import PaperKind, SigningPlan
from digigov.modules.signing.drawn import DrawnView as DrawnView
from digigov.modules.signing.drawn import SignatureView as SignatureView
from digigov.modules.signing.drawn import get_drawn as get_drawn
from digigov.modules.signing.drawn import list_signatures as list_signatures
from digigov.modules.signing.drawn import mandate_of_file as mandate_of_file
from digigov.modules.signing.drawn import open_drawn as open_drawn
from digigov.modules.signing.drawn import open_mandate as open_mandate
from digigov.modules.signing.drawn import signed_mandates as signed_mandates
from digigov.modules.signing.models import Envelope, Plan, Signer

WHY = Purpose("sign")


def find_plan() -> SigningPlan | None:
    body = Plan.objects.values_list("body", flat=True).first()
    return SigningPlan.model_validate(body) if body else None


def get_plan() -> SigningPlan:
    """:raises NotFound: in a country where nobody signs here."""
    plan = find_plan()
    if plan is None:
        raise NotFound
    return plan


@dataclass(frozen=True, slots=True)
class SignerView:
    """``name`` is known once somebody signs in with the address; until then it is the address."""

    name: str
    state: str
    decided_at: datetime | None
    reason: str
    is_me: bool
    may_sign_now: bool


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    id: UUID
    file_name: str
    sha256: str  # of the paper as it stands now
    kind: PaperKind | None
    state: str
    owner: str
    is_own: bool
    in_order: bool
    begun_at: datetime
    closes_at: datetime
    forgotten_at: datetime | None
    signers: tuple[SignerView, ...]

    @property
    def may_sign(self) -> bool:
        return any(each.is_me and each.may_sign_now for each in self.signers)

    @property
    def may_decline(self) -> bool:
        return self.state == "open" and any(each.is_me and each.state == "waiting" for each in self.signers)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: a paper of one's own, or one that one was asked to sign."""

    id: UUID
    file_name: str
    state: str
    is_own: bool
    begun_at: datetime
    waits_for_me: bool


def list_envelopes(*, viewer: Actor, at: datetime, page: Page) -> PageOf[Listed]:
    """One's own, and those that one was asked to sign, newest first. :raises NotAllowed: for strangers."""
    me = viewer.own_party
    mine = Q(party_id=me) | Q(party_id=None, address__in=own_addresses(viewer=viewer))
    signer = Signer.objects.filter(mine, envelope=OuterRef("pk"))
    rows = Envelope.objects.annotate(asked=Exists(signer), waiting=Exists(signer.filter(state="waiting")))
    found: PageOf[Envelope] = page.of(
        rows.filter(Q(owner_id=me) | Q(asked=True)).order_by("-begun_at", "-id"), lambda row: row
    )
    files = documents.list_file_names([row.file_id for row in found])
    items = tuple(
        Listed(
            row.id,
            files.get(row.file_id, ""),
            row.state,
            row.owner_id == me,
            row.begun_at,
            row.state == "open" and row.waiting and row.closes_at > at,  # type: ignore[attr-defined]
        )
        for row in found
    )
    return PageOf(items, found.number, found.size, found.has_next)


def get_envelope(*, viewer: Actor, at: datetime, envelope_id: UUID) -> EnvelopeView:
    """One that is one's own, or that one was asked to sign. :raises NotFound: for anybody else."""
    row, signers = _seen(viewer, envelope_id, at=at)
    me = policies.find_signer(viewer, signers)
    names = names_of({row.owner_id, *(each.party_id for each in signers if each.party_id and each.state == "signed")})
    is_open = row.state == "open" and row.closes_at > at
    turn = rules.turn([each.state for each in signers], in_order=row.in_order) if is_open else []
    plan, file = find_plan(), documents.read_facts(file_id=row.file_id)
    return EnvelopeView(
        id=row.id,
        file_name=file.name,
        sha256=file.sha256,
        kind=plan.kind(row.kind) if plan else None,
        state=row.state if is_open or row.state != "open" else "lapsed",
        owner=names.get(row.owner_id, ""),
        is_own=row.owner_id == viewer.party_id,
        in_order=row.in_order,
        begun_at=row.begun_at,
        closes_at=row.closes_at,
        forgotten_at=row.ended_at + rules.KEPT_FOR if row.ended_at else None,
        signers=tuple(
            SignerView(
                name=(names.get(each.party_id) if each.party_id else "")
                or _shown(each, to_all=row.owner_id == viewer.party_id or each is me),
                state=each.state,
                decided_at=each.decided_at,
                reason=each.reason,
                is_me=each is me,
                may_sign_now=number in turn,
            )
            for number, each in enumerate(signers)
        ),
    )


@transaction.atomic
def open_document(*, viewer: Actor, at: datetime, envelope_id: UUID) -> documents.OpenedFile:
    """
    The paper as it stands now, for whoever owns it or was asked to sign it; noted as opened.

    :raises NotFound: for anybody else. :raises FileIsInfected: if a virus was found in it.
    """
    row, _signers = _seen(viewer, envelope_id, at=at)
    found = documents.read_content(file_id=row.file_id)
    audit.record_read(by=viewer, at=at, purpose=WHY, subjects=[row.owner_id], action="signing.document-opened")
    return found


def look_at_page(
    *, viewer: Actor, at: datetime, envelope_id: UUID, number: int, with_picture: bool = False
) -> documents.DrawnPage | None:
    """
    One page of the paper as it stands now, with its text and, if asked for, its picture; noted as opened, once a day. None if
    nobody can draw it.

    :raises NotFound: for anybody but whoever owns it or was asked to sign it. :raises FileIsInfected: if a virus was found in it.
    """
    row, _signers = _seen(viewer, envelope_id, at=at)
    audit.record_listed(by=viewer, at=at, purpose=WHY, subjects=[row.owner_id], action="signing.document-opened")
    return documents.draw_page(file_id=row.file_id, number=number, with_picture=with_picture)


def list_files_in_use() -> set[UUID]:
    """Files that are not to be swept away yet."""
    return set(Envelope.objects.values_list("file_id", flat=True))


def _shown(signer: Signer, *, to_all: bool) -> str:
    """The address, whole only to whoever typed it and to whom it belongs."""
    return signer.address if to_all else half_hidden(*tidy_address(signer.address))


def _seen(viewer: Actor, envelope_id: UUID, *, at: datetime) -> tuple[Envelope, list[Signer]]:
    row = Envelope.objects.filter(id=envelope_id).first()
    if row is None:
        raise NotFound
    signers = list(Signer.objects.filter(envelope=row).order_by("place"))
    if row.owner_id != viewer.own_party and policies.find_signer(viewer, signers) is None:
        raise NotFound
    return row, signers
