"""Second pass: services whose applications are signed."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.rules.service import card
from digigov.modules.signing.definitions import PaperKind


@rule("signature/kind-unknown", "no kind of paper '{kind}' stands under signing: of pack.yaml")
def kind_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could say whether the law lets it be signed here."""
    wanted = service.service.signature
    if wanted and _kind(pack, wanted.kind) is None:
        yield at(card(service), "signature", kind=wanted.kind)


@rule(
    "signature/left-out", "the law leaves '{kind}' out: it is signed by hand, and this service must not ask for it here"
)
def left_out(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A signature that the law does not recognise would make people think that they had signed."""
    wanted = service.service.signature
    kind = _kind(pack, wanted.kind) if wanted else None
    if kind and kind.left_out:
        yield at(card(service), "signature", kind=kind.id)


@rule("signature/law-left-out", "papers under the {law} are '{kind}', which the law leaves out: no signature here")
def law_left_out(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Whoever writes a service may call a dealing in land an application."""
    if not (service.service.signature and pack.pack.signing):
        return
    for number, law in enumerate(service.service.laws):
        kind = pack.pack.signing.left_out_by(law.title)
        if kind:
            yield at(card(service), "laws", number, "title", law=law.title, kind=kind.id)


@rule("signature/anonymous", "who asks without an account cannot sign")
def anonymous(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The form could never be handed in."""
    if service.service.signature and service.service.anonymous:
        yield at(card(service), "signature")


def _kind(pack: LoadedPack, kind: str) -> PaperKind | None:
    return pack.pack.signing.kind(kind) if pack.pack.signing else None
