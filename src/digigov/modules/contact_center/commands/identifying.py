"""
Who is on the line. Knowing things is no proof (NIST SP 800-63A-4 allows no knowledge-based verification), so answers let an agent say how
cases stand and no more; to see into them or do something takes a code that went to the address on record, or being signed in.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound, TooManyRequests
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.contact_center import log, occasions, rules
from digigov.modules.contact_center.commands.contacts import AlreadyOver
from digigov.modules.contact_center.loading import locked_as
from digigov.modules.contact_center.models import Contact, Conversation, Proof
from digigov.modules.contact_center.plans import get_plan
from digigov.modules.identity import commands as identity
from digigov.modules.identity.queries import half_hidden
from digigov.modules.parties.queries import contact_of, find_matching, get_person

PURPOSE = "caller"
WHY = Purpose("answer-contact")
TALKING = ("active", "held")


class SomebodyElse(DomainError):
    code = "somebody-else"
    message = _("It was shown already that this is somebody else. Begin another conversation for another person.")


class NobodyFound(DomainError):
    code = "nobody-found"
    message = _("Nobody is on record under this number and family name. Ask them to read both from the card again.")
    status = 404


class NothingToAsk(DomainError):
    code = "nothing-to-ask"
    message = _("Too little is on record to ask for. Send a code, or ask them to come to a service bureau.")


class WrongAnswers(DomainError):
    code = "wrong-answers"
    message = _(
        "That is not what is on record. Say nothing about it, not even which answer was wrong, and offer a code."
    )


class NoAddress(DomainError):
    code = "no-address-on-record"
    message = _("No telephone number or e-mail address is on record to which a code could go.")


@transaction.atomic
def suppose_person(*, by: Actor, at: datetime, contact_id: UUID, national_id: str, family_name: str) -> None:
    """
    Say who it probably is, by the number and the family name that they gave. It shows nothing of them but that there were contacts.

    :raises NotAllowed: unless the contact is in this agent's hands. :raises NobodyFound: if nobody is on record under both.
    :raises SomebodyElse: if somebody else has shown who they are in this conversation, and that still counts.
    """
    contact = locked_as(by, contact_id, states=TALKING, otherwise=AlreadyOver)
    party_id = find_matching(national_id=national_id, family_name=family_name)
    if party_id is None:
        raise NobodyFound
    talk = Conversation.objects.select_for_update().get(id=contact.conversation_id)
    if talk.party_id == party_id:
        return
    if rules.sureness(talk.sureness, until=talk.sure_until, at=at) > rules.Sureness.PROBABLE:
        raise SomebodyElse
    _note(contact, party_id, "probable", "number", at=at, until=None)
    audit.record(by=by, at=at, action="contact_center.person-supposed", subject_id=party_id)


@transaction.atomic
def begin_questions(*, by: Actor, at: datetime, contact_id: UUID) -> tuple[UUID, tuple[str, ...]]:
    """
    Which questions to ask, by kind, chosen by chance among what is on record. The answers are never shown to the agent.

    :raises NotAllowed: unless the contact is in this agent's hands. :raises NotFound: unless a person is supposed.
    :raises NothingToAsk: if too little is on record. :raises TooManyRequests: if it went wrong too often today for this person.
    """
    contact = locked_as(by, contact_id, states=TALKING, otherwise=AlreadyOver)
    plan = get_plan().verification
    party_id = _supposed(contact)
    since = at - timedelta(days=1)
    failed = Proof.objects.filter(party_id=party_id, how="questions", state="failed", decided_at__gt=since).count()
    if failed >= plan.tries_a_day:
        raise TooManyRequests(minutes=24 * 60)
    given = Conversation.objects.values_list("sure_how", flat=True).get(id=contact.conversation_id)
    known = _on_record(party_id, by=by, at=at)
    askable = known.askable(given="number" if given == "number" else contact.address)
    if len(askable) < plan.ask:
        raise NothingToAsk
    asked = sorted(random.SystemRandom().sample(sorted(askable), plan.ask))
    made = Proof.objects.create(
        conversation_id=contact.conversation_id, contact=contact, party_id=party_id, agent_id=by.own_party, how="questions",
        asked=asked, state="waiting", begun_at=at,
    )  # fmt: skip
    return made.id, tuple(asked)


def answer_questions(*, by: Actor, at: datetime, proof_id: UUID, answers: Mapping[str, str]) -> None:
    """
    Compare what the citizen said. Not one transaction: what was wrong must count.

    :raises NotAllowed: unless the agent who asked. :raises NotFound: if these questions were answered already.
    :raises WrongAnswers: if fewer are right than the plan asks for; nobody learns which.
    """
    with transaction.atomic():
        proof, contact = _waiting(proof_id, by=by)
        known = _on_record(proof.party_id, by=by, at=at)
        right = sum(known.is_right(kind, answers.get(kind, "")) for kind in proof.asked)
        plan = get_plan().verification
        passed = right >= plan.right
        _decide(proof, contact, by=by, at=at, right=right, passed=passed)
        if passed:
            until = at + timedelta(minutes=plan.minutes)
            _note(contact, proof.party_id, "answered", "questions", at=at, until=until)
    if not passed:
        raise WrongAnswers


@transaction.atomic
def send_code(*, by: Actor, at: datetime, contact_id: UUID) -> tuple[UUID, str]:
    """
    Send digits to the telephone, else the e-mail address, on record; returns where they went, half hidden.

    :raises NotAllowed: unless the contact is in this agent's hands. :raises NotFound: unless a person is supposed.
    :raises NoAddress: if none is on record. :raises TooManyRequests: after five within an hour for this person.
    """
    contact = locked_as(by, contact_id, states=TALKING, otherwise=AlreadyOver)
    party_id = _supposed(contact)
    if Proof.objects.filter(party_id=party_id, how="code", begun_at__gt=at - timedelta(hours=1)).count() >= 5:
        raise TooManyRequests(minutes=60)
    to = contact_of(party_id)
    if not (to.phone or to.email):
        raise NoAddress
    email = "" if to.phone else to.email
    code_id = identity.send_code(
        by=by, at=at, purpose=PURPOSE, email=email, phone=to.phone, language=contact.language, occasion=occasions.CODE
    )
    made = Proof.objects.create(
        conversation_id=contact.conversation_id, contact=contact, party_id=party_id, agent_id=by.own_party, how="code",
        code_id=code_id, state="waiting", begun_at=at,
    )  # fmt: skip
    log.write(contact.conversation_id, at=at, kind="person.code-sent", contact=contact, by=by.own_party)
    return made.id, half_hidden(email, to.phone)


def take_code(*, by: Actor, at: datetime, proof_id: UUID, digits: str) -> None:
    """
    Take the digits that the citizen reads out. Not one transaction: a wrong try must count.

    :raises NotAllowed: unless the agent who sent it. :raises NotFound: if it was taken already.
    :raises CodeExpired: and :raises WrongCode: as ``identity.prove_address``.
    """
    with transaction.atomic():
        proof, _contact = _waiting(proof_id, by=by)
        code_id = proof.code_id
    if code_id is None:
        raise NotFound
    identity.prove_address(by=by, at=at, code_id=code_id, digits=digits)
    with transaction.atomic():
        proof, contact = _waiting(proof_id, by=by)
        identity.take_proof(at=at, code_id=code_id, purpose=PURPOSE)
        _decide(proof, contact, by=by, at=at, right=1, passed=True)
        until = at + timedelta(minutes=get_plan().verification.minutes)
        _note(contact, proof.party_id, "proved", "code", at=at, until=until)


def _supposed(contact: Contact) -> UUID:
    party_id = Conversation.objects.filter(id=contact.conversation_id).values_list("party_id", flat=True).first()
    if party_id is None:
        raise NotFound
    return party_id


def _on_record(party_id: UUID, *, by: Actor, at: datetime) -> rules.Known:
    person = get_person(viewer=by, at=at, party_id=party_id, purpose=WHY)
    community = str(person.address.get("community", ""))
    return rules.Known(person.born_on, person.national_id or "", community, person.phone, person.email)


def _waiting(proof_id: UUID, *, by: Actor) -> tuple[Proof, Contact]:
    found = Proof.objects.filter(id=proof_id, state="waiting").values_list("contact_id", flat=True).first()
    if found is None:
        raise NotFound
    contact = locked_as(by, found, states=TALKING, otherwise=AlreadyOver)
    proof = Proof.objects.select_for_update().filter(id=proof_id, state="waiting").first()
    if proof is None or proof.agent_id != by.own_party or _supposed(contact) != proof.party_id:
        raise NotFound
    return proof, contact


def _decide(proof: Proof, contact: Contact, *, by: Actor, at: datetime, right: int, passed: bool) -> None:
    state = "passed" if passed else "failed"
    Proof.objects.filter(id=proof.id).update(state=state, right=right, decided_at=at)
    log.write(contact.conversation_id, at=at, kind=f"person.{state}", contact=contact, by=proof.agent_id, how=proof.how)
    audit.record(
        by=by, at=at, action=f"contact_center.person-{state}", subject_id=proof.party_id, details={"how": proof.how}
    )


def _note(contact: Contact, party_id: UUID, sureness: str, how: str, *, at: datetime, until: datetime | None) -> None:
    Conversation.objects.filter(id=contact.conversation_id).update(
        party_id=party_id, sureness=sureness, sure_how=how, sure_until=until
    )
    log.write(
        contact.conversation_id,
        at=at,
        kind="person.known",
        contact=contact,
        by=contact.agent_id,
        sureness=sureness,
        how=how,
    )
