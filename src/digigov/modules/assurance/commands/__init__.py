"""What can be done to be surer who somebody is."""

from digigov.modules.assurance.commands.checks import AlreadyProved, NotShown, ProofLapsed, Shown
from digigov.modules.assurance.commands.counter import NotAgreed, begin_at_counter, confirm_at_counter
from digigov.modules.assurance.commands.kiosk import KioskNumberUnknown, begin_at_kiosk, set_up_kiosk
from digigov.modules.assurance.commands.letters import (
    PrintedLetter,
    TooManyLetters,
    WrongLetterCode,
    finish_by_letter,
    mark_letter_sent,
    print_letter,
)
from digigov.modules.assurance.commands.plan import load_plan
from digigov.modules.assurance.commands.remote import (
    NoAddressOnRecord,
    NoPhoneOnRecord,
    begin_remote,
    finish_remote,
    stop_own,
)
from digigov.modules.assurance.commands.reviews import undo_decision
from digigov.modules.assurance.commands.upkeep import end_proof, import_proof, lapse, recheck
from digigov.modules.assurance.commands.vouching import begin_vouched, vouch
from digigov.modules.assurance.reading import RegistersDown

__all__ = [
    "undo_decision",
    "NoAddressOnRecord",
    "PrintedLetter",
    "TooManyLetters",
    "WrongLetterCode",
    "finish_by_letter",
    "mark_letter_sent",
    "print_letter",
    "AlreadyProved",
    "KioskNumberUnknown",
    "begin_at_kiosk",
    "set_up_kiosk",
    "NoPhoneOnRecord",
    "NotAgreed",
    "NotShown",
    "ProofLapsed",
    "RegistersDown",
    "Shown",
    "begin_at_counter",
    "begin_remote",
    "begin_vouched",
    "confirm_at_counter",
    "end_proof",
    "finish_remote",
    "import_proof",
    "lapse",
    "load_plan",
    "recheck",
    "stop_own",
    "vouch",
]
