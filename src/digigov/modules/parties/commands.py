"""What can be done: register a person, change how to reach one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.parties import policies, rules
from digigov.modules.parties.models import Person, Registered

UNKNOWN: Any = object()  # an argument that was not given: leave as it is


class PersonAlreadyKnown(DomainError):
    code = "person-already-known"
    message = _("Somebody is already registered with this national ID number. Check the number, or ask at a counter.")


class DifferentPeople(DomainError):
    code = "different-people"
    message = _(
        "What was written down at the counter is not what you told us of yourself. Take your ID card to any service bureau."
    )


@transaction.atomic
def register_person(
    *,
    by: Actor,
    at: datetime,
    given_names: str,
    family_name: str = "",
    born_on: date | None = None,
    national_id: str = "",
    email: str = "",
    phone: str = "",
    address: Mapping[str, Any] | None = None,
    language: str = "en",
) -> UUID:
    """
    Write down a person who was not known before.

    :raises NotAllowed: unless somebody at a counter or the machine (a sign-up) does it.
    :raises InvalidInput: if the name is missing, or an address, number or date cannot be right.
    :raises PersonAlreadyKnown: if the national ID number belongs to somebody.
    """
    policies.require_counter(by)

    contact = _checked_contact(email=email, phone=phone, language=language)
    given_names, family_name = rules.tidy(given_names), rules.tidy(family_name)
    if not given_names or len(given_names) > 120 or len(family_name) > 120:
        raise InvalidInput({"given_names": _("Enter the given names, up to 120 letters.")})
    if born_on is not None and not date(1880, 1, 1) <= born_on <= local_date(at):
        raise InvalidInput({"born_on": _("The date of birth must be in the past.")})

    person_id, number = new_id(), rules.tidy_national_id(national_id)
    # The table, not a look beforehand, says whether the number is taken: two counters may register at once.
    Person.objects.bulk_create(
        [
            Person(
                id=person_id,
                given_names=given_names,
                family_name=family_name,
                born_on=born_on,
                national_id=number,
                address=dict(address or {}),
                registered_at=at,
                **contact,
            )
        ],
        ignore_conflicts=True,
    )
    if not Person.objects.filter(id=person_id).exists():
        raise PersonAlreadyKnown

    audit.record(by=by, at=at, action="parties.person-registered", subject_id=person_id)
    return person_id


@transaction.atomic
def register_represented(
    *,
    by: Actor,
    at: datetime,
    registered_as: str,
    given_names: str,
    family_name: str = "",
    born_on: date | None = None,
    is_firm: bool = False,
) -> UUID:
    """
    The record of a child or a company as a register (``register:number``) knows it, written down if it was not known before. Two who
    ask at once get the same.

    :raises NotAllowed: unless it is the machine, for a room above that has read the register.
    """
    by.require_system()
    known = Registered.objects.filter(key=registered_as).values_list("person_id", flat=True).first()
    if known:
        return known
    person = Person(
        id=new_id(),
        given_names=rules.tidy(given_names)[:120],
        family_name=rules.tidy(family_name)[:120],
        born_on=born_on,
        is_firm=is_firm,
        registered_at=at,
    )
    person.save(force_insert=True)
    Registered.objects.bulk_create([Registered(key=registered_as, person=person)], ignore_conflicts=True)
    first = Registered.objects.values_list("person_id", flat=True).get(key=registered_as)
    if first != person.id:  # somebody was quicker
        person.delete()
        return first
    audit.record(by=by, at=at, action="parties.person-registered", subject_id=person.id)
    return person.id


@transaction.atomic
def reach_through(*, by: Actor, at: datetime, party_id: UUID, representative_id: UUID | None) -> None:
    """
    Who gets the messages of somebody without an address of their own; None: nobody.

    :raises NotAllowed: unless it is the machine, for a room above that knows who represents whom.
    """
    by.require_system()
    person = Person.objects.select_for_update().filter(id=party_id).first()
    if person is None or person.reached_through == representative_id:
        return
    Person.objects.filter(id=party_id).update(reached_through=representative_id)
    audit.record(by=by, at=at, action="parties.reached-through", subject_id=party_id)


@transaction.atomic
def update_contact(
    *,
    by: Actor,
    at: datetime,
    party_id: UUID,
    email: str = UNKNOWN,
    phone: str = UNKNOWN,
    address: Mapping[str, Any] = UNKNOWN,
    language: str = UNKNOWN,
) -> None:
    """
    Change how to reach a person; what is not given stays.

    :raises NotAllowed: unless it is the person, somebody at a counter, or the machine.
    :raises InvalidInput: if an address or number cannot be right.
    """
    person = Person.objects.select_for_update().filter(id=party_id).first()
    policies.require_own_or_counter(by, party_id=party_id)
    if person is None:
        raise NotFound

    given = {"email": email, "phone": phone, "language": language}
    changes = _checked_contact(**{key: value for key, value in given.items() if value is not UNKNOWN})
    if address is not UNKNOWN:
        changes["address"] = dict(address)
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    if not changed:
        return

    Person.objects.filter(id=party_id).update(**{name: changes[name] for name in changed})
    audit.record(
        by=by, at=at, action="parties.contact-changed", subject_id=party_id, details={"fields": sorted(changed)}
    )


@transaction.atomic
def confirm_identity(
    *,
    by: Actor,
    at: datetime,
    party_id: UUID,
    given_names: str,
    family_name: str,
    born_on: date,
    national_id: str = "",
) -> None:
    """
    Write down who somebody was shown to be: the name as a register spells it, the day of birth, and the number if there is one.

    :raises NotAllowed: unless it is the machine, for a room above that has seen the proof. :raises NotFound: if there is no such
        person. :raises PersonAlreadyKnown: if the number belongs to somebody else.
    """
    by.require_system()
    person = Person.objects.select_for_update().filter(id=party_id).first()
    if person is None:
        raise NotFound
    number = rules.tidy_national_id(national_id) or person.national_id
    if Person.objects.filter(national_id=number or "-").exclude(id=party_id).exists():
        raise PersonAlreadyKnown
    Person.objects.filter(id=party_id).update(
        given_names=rules.tidy(given_names) or person.given_names,
        family_name=rules.tidy(family_name),
        born_on=born_on,
        national_id=number,
    )
    audit.record(by=by, at=at, action="parties.identity-confirmed", subject_id=party_id)


@transaction.atomic
def join_person(*, by: Actor, at: datetime, party_id: UUID, into_id: UUID) -> None:
    """
    Two records are one person: ``into_id`` counts from now on and takes over what it lacks. Harmless when repeated.

    That it is proved, and that nobody signs in as ``party_id``, is for the room above to see to.

    :raises NotAllowed: unless it is the machine.
    :raises DifferentPeople: if number, date of birth or name of the two do not agree, or one was joined to somebody before.
    """
    by.require_system()
    found = {
        each.id: each for each in Person.objects.select_for_update().filter(id__in=[party_id, into_id]).order_by("id")
    }
    if len(found) != 2:
        raise NotFound
    one, into = found[party_id], found[into_id]
    if one.joined_into == into_id:
        return
    if one.joined_into or into.joined_into or not rules.agree(one, into):
        raise DifferentPeople
    kept = {
        "national_id": into.national_id or one.national_id,
        "born_on": into.born_on or one.born_on,
        "address": into.address or one.address,
    }
    Person.objects.filter(id=party_id).update(joined_into=into_id, national_id=None)
    Person.objects.filter(id=into_id).update(**kept)
    for each, other in ((party_id, into_id), (into_id, party_id)):
        audit.record(by=by, at=at, action="parties.person-joined", subject_id=each, details={"with": str(other)})


def _checked_contact(**given: str) -> dict[str, Any]:
    """The contact data as it is stored. :raises InvalidInput:"""
    stored: dict[str, Any] = {}
    errors = {}
    if "email" in given:
        stored["email"] = rules.tidy_email(given["email"]) if given["email"] else ""
        if given["email"] and not stored["email"]:
            errors["email"] = _("Enter an e-mail address in the correct format, like name@example.org.")
    if "phone" in given:
        stored["phone"] = rules.tidy_phone(given["phone"]) if given["phone"] else ""
        if given["phone"] and not stored["phone"]:
            errors["phone"] = _("Enter a telephone number, like 758 555 0123 or +44 20 7946 0000.")
    if "language" in given:
        stored["language"] = given["language"]
        if given["language"] not in dict(settings.LANGUAGES):
            errors["language"] = _("Choose one of the languages.")
    if errors:
        raise InvalidInput(errors)
    return stored
