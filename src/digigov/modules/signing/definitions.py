"""``signing:`` of ``pack.yaml``: what people sign, and what the law of the country leaves out."""

from pydantic import Field, model_validator

from digigov.kernel.definitions import Definition, Slug, Standing, Text


class PaperKind(Definition):
    """
    A kind of paper. ``left_out`` says why it cannot be signed electronically, and what to do instead; ``laws`` are those under
    which such papers are made, so that no service under one of them asks for a signature here by oversight.
    """

    id: Slug
    name: Text
    left_out: Text | None = None
    laws: tuple[Text, ...] = ()
    standing: Standing = "assumed"
    source: str | None = None


class SigningPlan(Definition):
    law: Text
    kinds: tuple[PaperKind, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _each_once(self) -> "SigningPlan":
        if len({each.id for each in self.kinds}) < len(self.kinds):
            raise ValueError("a kind of paper stands there twice")
        return self

    def kind(self, id: str) -> PaperKind | None:
        return next((each for each in self.kinds if each.id == id), None)

    def left_out_by(self, law: str) -> PaperKind | None:
        """The kind that is left out and made under a law of that title."""
        named = law.casefold()
        return next(
            (each for each in self.kinds if each.left_out and named in {one.casefold() for one in each.laws}), None
        )


class SignatureWanted(Definition):
    """
    ``signature:`` of a service: whoever asks signs the application. ``kind`` is one of the country's kinds of papers;
    ``standing`` says whether a source asks for a signature, such as the paper form.
    """

    kind: Slug = "application"
    standing: Standing = "assumed"
    source: str | None = None
