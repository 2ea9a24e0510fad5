"""Asking for signatures under a PDF, one's own or others'."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.documents import queries as documents
from digigov.modules.identity.queries import own_addresses
from digigov.modules.parties.queries import tidy_address
from digigov.modules.signatures import queries as signatures
from digigov.modules.signatures.commands import NotProved
from digigov.modules.signing import rules
from digigov.modules.signing.commands.telling import tell_whose_turn
from digigov.modules.signing.models import Envelope, Signer
from digigov.modules.signing.queries import get_plan

MACHINE = system("signing")


class NotAPdf(DomainError):
    code = "not-a-pdf"
    message = _("Only a PDF can be signed. Save or print the document as a PDF and choose that.")
    status = 422


class KindLeftOut(DomainError):
    code = "kind-left-out"
    message = _("The law leaves this kind of paper out: it must be signed by hand.")
    status = 422


@transaction.atomic
def begin_signing(
    *,
    by: Actor,
    at: datetime,
    file_id: UUID,
    kind: str,
    others: Iterable[str] = (),
    with_own: bool = True,
    in_order: bool = False,
    archive: bool = False,
) -> UUID:
    """
    Ask for signatures under one's own PDF: one's own first, then those of ``others``, each named by the address with which they
    sign in. Whether somebody does is not told. They have thirty days.

    :raises NotAllowed: for strangers. :raises NotProved: for whoever has not shown who they are.
    :raises NotFound: unless the file is one's own, or in a country where nobody signs here.
    :raises NotAPdf: or :raises KindLeftOut: for what cannot be signed. :raises InvalidInput: for what is no address.
    """
    me = by.own_party
    if not signatures.get_own_readiness(viewer=by, at=at).is_proved:
        raise NotProved
    wanted = get_plan().kind(kind)
    if wanted is None:
        raise InvalidInput({"kind": _("Say what kind of paper it is.")})
    if wanted.left_out:
        raise KindLeftOut
    file = documents.get_own_file(viewer=by, file_id=file_id)
    if file.media_type != "application/pdf":
        raise NotAPdf
    own = own_addresses(viewer=by)
    addresses = _addresses(others, own=own)
    if not addresses and not with_own:
        raise InvalidInput({"others": _("Say who is to sign: you, or somebody else.")})
    envelope = Envelope.objects.create(
        owner_id=me, file_id=file_id, original=file.sha256, kind=kind, in_order=in_order, archive=archive,
        begun_at=at, closes_at=at + rules.LASTS,
    )  # fmt: skip
    signers = [Signer(envelope=envelope, place=0, address=own[0], party_id=me)] if with_own else []
    signers += [Signer(envelope=envelope, place=number, address=each) for number, each in enumerate(addresses, start=1)]
    Signer.objects.bulk_create(signers)
    audit.record(
        by=by, at=at, action="signing.begun", subject_id=me,
        details={"envelope": str(envelope.id), "sha256": file.sha256, "kind": kind, "signers": len(signers)},
    )  # fmt: skip
    tell_whose_turn(envelope, signers, at=at, by=by)
    return envelope.id


def _addresses(others: Iterable[str], *, own: tuple[str, ...]) -> list[str]:
    typed = [each.strip()[:254] for each in others if each.strip()]
    tidy = ["".join(tidy_address(each)) for each in typed]
    if not all(tidy):
        wrong = typed[tidy.index("")]
        sentence = _("“%(address)s” is neither an e-mail address nor a telephone number.") % {"address": wrong}
        raise InvalidInput({"others": sentence})
    found = [each for each in dict.fromkeys(tidy) if each not in own]
    if len(found) >= rules.MOST:
        raise InvalidInput({"others": _("At most ten people can sign one paper.")})
    return found
