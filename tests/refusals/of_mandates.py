"""Who lets others act, who acts, who writes it down, and who ends it."""

import re
from typing import Any

from digigov.modules.identity.testing import code_sent_to
from digigov.modules.mandates import commands as mandates
from digigov.modules.mandates.definitions import MandatePlan
from digigov.modules.mandates.testing import ENTRY, FIRM, PLAN
from digigov.modules.parties.queries import contact_of
from tests.refusals.of_identities import THE_COUNTRY_S
from tests.refusals.of_people import COUNTERS
from tests.refusals.trial import REFUSED, Machine, Own, Trial
from tests.refusals.world import AT
from tests.refusals.world_of_mandates import OPEN, offer, seen

NOT_YOU = (*REFUSED, mandates.NotKnown, mandates.NotMeant)


def code(world: Any) -> str:
    """As it stands in the message that went to the agent."""
    return re.findall(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", world.mandate_codes[world.agent.party_id])[0]


MANDATES = {
    "accept": Trial(lambda w, by: mandates.accept(by=by, at=AT, code=code(w)), by="agent", refused=NOT_YOU),
    "claim_child": Trial(
        lambda w, by: mandates.claim_child(by=by, at=AT, entry_number=ENTRY),
        by="principal",
        refused=(*REFUSED, mandates.NotKnown, mandates.NotParent),
        notes=("audit_entry",),
    ),
    "claim_firm": Trial(
        lambda w, by: mandates.claim_firm(by=by, at=AT, firm_number=FIRM),
        by="principal",
        refused=(*REFUSED, mandates.NotKnown, mandates.NotDirector),
        notes=("audit_entry",),
    ),
    "confirm": Trial(
        lambda w, by: mandates.confirm(by=by, at=AT, mandate_id=w.paper_id, agrees=True), by="second_cashier"
    ),
    "confirm_call": Trial(
        lambda w, by: mandates.confirm_call(
            by=by, at=AT, mandate_id=w.call_id, digits=code_sent_to(contact_of(w.principal.party_id).phone)
        ),
        by="cashier",
    ),
    "decline": Trial(
        lambda w, by: mandates.decline(by=by, at=AT, code=code(w)),
        by="agent",
        anybody_in="Whoever holds the code may say no to it.",
    ),
    "end": Trial(
        lambda w, by: mandates.end(by=by, at=AT, mandate_id=w.mandate_id), by="mandate_keeper", across=COUNTERS
    ),
    "end_all_of": Trial(
        lambda w, by: mandates.end_all_of(by=by, at=AT, party_id=w.agent.party_id), by="machine", across=COUNTERS
    ),
    "lapse": Machine("Ends what waited too long or had its last day; a job calls it."),
    "load_plan": Trial(
        lambda w, by: mandates.load_plan(by=by, at=AT, definition=MandatePlan.model_validate(PLAN)),
        by="machine",
        across=THE_COUNTRY_S,
    ),
    "check_offer": Own(
        lambda w, by: mandates.check_offer(by=by, at=AT, wanted=offer(), open_services=OPEN),
        by="principal",
        refused=(*REFUSED, mandates.NotKnown),
    ),
    "offer": Own(
        lambda w, by: mandates.offer(by=by, at=AT, wanted=offer(), open_services=OPEN),
        by="principal",
        refused=(*REFUSED, mandates.NotKnown),
    ),
    "offer_by_call": Trial(
        lambda w, by: mandates.offer_by_call(
            by=by, at=AT, principal_id=w.principal.party_id, wanted=offer(), open_services=OPEN
        ),
        by="cashier",
        across=COUNTERS,
    ),
    "recheck_firms": Trial(lambda w, by: mandates.recheck_firms(by=by, at=AT, most=1), by="machine"),
    "recheck_parents": Trial(lambda w, by: mandates.recheck_parents(by=by, at=AT, most=1), by="machine"),
    "undo_decision": Trial(
        lambda w, by: mandates.undo_decision(by=by, at=AT, mandate_id=w.refused_mandate_id),
        by="machine",
        refused=REFUSED,
    ),
    "record": Trial(
        lambda w, by: mandates.record(by=by, at=AT, seen=seen(w), open_services=OPEN), by="cashier", across=COUNTERS
    ),
}
