"""What government offers, and what people ask of it."""

import contextlib

from digigov.kernel.errors import NotAllowed
from digigov.modules.applications import commands as applications
from digigov.modules.applications.queries import Holder
from digigov.modules.applications.testing import SERVICE
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import commands as catalog
from digigov.modules.catalog.testing import TINY, read_tiny
from digigov.modules.forms import commands as forms
from digigov.modules.forms.testing import COUNTRY, make_form
from digigov.modules.notifications import commands as notifications
from digigov.modules.operations import commands as operations
from digigov.modules.registries import commands as registries
from tests.refusals.trial import REFUSED, Anybody, Machine, Own, Trial
from tests.refusals.world import AT

LOADS = "What is offered is the country's: a pack is loaded whole."
SIGNED_IN = "Whoever is signed in may apply for themself."
ONE_DESK = "Operations are one desk for the whole installation."
WITHIN = "Called by other commands, in their transaction, after they have asked who may."

APPLICATIONS = {
    "adopt_drafts": Trial(
        lambda w, by: _must_be(applications.adopt_drafts(by=by, at=AT, holder_token=w.token), by),
        by="ana",
        anybody_in="Whoever holds the browser's own token and signs in on it.",
    ),
    "adopt_written_down": Machine(
        "Somebody has shown who they are: what a counter took in for them follows; a subscriber."
    ),
    "answer_request": Trial(
        lambda w, by: applications.answer_request(
            by=by, at=AT, reference=w.asked_reference, answers={}, file_ids=[], message="Here it is"
        ),
        by="ana",
    ),
    "answer_request_by_code": Trial(
        lambda w, by: applications.answer_request_by_code(
            by=by,
            at=AT,
            reference=w.asked_reference,
            code=w.asked_codes.get(by, "WRONG-CODE"),
            answers={},
            file_ids=[],
            message="Here it is",
        ),  # fmt: skip
        by="holder_of_code",
        refused=(*REFUSED, applications.WrongCode),
    ),
    "correct_answers": Trial(
        lambda w, by: applications.correct_answers(
            by=by, at=AT, reference=w.reference, page_id=w.page_id, raw=w.raw, context=w.context
        ),
        by="ana",
    ),
    "delete_draft": Trial(lambda w, by: applications.delete_draft(by=Holder(by), at=AT, draft_id=w.draft_id), by="ana"),
    "doubt_line": Trial(
        lambda w, by: _nobody_to_ask(by, w.line_id),
        by="ana",
    ),
    "ask_for_correction": Own(lambda w, by: _nobody_to_tell(by), by="ana"),
    "ask_for_review": Trial(lambda w, by: _nobody_reviews(by, w.refused_id), by="refused"),
    "carry_out_review": Machine("Undoes what a closed review found wrong; a subscriber calls it."),
    "follow_service": Trial(
        lambda w, by: applications.follow_service(by=Holder(by), at=AT, draft_id=w.draft_id), by="ana"
    ),
    "join_written_down": Trial(
        lambda w, by: applications.join_written_down(
            by=by, at=AT, reference=w.joinable_reference, code=w.codes.get(by.party_id, "WRONG-CODE")
        ),
        by="cleo",
        refused=(*REFUSED, applications.WrongCode),
    ),
    "keep_prefilled": Trial(
        lambda w, by: applications.keep_prefilled(by=Holder(by), at=AT, draft_id=w.draft_id, prefilled={}), by="ana"
    ),
    "remove_item": Trial(
        lambda w, by: applications.remove_item(by=Holder(by), at=AT, draft_id=w.draft_id, page_id=w.many_id, index=0),
        by="ana",
    ),
    "save_page": Trial(
        lambda w, by: applications.save_page(
            by=Holder(by), at=AT, draft_id=w.draft_id, page_id=w.page_id, raw=w.raw, context=w.context
        ),
        by="ana",
    ),
    "start_draft": Trial(
        lambda w, by: applications.start_draft(by=by, at=AT, service=SERVICE, language="en"),
        by="ana",
        anybody_in=SIGNED_IN,
    ),
    "start_draft for somebody": Trial(
        lambda w, by: applications.start_draft(
            by=by, at=AT, service=SERVICE, language="en", party_id=w.ana.party_id, agreement="In writing"
        ),
        by="counter_of_shops",
    ),
    "submit": Trial(
        lambda w, by: applications.submit(
            by=Holder(by), at=AT, draft_id=w.draft_id, declarations={"is_true": "yes"}, context=w.context
        ),
        by="ana",
    ),
    "take_over": Trial(
        lambda w, by: applications.take_over(
            by=by, at=AT, reference=w.assisted_reference, code=w.codes.get(by.party_id, "WRONG-CODE")
        ),
        by="ben",
        refused=(*REFUSED, applications.WrongCode),
    ),
}

