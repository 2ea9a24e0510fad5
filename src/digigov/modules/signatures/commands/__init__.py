"""What can be done with keys: of the state, and of a person."""

from digigov.modules.signatures.commands.personal import (
    NotAuthorized,
    NotProved,
    PdfNotSignable,
    SecondFactorNeeded,
    authorize_by_passkey,
    authorize_by_password,
    end_key_of,
    revoke_own_key,
    sign_pdf,
)
from digigov.modules.signatures.commands.sealing import (
    PayloadTooLong,
    hold_ceremony,
    keep_list_fresh,
    replace_key,
    seal_pdf,
    sign_compact,
)
from digigov.modules.signatures.commands.status import MOST_BYTES_ASKED, answer_status_request

__all__ = [
    "MOST_BYTES_ASKED",
    "NotAuthorized",
    "NotProved",
    "PayloadTooLong",
    "PdfNotSignable",
    "SecondFactorNeeded",
    "answer_status_request",
    "authorize_by_passkey",
    "authorize_by_password",
    "end_key_of",
    "hold_ceremony",
    "keep_list_fresh",
    "replace_key",
    "revoke_own_key",
    "seal_pdf",
    "sign_compact",
    "sign_pdf",
]
