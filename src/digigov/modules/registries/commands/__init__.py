"""What can be done with registers: read a row, agree to it, and look at it again."""

from digigov.modules.registries.commands.consents import NothingToAgreeTo, give_consent, withdraw_consent
from digigov.modules.registries.commands.counter import WAYS, send_consent_code, take_consents, withdraw_at_counter
from digigov.modules.registries.commands.emergencies import (
    AlreadyReviewed,
    SameOfficer,
    open_in_emergency,
    raise_alarm,
    remind_of_reviews,
    review_lookup,
)
from digigov.modules.registries.commands.loading import load_registers
from digigov.modules.registries.commands.reading import Reading, forget_old_readings, read
from digigov.modules.registries.policies import ReadRefused

__all__ = [
    "AlreadyReviewed",
    "NothingToAgreeTo",
    "ReadRefused",
    "Reading",
    "SameOfficer",
    "WAYS",
    "forget_old_readings",
    "give_consent",
    "load_registers",
    "open_in_emergency",
    "raise_alarm",
    "read",
    "remind_of_reviews",
    "review_lookup",
    "send_consent_code",
    "take_consents",
    "withdraw_at_counter",
    "withdraw_consent",
]
