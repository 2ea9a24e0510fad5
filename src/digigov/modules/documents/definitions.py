"""``documents/<id>.yaml``: what can be issued. The paper itself is the Typst template beside it, ``<id>.typ``."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Name, Slug, Text


class Validity(Definition):
    """For so many years or days, or to the next of some days of the year (``06-30``); none of them: without end."""

    years: int | None = Field(default=None, ge=1, le=50)
    years_fact: str | None = None
    days: int | None = Field(default=None, ge=1, le=3660)
    until: tuple[str, ...] = ()


class ShownFact(Definition):
    """
    A fact that the paper shows, and so the public page that checks it may show too. ``words`` says how a value is written
    on paper: ``{travel: Travel abroad}``; ``yes`` and ``no`` are written as such without it. Of several facts of one name the
    first whose ``when`` holds, and that is known, is shown. ``in_code`` puts it into the printed code as well, where whoever
    holds the paper reads it with no network: at most two, and only what somebody compares at a glance.
    """

    name: Name
    label: Text
    fact: str
    words: dict[str, Text] = Field(default_factory=dict)
    when: Condition | None = None
    in_code: bool = False


class DocumentTemplate(Definition):
    """
    ``number_prefix`` is the letter of its numbers (D a document, L a letter, R a receipt). ``when`` leaves the paper out where
    it does not hold. ``photo`` is the fact whose first file is printed as a photograph. ``revoke_role`` may take it back. ``archive``:
    a record that must still be checked when its certificates have run out; it gets an archive time stamp, renewed each year.
    ``officers_sign``: the officers of the sign-off before it sign the paper itself, each with a key of their own, and only then is it sealed.
    """

    id: Slug
    title: Text
    kind: Literal["certificate", "licence-card", "permit", "letter", "receipt"]
    number_prefix: str = Field(pattern="^[A-Z]$")
    validity: Validity = Validity()
    shows: tuple[ShownFact, ...] = ()
    when: Condition | None = None
    photo: str | None = None
    signed_by: Text
    revoke_role: Slug | None = None
    archive: bool = False
    officers_sign: bool = False


class IssueParameters(Definition):
    """``with:`` of a step of type ``issue``."""

    document: Slug
    message: Slug = "document-ready"
