"""Templates: what a service brings, what the country shares, and what a kind of paper looks like when nobody says more."""

from collections.abc import Mapping
from pathlib import Path

from digigov.kernel.errors import NotFound
from digigov.modules.documents import settings
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.models import TemplateVersion
from digigov.modules.documents.rendering import MAIN

_PLAIN = {
    "receipt": {"title": "Receipt", "kind": "receipt", "number_prefix": "R", "signed_by": "Accountant General"},
    "letter": {"title": "Decision on your application", "kind": "letter", "number_prefix": "L", "signed_by": "The officer who decided"},
}  # fmt: skip


def shared_files(pack: Path | None = None) -> dict[str, str]:
    """The country's own library and pictures: ``shared/documents`` of the pack, but the papers of each kind."""
    folder = _shared(pack)
    kinds = {"certificate", "permit", "letter", "receipt", "licence-card"}
    return {path.name: path.read_text() for path in sorted(folder.glob("*.*")) if path.stem not in kinds}


def paper_of_kind(kind: str, pack: Path | None = None) -> str:
    """The template of a kind, for a document that brings none of its own."""
    return (_shared(pack) / f"{kind}.typ").read_text()


def files_for(
    definition: DocumentTemplate, source: str | None, shared: Mapping[str, str], pack: Path | None = None
) -> dict[str, str]:
    """All that Typst needs, as it is now: a published template keeps its own copy."""
    return {**shared, MAIN: source or paper_of_kind(definition.kind, pack)}


def _shared(pack: Path | None) -> Path:
    """The pack's own shared papers, or those of the country in force for a pack that has none."""
    own = (pack or settings.pack()) / "shared" / "documents"
    return own if (own / "lib.typ").exists() else settings.pack() / "shared" / "documents"


def get_template(*, service: str, version: int, key: str) -> TemplateVersion:
    """:raises NotFound: if that version of the service has no such template."""
    found = TemplateVersion.objects.filter(service=service, version=version, key=key).first()
    if found is None:
        raise NotFound
    return found


def plain_papers() -> dict[str, tuple[DocumentTemplate, str | None]]:
    """What every service has: a letter about a decision, and a receipt."""
    return {kind: (DocumentTemplate.model_validate({"id": kind, **plain}), None) for kind, plain in _PLAIN.items()}


def own_or_plain(*, service: str, version: int, key: str | None, kind: str) -> TemplateVersion:
    """The template that was asked for, or the plain one of its kind, published now if that version was without."""
    found = TemplateVersion.objects.filter(service=service, version=version, key__in=[key or kind, kind])
    by_key = {each.key: each for each in found}
    if by_key:
        return by_key.get(key or kind) or by_key[kind]
    definition, _ = plain_papers()[kind]
    files = files_for(definition, None, shared_files())
    made, _ = TemplateVersion.objects.get_or_create(
        service=service,
        version=version,
        key=kind,
        defaults={"body": definition.model_dump(mode="json"), "files": files},
    )
    return made
