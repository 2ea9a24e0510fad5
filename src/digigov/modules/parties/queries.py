"""What can be asked of people. What shows personal data to somebody writes who looked, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.parties import policies, rules
from digigov.modules.parties.models import Person, Registered

SHOWN = ("name", "born_on", "national_id", "email", "phone", "address", "language")
FOUND = ("name", "born_on", "national_id")


class TooManyNamed(DomainError):
    code = "too-many-named"
    message = _("Very many people have that name. Add another name, or use the reference.")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody; for the machine that sends messages, not for pages."""

    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class PersonView:
    id: UUID
    given_names: str
    family_name: str
    born_on: date | None
    national_id: str | None
    email: str
    phone: str
    address: dict[str, Any]
    language: str
    is_firm: bool = False

    @property
    def name(self) -> str:
        return rules.full_name(self.given_names, self.family_name)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A line at the counter: enough to tell two people of one name apart."""

    id: UUID
    name: str
    born_on: date | None
    national_id: str | None


def contact_of(party_id: UUID) -> Contact:
    """
    The own addresses; of a child, a company or an estate without any those of whoever represents it. The name is the own, so that
    the representative reads whom it is about.

    :raises NotFound: if there is no such person.
    """
    row = _addresses(party_id)
    if row is None:
        raise NotFound
    to = row
    if not (row["email"] or row["phone"]) and row["reached_through"]:
        to = _addresses(row["reached_through"]) or row
    name = rules.full_name(row["given_names"], row["family_name"])
    return Contact(name, to["email"], to["phone"], to["language"])


def _addresses(party_id: UUID) -> dict[str, Any] | None:
    fields = ("given_names", "family_name", "email", "phone", "language", "reached_through")
    return Person.objects.filter(id=party_id).values(*fields).first()


def records_of(party_id: UUID) -> frozenset[UUID]:
    """The person's own record and those that were joined to it, for a trail that is to be whole."""
    return frozenset({party_id, *Person.objects.filter(joined_into=party_id).values_list("id", flat=True)})


def written_down(*, before: datetime, after: UUID | None, most: int) -> Sequence[UUID]:
    """Who was written down before then and is still named, in order; none to whom messages of a child or a company go."""
    reached = Person.objects.exclude(reached_through=None).values("reached_through")
    rows = Person.objects.filter(registered_at__lt=before, joined_into=None).exclude(given_names="", family_name="")
    rows = rows.exclude(id__in=reached).filter(**({"id__gt": after} if after else {}))
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def addresses_of(party_ids: Iterable[UUID]) -> frozenset[str]:
    """E-mail addresses and telephone numbers of these records, for the machine that forgets what went there."""
    rows = Person.objects.filter(id__in=set(party_ids)).values_list("email", "phone")
    return frozenset(each for row in rows for each in row if each)


def numbers_of(party_ids: Iterable[UUID]) -> frozenset[str]:
    """The numbers under which registers know these people, for the machine that forgets what registers said."""
    people = Person.objects.filter(id__in=set(party_ids)).exclude(national_id=None)
    keys = Registered.objects.filter(person_id__in=set(party_ids)).values_list("key", flat=True)
    numbers = {each for each in people.values_list("national_id", flat=True) if each}
    return frozenset(numbers | {each.partition(":")[2] for each in keys})


def may_be_joined(*, party_id: UUID, into_id: UUID) -> PersonView | None:
    """What was written down of somebody who may be the same person, to be asked; None if that cannot be."""
    found = {each.id: each for each in Person.objects.filter(id__in=[party_id, into_id], joined_into=None)}
    is_possible = len(found) == 2 and rules.agree(found[party_id], found[into_id])
    return _view(found[party_id]) if is_possible else None


def tidy_address(typed: str) -> tuple[str, str]:
    """What somebody typed as an e-mail address and as a phone number, as they are stored; '' for what it is not."""
    email = rules.tidy_email(typed)
    return email, "" if email else rules.tidy_phone(typed)


