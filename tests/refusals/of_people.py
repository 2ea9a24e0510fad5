"""Who sits where, who is who, and whose account it is."""

from datetime import date

from digigov.modules.audit.queries import Subject
from digigov.modules.identity import commands as identity
from digigov.modules.identity.definitions import SignInPlan
from digigov.modules.identity.queries import name_of_visit
from digigov.modules.identity.testing import PASSWORD, totp_digits
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.definitions import Calendar, Organizations
from digigov.modules.organizations.testing import CALENDAR, ORGANIZATIONS
from digigov.modules.parties import commands as parties
from digigov.modules.privacy import commands as privacy
from digigov.modules.privacy.definitions import Whose
from digigov.modules.privacy.testing import make_note
from tests.refusals.trial import REFUSED, Anybody, Machine, Own, Trial
from tests.refusals.world import AT, NEW_PASSWORD

COUNTERS = "A counter serves whoever comes, whatever ministry it is about; counter.assist counts everywhere for people."
LIMITS = "The limits at the door count every try, by address and by who it is about (sites/limits.py)."

ORGANIZATIONS_ = {
    "abolish_post": Trial(
        lambda w, by: organizations.abolish_post(by=by, at=AT, post_id=w.empty_post_id), by="supervisor"
    ),
    "assign": Trial(
        lambda w, by: organizations.assign(
            by=by, at=AT, post_id=w.empty_post_id, party_id=w.ben.party_id, starts_on=date(2026, 12, 1)
        ),
        by="supervisor",
    ),
    "create_post": Trial(
        lambda w, by: organizations.create_post(by=by, at=AT, unit=w.unit, role="records-clerk", title="Clerk"),
        by="supervisor",
    ),
    "declare_relative": Trial(
        lambda w, by: organizations.declare_relative(
            by=by, at=AT, party_id=w.clerk.party_id, relative_id=w.ben.party_id
        ),
        by="clerk",
        across="Kin is kin in every unit: whoever manages staff anywhere may write it down.",
    ),
    "end_assignment": Trial(
        lambda w, by: organizations.end_assignment(by=by, at=AT, assignment_id=w.assignment_id, ends_at=AT),
        by="supervisor",
    ),
    "load_calendar": Trial(
        lambda w, by: organizations.load_calendar(
            by=by, at=AT, definition=Calendar.model_validate({**CALENDAR, "source": "another"})
        ),
        by="machine",
        across="The calendar is the country's.",
    ),
    "load_organizations": Trial(
        lambda w, by: organizations.load_organizations(
            by=by, at=AT, definition=Organizations.model_validate(ORGANIZATIONS)
        ),
        by="machine",
        across="How government is built is the country's.",
    ),
    "move": Trial(
        lambda w, by: organizations.move(by=by, at=AT, assignment_id=w.assignment_id, to_post_id=w.empty_post_id),
        by="supervisor",
    ),
}

PARTIES = {
    "confirm_identity": Trial(
        lambda w, by: parties.confirm_identity(
            by=by, at=AT, party_id=w.ana.party_id, given_names="Ana", family_name="Test", born_on=date(1990, 1, 2)
        ),
        by="machine",
    ),
    "join_person": Trial(
        lambda w, by: parties.join_person(by=by, at=AT, party_id=w.namesake_id, into_id=w.cleo.party_id), by="machine"
    ),
    "reach_through": Trial(
        lambda w, by: parties.reach_through(by=by, at=AT, party_id=w.namesake_id, representative_id=w.ana.party_id),
        by="machine",
    ),
    "register_represented": Trial(
        lambda w, by: parties.register_represented(by=by, at=AT, registered_as="births:1", given_names="Test"),
        by="machine",
    ),
    "register_person": Trial(
        lambda w, by: parties.register_person(by=by, at=AT, given_names="Test"), by="cashier", across=COUNTERS
    ),
    "update_contact": Trial(
        lambda w, by: parties.update_contact(by=by, at=AT, party_id=w.ana.party_id, language="acf"),
        by="ana",
        across=COUNTERS,
    ),
}

