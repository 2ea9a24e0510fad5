"""``proofing:`` of ``pack.yaml``: which registers and papers of a country show who somebody is."""

from pydantic import Field

from digigov.kernel.definitions import Definition, Name, Slug, Standing, Text


class People(Definition):
    """The register that knows everybody by the number of the identity card, and the fields in which it says what."""

    register_: Slug = Field(alias="register")
    under: Slug
    called: Name
    born: Name
    phone: Name | None = None  # the number on record, to which a code may go
    address: Name | None = None  # the address on record, to which a letter may go


class Deaths(Definition):
    register_: Slug = Field(alias="register")
    under: Slug
    died: Name


class Paper(Definition):
    """
    A document that somebody can show. ``identifier`` is the pattern of its number. Where a register keeps it, the row under that
    number says whose it is; ``expires`` until when it counts.
    """

    id: Slug
    name: Text
    identifier: Slug
    has_photo: bool = False
    register_: Slug | None = Field(default=None, alias="register")
    holder: Name | None = None
    born: Name | None = None
    at_birth: bool = False  # it bears the name at birth, so the family name may be another by now
    expires: Name | None = None

    @property
    def can_be_read(self) -> bool:
        """Whether a register says whose it is, so that it counts without being seen."""
        return bool(self.register_ and self.holder and self.born)


class ProofingPlan(Definition):
    people: People
    deaths: Deaths
    papers: tuple[Paper, ...] = Field(min_length=1)
    letter_days: int = Field(ge=7, le=60, default=21)  # how long the code of a letter works (NIST SP 800-63A-4: 21)
    review: Slug | None = None  # the service whose one page asks for the ``decision`` to be looked at again and ``why``
    standing: Standing = "assumed"
    source: str | None = None

    def paper(self, id: str) -> Paper | None:
        return next((each for each in self.papers if each.id == id), None)