CATALOG = {
    "load_pack": Trial(lambda w, by: catalog.load_pack(by=by, at=AT, path=TINY), by="machine", across=LOADS),
    "publish_pack": Trial(lambda w, by: catalog.publish_pack(read_tiny(), by=by, at=AT), by="machine", across=LOADS),
    "scaffold_service": Machine("Writes files beside a pack, for whoever sits at the command line; publishes nothing."),
}

FORMS = {
    "load_country": Trial(lambda w, by: forms.load_country(by=by, at=AT, country=COUNTRY), by="machine", across=LOADS),
    "look_up_numbers": Anybody("Asks of things (a plate, a parcel) that the form names; registries.read is the gate."),
    "prefill": Anybody("registries.read is the gate: of people, only the person or an officer under a case."),
    "publish_form": Trial(
        lambda w, by: forms.publish_form(by=by, at=AT, service="other", version=1, form=make_form()),
        by="machine",
        across=LOADS,
    ),
}

COUNTERS = "A counter serves whoever comes: counter.assist counts everywhere for people."
REGISTRIES = {
    "forget_old_readings": Machine("A job calls it."),
    "give_consent": Own(
        lambda w, by: registries.give_consent(
            by=by, at=AT, register="taxes", fields=["full_name"], purpose="prefill-form", service="shop-licence"
        ),
        by="ana",
    ),
    "load_registers": Trial(
        lambda w, by: registries.load_registers(by=by, at=AT, definitions=[]), by="machine", across=LOADS
    ),
    "remind_of_reviews": Trial(lambda w, by: registries.remind_of_reviews(by=by, at=AT), by="machine"),
    "open_in_emergency": Trial(
        lambda w, by: registries.open_in_emergency(
            by=by, at=AT, register="people", key="0012345", reason="Found lying unconscious at a bus stop"
        ),
        by="saviour",
        across="An emergency knows no units.",
        notes=("audit_entry",),
    ),
    "raise_alarm": Machine("A job calls it."),
    "read": Trial(
        lambda w, by: registries.read(
            by=by,
            at=AT,
            register="people",
            key="0012345",
            fields=["full_name"],
            purpose=Purpose("prefill-form"),
            about=w.ana.party_id,
        ),  # fmt: skip
        by="ana",
        across=COUNTERS,
        notes=("audit_entry",),  # a refused read has its line too
    ),
    "review_lookup": Trial(
        lambda w, by: registries.review_lookup(
            by=by, at=AT, lookup_id=w.lookup_id, is_justified=True, findings="The ambulance report says the same."
        ),
        by="reviewer",
        across="The protection of data is one desk for the whole government.",
    ),
    "send_consent_code": Trial(
        lambda w, by: registries.send_consent_code(
            by=by, at=AT, party_id=w.unproved_id, registers=["taxes"], purpose="prefill-form", service="shop-licence"
        ),
        by="cashier",
        across=COUNTERS,
    ),
    "take_consents": Trial(
        lambda w, by: registries.take_consents(
            by=by,
            at=AT,
            party_id=w.unproved_id,
            wanted={"taxes": ["full_name"]},
            purpose="prefill-form",
            service="shop-licence",
            way="spoken",
            evidence="Yes, look it up for me",
        ),
        by="cashier",
        across=COUNTERS,
    ),
    "withdraw_at_counter": Trial(
        lambda w, by: registries.withdraw_at_counter(by=by, at=AT, party_id=w.ana.party_id, consent_id=w.consent_id),
        by="cashier",
        across=COUNTERS,
    ),
    "withdraw_consent": Trial(
        lambda w, by: registries.withdraw_consent(by=by, at=AT, consent_id=w.consent_id),
        by="ana",
        across="A consent is the person's own, whatever the unit.",
    ),
}

