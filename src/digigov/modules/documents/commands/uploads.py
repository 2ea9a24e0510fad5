"""Uploads in pieces: a broken link costs one piece, not the file."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.documents import blobs, policies, settings
from digigov.modules.documents.commands.files import keep
from digigov.modules.documents.inspection import FileIsEmpty, FileTooLarge
from digigov.modules.documents.models import Upload

KEPT_FOR = timedelta(days=2)
HALVES_KEPT_FOR = timedelta(days=1)  # no write takes as long


class TooManyUploads(DomainError):
    code = "too-many-uploads"
    message = _("Too many files are on their way. Wait until some have arrived.")
    status = 429


class PieceOutOfPlace(DomainError):
    """The next piece begins where the last one ended: ``received`` says where."""

    code = "piece-out-of-place"
    message = _("A part of the file is missing. Go on from byte %(received)s.")


class UploadNotWhole(DomainError):
    code = "upload-not-whole"
    message = _("The file has not arrived whole yet. Go on from byte %(received)s.")


@transaction.atomic
def begin_upload(*, by: Actor, at: datetime, name: str, size: int, secret: str = "") -> UUID:
    """
    Say that a file of that size will come in pieces.

    :raises NotAllowed: for a stranger without a secret.
    :raises FileTooLarge: before a byte is sent in vain.
    :raises TooManyUploads: beyond twenty under way.
    """
    holder = policies.require_holder(by, secret=secret)
    if size < 1:
        raise FileIsEmpty
    if size > settings.MAX_BYTES:
        raise FileTooLarge(megabytes=settings.MAX_BYTES // 1_000_000)
    own = Upload.objects.filter(holder_id=holder.party_id, holder_key=holder.key, file=None)
    if own.filter(begun_at__gt=at - KEPT_FOR).count() >= settings.MAX_UPLOADS_UNDER_WAY:
        raise TooManyUploads
    made = Upload.objects.create(
        name=name[:120], size=size, holder_id=holder.party_id, holder_key=holder.key, begun_at=at
    )
    audit.record(by=by, at=at, action="documents.upload-begun", subject_id=made.id, details={"size": size})
    return made.id


@transaction.atomic
def append_upload(*, by: Actor, at: datetime, upload_id: UUID, offset: int, piece: bytes, secret: str = "") -> int:
    """
    Add the next piece and return how many bytes have arrived.

    :raises NotFound: if it is not there, or is somebody else's.
    :raises PieceOutOfPlace: if ``offset`` is not where the last piece ended.
    :raises FileTooLarge: if the piece is too long, or the file would be longer than was said.
    """
    upload = _own_upload(by, upload_id, secret)
    if offset != upload.received:
        raise PieceOutOfPlace(received=upload.received)
    if not piece or len(piece) > settings.MAX_PIECE or offset + len(piece) > upload.size:
        raise FileTooLarge(megabytes=settings.MAX_BYTES // 1_000_000)
    blobs.put_piece(upload.id, offset, piece)
    upload.received += len(piece)
    upload.pieces = [*upload.pieces, offset]
    upload.save(update_fields=["received", "pieces"])
    return upload.received


@transaction.atomic
def finish_upload(*, by: Actor, at: datetime, upload_id: UUID, secret: str = "") -> UUID:
    """
    Take in the file that has arrived. Harmless when repeated: the same file comes back.

    :raises NotFound: if it is not there, or is somebody else's.
    :raises UploadNotWhole: if bytes are missing.
    :raises FileRefused: as in ``store_file``.
    """
    upload = _own_upload(by, upload_id, secret)
    if upload.file_id:
        return upload.file_id
    if upload.received < upload.size:
        raise UploadNotWhole(received=upload.received)
    content = blobs.join_pieces(upload.id, upload.pieces)
    holder = policies.Holder(party_id=upload.holder_id, key=upload.holder_key)
    upload.file_id = keep(by=by, at=at, name=upload.name, content=content, holder=holder)
    upload.save(update_fields=["file"])
    transaction.on_commit(lambda: blobs.drop_pieces(upload.id, upload.pieces))
    return upload.file_id


def sweep_uploads(*, by: Actor, at: datetime) -> int:
    """
    Forget uploads that stopped on the way, and how finished ones came. Returns how many.
    Half-written files go too: what was being stored when its writer was killed.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    old = list(Upload.objects.filter(begun_at__lt=at - KEPT_FOR).order_by("begun_at")[:500])
    for upload in old:
        blobs.drop_pieces(upload.id, upload.pieces)
        upload.delete()
    blobs.drop_leftovers(HALVES_KEPT_FOR)
    return len(old)


def _own_upload(by: Actor, upload_id: UUID, secret: str) -> Upload:
    upload = Upload.objects.select_for_update().filter(id=upload_id).first()
    if upload is None:
        raise NotFound
    policies.require_own(by, secret=secret, holder_id=upload.holder_id, holder_key=upload.holder_key)
    return upload
