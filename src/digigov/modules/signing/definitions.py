"""``signing:`` of ``pack.yaml``: what people sign, and what the law of the country leaves out."""

from pydantic import Field, model_validator

from digigov.kernel.definitions import Definition, Slug, Standing, Text


class PaperKind(Definition):
    """A kind of paper. ``left_out`` says why it cannot be signed electronically, and what to do instead."""

    id: Slug
    name: Text
    left_out: Text | None = None
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
