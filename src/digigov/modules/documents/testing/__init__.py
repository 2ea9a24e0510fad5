"""Files, templates and papers for the tests of other rooms."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
from PIL import Image

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.documents import commands
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.models import File, IssuedDocument

MACHINE = system("test")
CERTIFICATE = {
    "id": "certificate",
    "title": "Certificate of Character",
    "kind": "certificate",
    "number_prefix": "D",
    "validity": {"days": 180},
    "shows": [
        {"name": "name", "label": "Name", "fact": "answers.full_name"},
        {"name": "born_on", "label": "Date of birth", "fact": "answers.born_on"},
    ],
    "signed_by": "Inspector",
    "revoke_role": "inspector",
}
FACTS = {"answers": {"full_name": "Ada Joseph", "born_on": "1991-03-14", "secret": "not for paper"}}


def make_picture(*, kind: str = "JPEG", size: tuple[int, int] = (40, 30), noise: bool = False, **saved: Any) -> bytes:
    """Of one colour, or of noise, which does not shrink."""
    made = BytesIO()
    picture = Image.effect_noise(size, 80).convert("RGB") if noise else Image.new("RGB", size, "#00567f")
    picture.save(made, kind, **saved)
    return made.getvalue()


def make_pdf(**catalog: Any) -> bytes:
    """One blank page; ``catalog`` goes into the document's root, such as ``OpenAction``."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, value in catalog.items():
            pdf.Root[f"/{name}"] = value
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def make_file(
    *, by: Actor | None = None, content: bytes | None = None, name: str = "photo.jpg", secret: str = ""
) -> UUID:
    """A file held by ``by`` (a citizen of its own, unless given)."""
    by = by or Actor(kind="citizen", account_id=new_id(), party_id=new_id())
    return commands.store_file(by=by, at=now(), name=name, content=content or make_picture(), secret=secret)


def make_template(
    *, service: str = "test-service", version: int = 1, source: str | None = None, **changes: Any
) -> None:
    """A published certificate."""
    definition = DocumentTemplate.model_validate({**CERTIFICATE, **changes})
    commands.load_templates(
        by=MACHINE, at=now(), service=service, version=version, templates={definition.id: (definition, source)}
    )


def make_issued(
    *, service: str = "test-service", version: int = 1, template: str = "certificate", at: Any = None, **wanted: Any
) -> UUID:
    """A paper drawn, sealed and valid; needs ``make_template``."""
    at = at or now()
    given = {"occasion": f"test:{new_id()}", "unit": "police-records", "facts": FACTS, "holder_name": "Ada Joseph"}
    made = commands.issue_document(
        by=MACHINE, at=at, service=service, version=version, template=template,
        wanted=commands.Wanted(**{**given, **wanted}),
    )  # fmt: skip
    commands.make_document(by=MACHINE, at=at, document_id=made)
    return made


def make_undrawn(**wanted: Any) -> UUID:
    """The file of a paper that counts and that nobody has drawn yet."""
    (file_id,) = IssuedDocument.objects.filter(id=make_issued(**wanted)).values_list("file_id", flat=True)
    assert file_id
    File.objects.filter(id=file_id).update(sha256="", size=1)
    return file_id
