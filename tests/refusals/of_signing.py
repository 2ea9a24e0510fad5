"""Whose key signs, and who may see or end what is to be signed."""

from digigov.modules.applications import commands as applications
from digigov.modules.applications.commands import NotYoursToSign
from digigov.modules.applications.queries import Holder
from digigov.modules.documents.commands import keep_drawn, lengthen_file
from digigov.modules.forms.queries import context_at
from digigov.modules.identity.commands import PasskeyRefused
from digigov.modules.mandates.commands import NotKnown
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures.commands import NotAuthorized, NotProved, SecondFactorNeeded
from digigov.modules.signatures.testing.people import show_passkey
from digigov.modules.signing import commands as signing
from digigov.modules.signing.definitions import SigningPlan
from digigov.modules.signing.testing import PLAN
from tests.refusals.trial import REFUSED, Anybody, Machine, Own, Trial
from tests.refusals.world import AT
from tests.refusals.world_of_mandates import OPEN
from tests.refusals.world_of_signing import draw, draw_mandate

THE_COUNTRY_S = "What may be signed is the country's."
NOT_YET = (*REFUSED, NotProved, SecondFactorNeeded, PasskeyRefused, NotAuthorized)


def by_passkey(w, by):
    state, answer = show_passkey(w.signer)
    return signatures.authorize_by_passkey(by=by, at=AT, sha256="0" * 64, state=state, answer=answer)


LENGTHEN = Trial(
    lambda w, by: lengthen_file(by=by, at=AT, file_id=w.to_sign_id, content=w.to_sign + b" "), by="machine"
)
SIGNATURES = {
    "answer_status_request": Anybody(
        "Says of a certificate what its list says too; limited by address, and no longer than a page."
    ),
    "authorize_by_passkey": Trial(by_passkey, by="signer", refused=NOT_YET),
    "authorize_by_password": Own(
        lambda w, by: signatures.authorize_by_password(
            by=by, at=AT, sha256="0" * 64, password=w.password, digits=w.signer_code
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "end_key_of": Machine("Ends the key of whoever is no longer known for sure; a subscriber calls it."),
    "keep_list_fresh": Machine("Signs a list anew; a job calls it."),
    "revoke_own_key": Own(lambda w, by: signatures.revoke_own_key(by=by, at=AT), by="signed_before"),
    "sign_pdf": Trial(
        lambda w, by: signatures.sign_pdf(by=by, at=AT, pdf=w.to_sign, authorization_id=w.allowed_id),
        by="signer",
        refused=NOT_YET,
    ),
}
KEEP_DRAWN = Trial(lambda w, by: keep_drawn(by=by, at=AT, name="Paper", content=w.to_sign), by="machine")
APPLICATIONS = {
    "draw_application": Trial(
        lambda w, by: draw(w, by, w.to_draw_id, at=AT), by="signer", refused=(*NOT_YET, NotYoursToSign)
    ),
    "draw_handed_in": Trial(
        lambda w, by: applications.draw_handed_in(
            by=by, at=AT, reference=w.unsigned_reference, draw=lambda answers: w.pdf
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "sign_and_submit": Trial(
        lambda w, by: applications.sign_and_submit(
            by=Holder(by), at=AT, paper_id=w.drawn_id, authorization_id=w.drawn_allowed_id, context=context_at(AT)
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "sign_handed_in": Trial(
        lambda w, by: applications.sign_handed_in(
            by=by, at=AT, paper_id=w.late_paper_id, authorization_id=w.late_allowed_id
        ),
        by="signer",
        refused=NOT_YET,
    ),
}
SIGNING = {
    "begin_signing": Trial(
        lambda w, by: signing.begin_signing(by=by, at=AT, file_id=w.to_begin_id, kind="agreement"),
        by="signer",
        refused=NOT_YET,
    ),
    "decline": Trial(
        lambda w, by: signing.decline(by=by, at=AT, envelope_id=w.envelope_id, reason="Test"), by="signer"
    ),
    "draw_mandate": Own(lambda w, by: draw_mandate(by, at=AT), by="signer", refused=(*NOT_YET, NotKnown)),
    "draw_up": Trial(
        lambda w, by: signing.draw_up(
            by=by,
            at=AT,
            purpose="application",
            subject_id=w.envelope_id,
            says="0" * 64,
            kind="application",
            name="Paper",
            pdf=w.to_sign,
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "drop_waiting": Machine("Forgets what nobody signed within a day; a job calls it."),
    "forget": Trial(lambda w, by: signing.forget(by=by, at=AT, envelope_id=w.ended_id), by="signer"),
    "keep_by_hand": Trial(
        lambda w, by: signing.keep_by_hand(
            by=by, at=AT, purpose="application", subject_id=w.envelope_id, says="0" * 64, file_id=w.to_begin_id
        ),
        by="signer",
    ),
    "lapse": Machine("Ends what nobody finished in time; a job calls it."),
    "load_plan": Trial(
        lambda w, by: signing.load_plan(by=by, at=AT, definition=SigningPlan.model_validate(PLAN)),
        by="machine",
        across=THE_COUNTRY_S,
    ),
    "sign": Trial(
        lambda w, by: signing.sign(by=by, at=AT, envelope_id=w.envelope_id, authorization_id=w.allowed_id), by="signer"
    ),
    "sign_drawn": Trial(
        lambda w, by: signing.sign_drawn(
            by=by, at=AT, paper_id=w.drawn_id, authorization_id=w.drawn_allowed_id, reason="Test"
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "sign_mandate": Trial(
        lambda w, by: signing.sign_mandate(
            by=by, at=AT, paper_id=w.mandate_paper_id, authorization_id=w.mandate_allowed_id, open_services=OPEN
        ),
        by="signer",
        refused=NOT_YET,
    ),
    "withdraw": Trial(lambda w, by: signing.withdraw(by=by, at=AT, envelope_id=w.envelope_id), by="signer"),
}