IDENTITY = {
    "add_passkey": Own(
        lambda w, by: identity.add_passkey(by=by, at=AT, state=w.making[1], answer=w.made_passkey, name="Phone"),
        by="ana",
    ),
    "begin_address_change": Own(
        lambda w, by: identity.begin_address_change(by=by, at=AT, address="new@example.org", language="en"), by="ana"
    ),
    "begin_passkey": Own(lambda w, by: identity.begin_passkey(by=by, at=AT), by="ana"),
    "begin_passkey_sign_in": Anybody("A challenge that names nobody."),
    "begin_recovery": Anybody(f"Says the same for every address, and sends only to its owner. {LIMITS}"),
    "begin_sign_up": Anybody(f"A code goes to the address, and nothing else happens. {LIMITS}"),
    "begin_totp": Own(lambda w, by: identity.begin_totp(by=by, at=AT, issuer="Test"), by="ana"),
    "change_password": Own(
        lambda w, by: identity.change_password(by=by, at=AT, current_password=PASSWORD, password=NEW_PASSWORD),
        by="ana",
    ),
    "check_password": Anybody(f"Opens nothing: it says whose address and password these are. {LIMITS}"),
    "confirm_password": Own(lambda w, by: identity.confirm_password(by=by, at=AT, password=PASSWORD), by="ana"),
    "confirm_totp": Own(
        lambda w, by: identity.confirm_totp(by=by, at=AT, digits=totp_digits(w.secret, AT)),
        by="ana",
        refused=(*REFUSED, identity.WrongDigits),
    ),
    "count_attempt": Machine("Counts; what a count forbids is for the door that asked.", doors=("sites/limits.py",)),
    "end_visits": Trial(lambda w, by: identity.end_visits(by=by, at=AT, party_id=w.ana.party_id), by="machine"),
    "finish_address_change": Trial(
        lambda w, by: identity.finish_address_change(by=by, at=AT, code_id=w.address_code_id),
        by="ana",
        refused=(*REFUSED, identity.CodeExpired),
    ),
    "finish_recovery": Trial(
        lambda w, by: identity.finish_recovery(
            by=by, at=AT, code_id=w.recovery.get(by, w.unproved_code_id), password=NEW_PASSWORD
        ),
        by="holder_of_code",
        refused=(identity.CodeExpired,),
    ),
    "give_counter_code": Trial(
        lambda w, by: identity.give_counter_code(by=by, at=AT, party_id=w.ana.party_id), by="cashier", across=COUNTERS
    ),
    "finish_sign_up": Trial(
        lambda w, by: identity.finish_sign_up(
            by=by,
            at=AT,
            code_id=w.sign_up.get(by, w.unproved_code_id),
            given_names="Test",
            family_name="",
            password=NEW_PASSWORD,
            language="en",
        ),  # fmt: skip
        by="holder_of_code",
        refused=(identity.CodeExpired,),
    ),
    "forget_what_has_passed": Machine("Removes what is over; a job calls it."),
    "load_plan": Trial(
        lambda w, by: identity.load_plan(by=by, at=AT, definition=SignInPlan()),
        by="machine",
        across="How people sign in is the country's.",
    ),
    "look_at_concern": Trial(
        lambda w, by: identity.look_at_concern(by=by, at=AT, concern_id=w.concern_id, note="Spoke with the owner"),
        by="watcher",
        across="Accounts belong to no unit.",
    ),
    "note_device": Own(lambda w, by: identity.note_device(by=by, at=AT, token="t" * 43, device="Test"), by="ana"),
    "say_not_me": Anybody("Whoever has the link that went to the owner; it only ends visits and holds the account."),
    "make_recovery_codes": Own(lambda w, by: identity.make_recovery_codes(by=by, at=AT), by="ana"),
    "note_visit": Own(lambda w, by: identity.note_visit(by=by, at=AT), by="ana"),
    "open_account": Trial(
        lambda w, by: identity.open_account(
            by=by, at=AT, party_id=w.without_account, password=NEW_PASSWORD, email="other@example.org"
        ),
        by="machine",
    ),
    "prove_address": Anybody(f"Five tries for a code, each counted; then it is dead. {LIMITS}"),
    "remove_passkey": Trial(
        lambda w, by: identity.remove_passkey(by=by, at=AT, passkey_id=w.passkey_id), by="passkey_owner"
    ),
    "remove_totp": Own(lambda w, by: identity.remove_totp(by=by, at=AT), by="ana"),
    "reset_second_factor": Trial(
        lambda w, by: identity.reset_second_factor(by=by, at=AT, party_id=w.ana.party_id), by="cashier", across=COUNTERS
    ),
    "send_code": Machine("Sends digits for a command that has decided to whom; opens nothing by itself."),
    "send_second_code": Trial(
        lambda w, by: identity.send_second_code(
            by=by, at=AT, code_id=w.two_addresses.get(by, w.unproved_code_id), language="en"
        ),
        by="holder_of_code",
        refused=(identity.CodeExpired,),
    ),
    "show_second_proof": Trial(
        lambda w, by: identity.show_second_proof(
            by=by, at=AT, code_id=w.two_addresses.get(by, w.unproved_code_id), typed=w.second_digits
        ),
        by="holder_of_code",
        refused=(identity.CodeExpired,),
    ),
    "sign_out_everywhere": Own(lambda w, by: identity.sign_out_everywhere(by=by, at=AT), by="ana"),
    "sign_out_visit": Trial(
        lambda w, by: identity.sign_out_visit(by=by, at=AT, visit=name_of_visit(w.visit_key)), by="ana"
    ),
    "stop_own_recovery": Own(lambda w, by: identity.stop_own_recovery(by=by, at=AT), by="ana"),
    "stop_recovery": Anybody(
        "Whoever has the link that went to the owner; it takes nothing but a thief's chance away."
    ),
    "take_proof": Machine("Uses a proof up inside the command that it was given for."),
    "use_passkey": Anybody(
        "Whoever has the device signs in with it; a challenge works once and for this address only."
    ),
    "use_second_factor": Anybody(f"Called after the password, with digits that work once. {LIMITS}"),
    "wait_for_recovery": Trial(
        lambda w, by: identity.wait_for_recovery(by=by, at=AT, code_id=w.waiting.get(by, w.unproved_code_id)),
        by="holder_of_code",
        refused=(identity.CodeExpired,),
    ),
}


