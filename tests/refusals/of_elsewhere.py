"""What other systems of government may ask, and who lets them."""

from dataclasses import replace

from digigov.modules.casework.testing import UNIT
from digigov.modules.openid import commands as openid
from digigov.modules.openid.testing import TAX, wants
from tests.refusals.trial import Anybody, Machine, Own, Trial
from tests.refusals.world import AT

SECRET = "Only a client that shows its secret, or a public one with a code that a person's browser brought, is served."

OPENID = {
    "allow": Trial(lambda w, by: openid.allow(by=by, at=AT, asked=wants(), who=w.at_the_window), by="ana"),
    "answer_token_request": Anybody(SECRET),
    "begin_device": Anybody(f"{SECRET} Nothing is told until a person has typed the letters."),
    "change_secret": Trial(lambda w, by: openid.change_secret(by=by, at=AT, client_id=TAX.id), by="registrar"),
    "decide_device": Trial(
        lambda w, by: openid.decide_device(by=by, at=AT, typed=w.letters, who=w.at_the_window, allowed=True), by="ana"
    ),
    "end_client": Trial(lambda w, by: openid.end_client(by=by, at=AT, client_id=TAX.id), by="registrar"),
    "end_consent": Own(lambda w, by: openid.end_consent(by=by, at=AT, client_id=TAX.id), by="ana"),
    "end_token": Anybody(SECRET),
    "end_all_of": Machine("Ends what came of an account that its owner had held; a subscriber calls it."),
    "end_visit": Machine(
        "Ends what came of a visit that is over; who may end the visit was asked before.",
        doors=("sites/account/session.py",),
    ),
    "forget_what_has_passed": Machine("Removes what is over; a job calls it."),
    "give_consent": Own(
        lambda w, by: openid.give_consent(by=by, at=AT, client_id=TAX.id, scopes=("openid",)), by="ben"
    ),
    "look_after_keys": Machine("Makes the key that comes next; a job calls it."),
    "refuse": Anybody("Sends a browser back with an error, to an address that is registered; changes nothing."),
    "replace_keys": Trial(lambda w, by: openid.replace_keys(by=by, at=AT), by="machine"),
    "register_client": Trial(
        lambda w, by: openid.register_client(by=by, at=AT, wanted=replace(TAX, id="other", unit=UNIT)),
        by="machine",
        across="Officers propose a system, and another agrees.",
    ),
    "propose_client": Trial(
        lambda w, by: openid.propose_client(by=by, at=AT, wanted=replace(TAX, id="other", unit=UNIT)), by="registrar"
    ),
    "propose_change": Trial(
        lambda w, by: openid.propose_change(by=by, at=AT, wanted=replace(TAX, unit=UNIT, name="Another name")),
        by="registrar",
    ),
    "decide_proposal": Trial(
        lambda w, by: openid.decide_proposal(by=by, at=AT, proposal_id=w.proposal_id, agrees=True), by="registrar"
    ),
    "tell_ended": Machine("Tells a client that a visit ended; a job calls it."),
}
