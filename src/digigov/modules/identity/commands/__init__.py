"""What can be done with accounts. Everything about factors, passwords and visits is done to one's own account alone."""

from digigov.modules.identity.commands.accounts import AddressTaken, begin_sign_up, finish_sign_up, open_account
from digigov.modules.identity.commands.addresses import begin_address_change, finish_address_change
from digigov.modules.identity.commands.alarms import note_device, say_not_me
from digigov.modules.identity.commands.codes import CodeExpired, WrongCode, prove_address, send_code, take_proof
from digigov.modules.identity.commands.concerns import look_at_concern
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
from digigov.modules.identity.commands.help import give_counter_code, reset_second_factor
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
    change_password,
    check_password,
    confirm_password,
)
from digigov.modules.identity.commands.plan import load_plan
from digigov.modules.identity.commands.recovery import (
    AddressTooNew,
    SecondProofNeeded,
    WrongSecondProof,
    begin_recovery,
    finish_recovery,
    send_second_code,
    show_second_proof,
    stop_own_recovery,
    stop_recovery,
    wait_for_recovery,
)
from digigov.modules.identity.commands.sessions import end_visits, note_visit, sign_out_everywhere, sign_out_visit
from digigov.modules.identity.policies import AccountHeld

__all__ = [
    "AccountHeld",
    "AddressTooNew",
    "load_plan",
    "look_at_concern",
    "note_device",
    "say_not_me",
    "AddressTaken",
    "AlreadySetUp",
    "CodeExpired",
    "Enrolment",
    "PasskeyRefused",
    "SecondProofNeeded",
    "WeakPassword",
    "WrongCode",
    "WrongDigits",
    "WrongPassword",
    "WrongSecondProof",
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
    "end_visits",
    "finish_address_change",
    "finish_recovery",
    "finish_sign_up",
    "forget_what_has_passed",
    "give_counter_code",
    "make_recovery_codes",
    "note_visit",
    "open_account",
    "prove_address",
    "remove_passkey",
    "remove_totp",
    "reset_second_factor",
    "send_code",
    "send_second_code",
    "show_second_proof",
    "sign_out_everywhere",
    "sign_out_visit",
    "stop_own_recovery",
    "stop_recovery",
    "take_proof",
    "use_passkey",
    "use_second_factor",
    "wait_for_recovery",
]