def of_ana(w):
    return Whose(w.ana.party_id, frozenset({w.ana.party_id}), frozenset({w.ana.account_id}))


OF_THE_WHOLE_STATE = "Whoever protects data does it for every office."
PRIVACY = {
    "ask_erasure": Trial(
        lambda w, by: privacy.ask_erasure(by=by, at=AT, whose=of_ana(w), closes=True),
        by="ana",
        across="It is one's own and nobody else's, whatever one may do.",
    ),
    "withdraw_erasure": Trial(
        lambda w, by: privacy.withdraw_erasure(by=by, at=AT, erasure_id=w.erasure_id),
        by="ben",
        across="It is one's own and nobody else's, whatever one may do.",
    ),
    "hold_erasure": Trial(
        lambda w, by: privacy.hold_erasure(by=by, at=AT, erasure_id=w.erasure_id, reason="A court wants the papers."),
        by="protector",
        across=OF_THE_WHOLE_STATE,
    ),
    "release_erasure": Trial(
        lambda w, by: privacy.release_erasure(by=by, at=AT, erasure_id=w.erasure_id),
        by="protector",
        across=OF_THE_WHOLE_STATE,
    ),
    "erase_due": Trial(lambda w, by: privacy.erase_due(by=by, at=AT), by="machine"),
    "erase_rest": Trial(lambda w, by: privacy.erase_rest(by=by, at=AT), by="machine"),
    "remind_of_erasures": Trial(lambda w, by: privacy.remind_of_erasures(by=by, at=AT), by="machine"),
    "forget_people": Trial(lambda w, by: privacy.forget_people(by=by, at=AT), by="machine"),
    "note_erasures": Trial(lambda w, by: privacy.note_erasures(by=by), by="machine"),
    "put_erasure_back": Trial(
        lambda w, by: privacy.put_erasure_back(by=by, at=AT, note=make_note(of_ana(w))), by="machine"
    ),
    "sweep_past": Trial(lambda w, by: privacy.sweep_past(by=by, at=AT), by="machine"),
    "load_plan": Trial(
        lambda w, by: privacy.load_plan(by=by, at=AT, definition=None),
        by="machine",
        across="How long things are kept is the country's.",
    ),
    "note_copy": Trial(
        lambda w, by: privacy.note_copy(
            by=by, at=AT, whose=Whose(w.ana.party_id, frozenset({w.ana.party_id}), frozenset({w.ana.account_id}))
        ),
        by="ana",
        across="It is one's own and nobody else's, whatever one may do.",
    ),
    "export": Trial(
        lambda w, by: privacy.export(
            by=by,
            at=AT,
            whose=Whose(w.ana.party_id, frozenset({w.ana.party_id}), frozenset({w.ana.account_id})),
            subject=Subject(w.ana.party_id),
        ),
        by="ana",
        across="It is one's own and nobody else's, whatever one may do.",
    ),
}
