"""Who shows who they are, who looks at their papers, and who says that they know somebody."""

from datetime import date

from digigov.modules.assurance import commands as assurance
from digigov.modules.assurance.definitions import ProofingPlan
from digigov.modules.assurance.testing import BORN, PHONE, PLAN, shown
from digigov.modules.identity.testing import code_sent_to
from tests.refusals.of_people import COUNTERS
from tests.refusals.trial import REFUSED, Anybody, Machine, Own, Trial
from tests.refusals.world import AT, VOUCHER

THE_COUNTRY_S = "How people are known is the country's."
NAMED = {"given_names": "Testa", "family_name": "Fictional", "born_on": BORN}

ASSURANCE = {
    "begin_at_counter": Trial(
        lambda w, by: assurance.begin_at_counter(by=by, at=AT, party_id=w.unproved_id, shown=shown(), face_agrees=True),
        by="cashier",
        across=COUNTERS,
    ),
    "begin_at_kiosk": Anybody(
        "Nobody signs in at a kiosk. The number opens nothing but to an officer before whom the person stands; the limit is the door's."
    ),
    "set_up_kiosk": Trial(
        lambda w, by: assurance.set_up_kiosk(by=by, at=AT, place="treasury-kiosk"),
        by="kiosk_keeper",
        across="The only kiosk here is that of the unit in which the officer elsewhere sits.",
    ),
    "begin_remote": Own(
        lambda w, by: assurance.begin_remote(by=by, at=AT, shown=shown(), language="en"),
        by="testa",
        refused=(*REFUSED, assurance.NotShown),
    ),
    "begin_vouched": Trial(
        lambda w, by: assurance.begin_vouched(
            by=by, at=AT, party_id=w.unproved_id, born_on=date(2001, 2, 3), voucher_number=VOUCHER, known_for=3
        ),
        by="cashier",
        across=COUNTERS,
    ),
    "confirm_at_counter": Trial(
        lambda w, by: assurance.confirm_at_counter(by=by, at=AT, proofing_id=w.proofing_id, agrees=True),
        by="second_cashier",
    ),
    "end_proof": Trial(
        lambda w, by: assurance.end_proof(by=by, at=AT, party_id=w.voucher.party_id), by="withdrawer", across=COUNTERS
    ),
    "finish_by_letter": Own(
        lambda w, by: assurance.finish_by_letter(by=by, at=AT, typed=w.letter_code), by="waiting_for_letter"
    ),
    "mark_letter_sent": Trial(
        lambda w, by: assurance.mark_letter_sent(by=by, at=AT, letter_id=w.letter_id), by="poster", across=COUNTERS
    ),
    "print_letter": Trial(
        lambda w, by: assurance.print_letter(by=by, at=AT, letter_id=w.letter_id), by="poster", across=COUNTERS
    ),
    "finish_remote": Own(
        lambda w, by: assurance.finish_remote(by=by, at=AT, digits=code_sent_to(PHONE)), by="waiting_for_code"
    ),
    "import_proof": Trial(
        lambda w, by: assurance.import_proof(by=by, at=AT, party_id=w.unproved_id, national_id="9100077", **NAMED),
        by="machine",
    ),
    "lapse": Machine("Ends what waited too long; a job calls it."),
    "load_plan": Trial(
        lambda w, by: assurance.load_plan(by=by, at=AT, definition=ProofingPlan.model_validate(PLAN)),
        by="machine",
        across=THE_COUNTRY_S,
    ),
    "recheck": Trial(lambda w, by: assurance.recheck(by=by, at=AT, most=1), by="machine"),
    "stop_own": Own(lambda w, by: assurance.stop_own(by=by, at=AT), by="waiting_for_code"),
    "undo_decision": Trial(
        lambda w, by: assurance.undo_decision(by=by, at=AT, proofing_id=w.refused_id),
        by="machine",
        across=THE_COUNTRY_S,
    ),
    "vouch": Trial(lambda w, by: assurance.vouch(by=by, at=AT, proofing_id=w.vouched_id, agrees=True), by="voucher"),
}
