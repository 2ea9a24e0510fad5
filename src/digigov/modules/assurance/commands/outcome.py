"""How a check ends: passed, with the person's facts written down as proved, or refused with a reason."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.events import publish
from digigov.kernel.ids import new_id
from digigov.modules.assurance import occasions, rules
from digigov.modules.assurance.events import IdentityProved
from digigov.modules.assurance.models import WAITING, Proofing
from digigov.modules.assurance.reading import HERE
from digigov.modules.audit import commands as audit
from digigov.modules.identity.queries import find_account_of
from digigov.modules.notifications import commands as notifications
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import id_with_number, may_be_joined


@dataclass(frozen=True, slots=True)
class Begun:
    """What is written down of a check when it begins, beside what it found."""

    party_id: UUID
    way: str
    evidence: list[dict[str, Any]]
    agent: Actor | None = None
    place: str = ""  # the kiosk at which the person began

    def row(self, at: datetime, **more: Any) -> Proofing:
        agent = {"agent_id": self.agent.party_id, "office": self.agent.office} if self.agent else {}
        level = rules.LEVELS[self.way]
        return Proofing(
            party_id=self.party_id,
            way=self.way,
            level=level,
            evidence=self.evidence,
            place=self.place,
            begun_at=at,
            **agent,
            **more,
        )


def begin(begun: Begun, *, at: datetime, by: Actor, state: str, **more: Any) -> UUID:
    """A check that waits; one of the same person that waited before ends. Runs inside a transaction."""
    hold_while(begun.party_id.int & (2**63 - 1))
    give_up(begun.party_id, at=at)
    proofing = begun.row(at, state=state, **more)
    proofing.save(force_insert=True)
    audit.record(
        by=by, at=at, action="assurance.proofing-begun", subject_id=begun.party_id,
        details={"way": begun.way, "proofing": str(proofing.id)},
    )  # fmt: skip
    return proofing.id


def hold_while(what: int) -> None:
    """Two that begin at the same moment with the same person or number begin one after the other; held until the transaction ends."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [what])


def give_up(party_id: UUID, *, at: datetime) -> None:
    """Whatever waits of this person waits no more."""
    waiting = Proofing.objects.filter(party_id=party_id, state__in=WAITING)
    waiting.update(state="ended", reason="begun-again", decided_at=at, claim={})


def write_refused(begun: Begun, reason: str, *, at: datetime, by: Actor) -> None:
    """A check that was refused as soon as it began."""
    begun.row(at, state="refused", reason=reason, decided_at=at).save(force_insert=True)
    _note_refused(begun.party_id, begun.way, reason, at=at, by=by)


def refuse(proofing: Proofing, reason: str, *, at: datetime, by: Actor, **more: Any) -> None:
    """A check that waited, locked."""
    Proofing.objects.filter(id=proofing.id).update(state="refused", reason=reason, decided_at=at, claim={}, **more)
    _note_refused(proofing.party_id, proofing.way, reason, at=at, by=by)


def passed(proofing: Proofing, *, at: datetime, by: Actor, **more: Any) -> str:
    """
    The check, locked, has shown who it is: write the facts down, and tell the person. Returns '', or why it is refused after all:
    the number of the identity card is somebody else's by now.
    """
    number = str(proofing.claim.get("national_id", ""))
    other = id_with_number(number) if number else None
    other = None if other == proofing.party_id else other
    if why := _why_not_one(other, proofing.party_id):
        refuse(proofing, why, at=at, by=by, **more)
        return why
    if other is not None:
        parties.join_person(by=HERE, at=at, party_id=other, into_id=proofing.party_id)
    parties.confirm_identity(
        by=HERE, at=at, party_id=proofing.party_id, national_id=number,
        given_names=proofing.claim["given_names"], family_name=proofing.claim["family_name"],
        born_on=date.fromisoformat(proofing.claim["born_on"]),
    )  # fmt: skip
    ends_on = rules.years_after(local_date(at), rules.YEARS[proofing.way])
    works_until = datetime.combine(ends_on, time.min, local_zone())
    Proofing.objects.filter(id=proofing.id).update(
        state="passed", decided_at=at, works_until=works_until, rechecked_at=at, claim={}, **more
    )
    audit.record(
        by=by, at=at, action="assurance.identity-proved", subject_id=proofing.party_id,
        details={"way": proofing.way, "level": proofing.level, "proofing": str(proofing.id)},
    )  # fmt: skip
    publish(IdentityProved(party_id=proofing.party_id, level=proofing.level, written_down_as=other, proved_at=at))
    if proofing.way != rules.IMPORTED:
        tell(proofing.party_id, occasions.PROVED.message, at=at, by=by)
    return ""


def _why_not_one(other: UUID | None, party_id: UUID) -> str:
    """Why the record that has the number already is not this person; '' if there is none, or if a counter made it of this one."""
    if other is None:
        return ""
    if find_account_of(other) is not None:
        return "number-taken"
    return "" if may_be_joined(party_id=other, into_id=party_id) else "number-known"


def claimed(name: rules.Name, born_on: date, national_id: str = "") -> dict[str, str]:
    """What is to be written down of the person once the check has passed."""
    given, family = name
    return {"given_names": given, "family_name": family, "born_on": born_on.isoformat(), "national_id": national_id}


def tell(party_id: UUID, message: str, *, at: datetime, by: Actor) -> None:
    """The person, by every address."""
    notifications.send(
        by=by, at=at, party_id=party_id, message=message, service="", version=0, values={},
        dedupe_key=f"assurance.{message}:{new_id()}",
    )  # fmt: skip


def _note_refused(party_id: UUID, way: str, reason: str, *, at: datetime, by: Actor) -> None:
    details = {"way": way, "reason": reason}
    audit.record(by=by, at=at, action="assurance.proofing-refused", subject_id=party_id, details=details)
