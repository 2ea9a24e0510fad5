"""Whose key signs, and who may see or end what is to be signed."""

from digigov.modules.documents.commands import lengthen_file
from digigov.modules.identity.commands import PasskeyRefused
from digigov.modules.signatures import commands as signatures
from digigov.modules.signatures.commands import NotAuthorized, NotProved, SecondFactorNeeded
from digigov.modules.signatures.testing.people import show_passkey
from digigov.modules.signing import commands as signing
from digigov.modules.signing.definitions import SigningPlan
from digigov.modules.signing.testing import PLAN
from tests.refusals.trial import REFUSED, Anybody, Machine, Own, Trial
from tests.refusals.world import AT

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
SIGNING = {
    "begin_signing": Trial(
        lambda w, by: signing.begin_signing(by=by, at=AT, file_id=w.to_begin_id, kind="agreement"),
        by="signer",
        refused=NOT_YET,
    ),
    "decline": Trial(
        lambda w, by: signing.decline(by=by, at=AT, envelope_id=w.envelope_id, reason="Test"), by="signer"
    ),
    "forget": Trial(lambda w, by: signing.forget(by=by, at=AT, envelope_id=w.ended_id), by="signer"),
    "lapse": Machine("Ends what nobody finished in time; a job calls it."),
    "load_plan": Trial(
        lambda w, by: signing.load_plan(by=by, at=AT, definition=SigningPlan.model_validate(PLAN)),
        by="machine",
        across=THE_COUNTRY_S,
    ),
    "sign": Trial(
        lambda w, by: signing.sign(by=by, at=AT, envelope_id=w.envelope_id, authorization_id=w.allowed_id), by="signer"
    ),
    "withdraw": Trial(lambda w, by: signing.withdraw(by=by, at=AT, envelope_id=w.envelope_id), by="signer"),
}