NOTIFICATIONS = {
    "deliver": Machine("A job calls it."),
    "forget_codes": Machine("A job calls it."),
    "forget_of_cases": Trial(lambda w, by: notifications.forget_of_cases(by=by, case_ids=[w.case_id]), by="machine"),
    "load_messages": Trial(
        lambda w, by: notifications.load_messages(by=by, at=AT, service="other", version=1, definitions=[w.template]),
        by="machine",
        across=LOADS,
    ),
    "resume_cut_off": Machine("A job calls it."),
    "send": Machine(WITHIN),
    "send_again": Trial(
        lambda w, by: notifications.send_again(by=by, at=AT, delivery_id=w.failed_delivery_id),
        by="operator",
        across=ONE_DESK,
    ),
    "send_to_address": Machine(WITHIN),
    "take_receipt": Machine(
        "Believed only with the provider's signature (test_sms_receipts.py).", doors=("sites/exchange/sms_receipts.py",)
    ),
}

OPERATIONS = {
    "change_incident": Trial(
        lambda w, by: operations.change_incident(
            by=by, at=AT, incident_id=w.incident_id, said={"en": "Cards are taken again in Castries."}
        ),
        by="operator",
        across=ONE_DESK,
    ),
    "dismiss_job": Trial(
        lambda w, by: operations.dismiss_job(by=by, at=AT, job_id=w.given_up_job_id), by="operator", across=ONE_DESK
    ),
    "end_incident": Trial(
        lambda w, by: operations.end_incident(by=by, at=AT, incident_id=w.incident_id), by="operator", across=ONE_DESK
    ),
    "forget_failures": Machine("A job calls it."),
    "note_backup": Machine("Whatever writes a backup calls it."),
    "note_drill": Machine("The nightly drill calls it."),
    "note_look": Machine("A job calls it."),
    "forget_traffic": Machine("A job calls it."),
    "note_failure": Machine("The worker calls it."),
    "note_traffic": Machine("Each web process calls it.", doors=("sites/traffic.py",)),
    "retry_job": Trial(
        lambda w, by: operations.retry_job(by=by, at=AT, job_id=w.given_up_job_id), by="operator", across=ONE_DESK
    ),
    "tell_incident": Trial(
        lambda w, by: operations.tell_incident(by=by, at=AT, said={"en": "Cards are not taken today."}),
        by="operator",
        across=ONE_DESK,
    ),
}

AUDIT = {
    "record": Machine(WITHIN),
    "record_listed": Machine(WITHIN),
    "record_read": Machine(WITHIN),
    "publish_head": Machine("A job of each hour: what is published is nobody's choice."),
    "seal_entries": Machine("A job of each minute, and a command of whoever runs the server."),
}
SEARCH = {"put": Machine(WITHIN), "remove": Machine(WITHIN)}


def _must_be(count, by):
    """Nothing adopted is a refusal too."""
    if not count:
        raise NotAllowed
    return count


def _nobody_to_ask(by, entry_id):
    """As far as one comes where the pack names no service for it."""
    with contextlib.suppress(applications.NobodyToAsk):
        applications.doubt_line(by=by, at=AT, entry_id=entry_id, told="A line", why="Why", language="en")


def _nobody_to_tell(by):
    """The tiny country takes no corrections: that is said to whoever may ask."""
    with contextlib.suppress(applications.NobodyToTell):
        applications.ask_for_correction(
            by=by, at=AT, register="people", field="full_name", says="", right="It is Ana", language="en"
        )


def _nobody_reviews(by, proofing_id):
    """As far as one comes where the pack names no service for it."""
    with contextlib.suppress(applications.NobodyReviews):
        applications.ask_for_review(by=by, at=AT, decision_id=proofing_id, told="It", why="Why", language="en")