def names_of(party_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The full names of these people, for labels on a page; one query."""
    rows = Person.objects.filter(id__in=set(party_ids)).values_list("id", "given_names", "family_name")
    return {party_id: rules.full_name(given, family) for party_id, given, family in rows}


@transaction.atomic
def list_names(*, viewer: Actor, at: datetime, party_ids: Iterable[UUID], purpose: Purpose) -> dict[UUID, str]:
    """
    The full names of the people on a list that an officer works through; noted once a day for each of them.

    :raises NotAllowed: unless an officer asks. That these people belong on the list, the caller has checked.
    """
    policies.require_officer(viewer)
    names = names_of(party_ids)
    audit.record_listed(by=viewer, at=at, purpose=purpose, subjects=names, action="parties.names-listed")
    return names


def registered_as(party_id: UUID) -> str:
    """``register:number`` of a child or a company; '' for whoever has none."""
    return Registered.objects.filter(person_id=party_id).values_list("key", flat=True).first() or ""


def ids_named(words: str, *, most: int) -> frozenset[UUID]:
    """
    People whose names hold all the words, for a room that looks for its own things by a name. Tells nothing more.

    :raises TooManyNamed: if there are more than that.
    """
    named = _named(rules.tidy(words)[:80])
    if named is None:
        return frozenset()
    found = frozenset(Person.objects.filter(named).values_list("id", flat=True)[: most + 1])
    if len(found) > most:
        raise TooManyNamed
    return found


@transaction.atomic
def get_person(*, viewer: Actor, at: datetime, party_id: UUID, purpose: Purpose) -> PersonView:
    """
    All that is held of a person, and note who looked and why.

    :raises NotAllowed: unless it is the person, an officer who may look at people, or the machine.
    :raises NotFound: if there is no such person.
    """
    policies.require_reader(viewer, party_id=party_id, case_id=purpose.case_id)
    person = Person.objects.filter(id=party_id).first()
    if person is None:
        raise NotFound
    audit.record_read(
        by=viewer, at=at, purpose=purpose, subjects=[party_id], action="parties.person-read", fields=SHOWN
    )
    return _view(person)


@transaction.atomic
def find_by_national_id(*, viewer: Actor, at: datetime, national_id: str, purpose: Purpose) -> PersonView | None:
    """
    The person with that number, if there is one, and note who looked and why.

    :raises NotAllowed: unless somebody at a counter or the machine asks.
    """
    policies.require_counter(viewer)
    person = Person.objects.filter(national_id=rules.tidy_national_id(national_id) or "-").first()
    if person is None:
        return None
    audit.record_read(
        by=viewer, at=at, purpose=purpose, subjects=[person.id], action="parties.person-read", fields=SHOWN
    )
    return _view(person)


def find_matching(*, national_id: str, family_name: str) -> UUID | None:
    """
    The person of whom the asker already knows both the number and the family name, if there is one. Tells nothing more.
    """
    number, name = rules.tidy_national_id(national_id) or "-", rules.tidy(family_name) or "-"
    found = Person.objects.filter(national_id=number, family_name__iexact=name).values_list("id", flat=True)
    return found.first()


def tidy_number(typed: str) -> str | None:
    """The number of an identity card as it is stored; None when nothing is left."""
    return rules.tidy_national_id(typed)


def id_with_number(national_id: str) -> UUID | None:
    """The person with that number, for a room that decides on it. Tells nothing more."""
    number = rules.tidy_national_id(national_id) or "-"
    return Person.objects.filter(national_id=number).values_list("id", flat=True).first()


def find_by_address(address: str) -> UUID | None:
    """
    Whose address it is on record, for a room that may suppose so; None where nobody's or more than one person's. It proves nothing:
    numbers are forged and telephones lent.
    """
    email, phone = tidy_address(address)
    if not (email or phone):
        return None
    rows = Person.objects.filter(joined_into=None, **({"email": email} if email else {"phone": phone}))
    found = list(rows.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spellings of a name (given names, family name) can be one person's."""
    return rules.alike(one, other)


def is_called(party_id: UUID, *, family_name: str) -> bool:
    """Whether that is the person's family name, which the asker knows already."""
    return Person.objects.filter(id=party_id, family_name__iexact=rules.tidy(family_name) or "-").exists()


@transaction.atomic
def search_people(*, viewer: Actor, at: datetime, words: str, purpose: Purpose, page: Page) -> PageOf[PersonFound]:
    """
    People whose names hold all the words, or who have that national ID number; each one shown is noted as read.

    :raises NotAllowed: unless somebody at a counter asks.
    """
    policies.require_counter(viewer)
    asked = rules.tidy(words)[:80]
    matching = Q(national_id=rules.tidy_national_id(asked) or "-")
    named = _named(asked)
    if named is not None:
        matching |= named
    rows = Person.objects.filter(matching, joined_into=None).order_by("family_name", "given_names", "id")
    found = page.of(
        rows, lambda p: PersonFound(p.id, rules.full_name(p.given_names, p.family_name), p.born_on, p.national_id)
    )
    audit.record_read(
        by=viewer,
        at=at,
        purpose=purpose,
        subjects=[p.id for p in found],
        action="parties.people-searched",
        fields=FOUND,
    )
    return found


def _named(words: str) -> Q | None:
    """Names that hold every word of at least two letters; None when there is no such word."""
    parts = [word for word in words.split() if len(word) > 1]
    if not parts:
        return None
    found = Q()
    for word in parts:
        found &= Q(family_name__icontains=word) | Q(given_names__icontains=word)
    return found


def _view(person: Person) -> PersonView:
    return PersonView(
        id=person.id,
        given_names=person.given_names,
        family_name=person.family_name,
        born_on=person.born_on,
        national_id=person.national_id,
        email=person.email,
        phone=person.phone,
        address=person.address,
        language=person.language,
        is_firm=person.is_firm,
    )
