"""What can be done with accounts. Everything about factors, passwords and visits is done to one's own account alone."""

from digigov.modules.identity.commands.accounts import AddressTaken, begin_sign_up, finish_sign_up, open_account
from digigov.modules.identity.commands.addresses import begin_address_change, finish_address_change
from digigov.modules.identity.commands.codes import CodeExpired, WrongCode, prove_address
from digigov.modules.identity.commands.factors import (
    AlreadySetUp,
    Enrolment,
    WrongDigits,
    begin_totp,
    confirm_totp,
    make_recovery_codes,
    remove_totp,
    use_second_factor,
)
from digigov.modules.identity.commands.help import reset_second_factor
from digigov.modules.identity.commands.limits import count_attempt, forget_what_has_passed
from digigov.modules.identity.commands.passkeys import (
    PasskeyRefused,
    add_passkey,
    begin_passkey,
    begin_passkey_sign_in,
    remove_passkey,
    use_passkey,
)
from digigov.modules.identity.commands.passwords import (
    WeakPassword,
    WrongPassword,
    begin_recovery,
    change_password,
    check_password,
    confirm_password,
    finish_recovery,
)
from digigov.modules.identity.commands.sessions import sign_out_everywhere

__all__ = [
    "AddressTaken",
    "AlreadySetUp",
    "CodeExpired",
    "Enrolment",
    "PasskeyRefused",
    "WeakPassword",
    "WrongCode",
    "WrongDigits",
    "WrongPassword",
    "add_passkey",
    "begin_address_change",
    "begin_passkey",
    "begin_passkey_sign_in",
    "begin_recovery",
    "begin_sign_up",
    "begin_totp",
    "change_password",
    "check_password",
    "confirm_password",
    "confirm_totp",
    "count_attempt",
    "finish_address_change",
    "finish_recovery",
    "finish_sign_up",
    "forget_what_has_passed",
    "make_recovery_codes",
    "open_account",
    "prove_address",
    "remove_passkey",
    "remove_totp",
    "reset_second_factor",
    "sign_out_everywhere",
    "use_passkey",
    "use_second_factor",
]
