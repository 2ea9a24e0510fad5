"""What can be done with keys: of the state, and of a person."""

from digigov.modules.signatures.commands.claims import replace_code_key, sign_claims
from digigov.modules.signatures.commands.personal import (
    NotAuthorized,
    NotProved,
    PdfNotSignable,
    SecondFactorNeeded,
    SigningInterrupted,
    authorize_by_passkey,
    authorize_by_password,
    end_key_of,
    revoke_own_key,
    sign_pdf,
)
from digigov.modules.signatures.commands.replacing import replace_keys_left_behind, replace_lost_keys
from digigov.modules.signatures.commands.requests import look_after_request_keys, replace_request_keys, sign_request
from digigov.modules.signatures.commands.sealing import (
    STATEMENT,
    NotAStatement,
    PayloadTooLong,
    SignedStatement,
    hold_ceremony,
    keep_list_fresh,
    renew_archive_stamp,
    replace_key,
    seal_pdf,
    sign_compact,
    sign_statement,
)
from digigov.modules.signatures.commands.status import MOST_BYTES_ASKED, answer_status_request

__all__ = [
    "MOST_BYTES_ASKED",
    "STATEMENT",
    "NotAStatement",
    "NotAuthorized",
    "NotProved",
    "PayloadTooLong",
    "PdfNotSignable",
    "SecondFactorNeeded",
    "SignedStatement",
    "SigningInterrupted",
    "answer_status_request",
    "authorize_by_passkey",
    "authorize_by_password",
    "end_key_of",
    "hold_ceremony",
    "keep_list_fresh",
    "look_after_request_keys",
    "replace_code_key",
    "renew_archive_stamp",
    "replace_key",
    "replace_keys_left_behind",
    "replace_lost_keys",
    "replace_request_keys",
    "revoke_own_key",
    "seal_pdf",
    "sign_claims",
    "sign_compact",
    "sign_pdf",
    "sign_request",
    "sign_statement",
]
