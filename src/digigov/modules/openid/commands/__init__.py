"""What can be done for systems that let people sign in here."""

from digigov.modules.openid.commands.clients import (
    ClientKnown,
    change_secret,
    end_client,
    register_client,
)
from digigov.modules.openid.commands.consents import end_consent, give_consent
from digigov.modules.openid.commands.devices import DeviceUnknown, begin_device, decide_device
from digigov.modules.openid.commands.proposals import ProposalWaits, decide_proposal, propose_change, propose_client
from digigov.modules.openid.commands.signing_in import allow, answer_token_request, end_token, refuse
from digigov.modules.openid.commands.upkeep import forget_what_has_passed, look_after_keys, replace_keys
from digigov.modules.openid.commands.visits import end_all_of, end_visit, tell_ended
from digigov.modules.openid.definitions import Registration

__all__ = [
    "ClientKnown",
    "ProposalWaits",
    "decide_proposal",
    "propose_change",
    "propose_client",
    "DeviceUnknown",
    "Registration",
    "allow",
    "answer_token_request",
    "begin_device",
    "change_secret",
    "decide_device",
    "end_client",
    "end_consent",
    "end_token",
    "end_all_of",
    "end_visit",
    "forget_what_has_passed",
    "give_consent",
    "look_after_keys",
    "refuse",
    "register_client",
    "replace_keys",
    "tell_ended",
]
