"""The trail in plain words: what a code in the audit means to the person whom it is about."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.modules.audit.queries import Glance
from digigov.modules.openid.queries import TELLS

WHAT: dict[str, Any] = {
    "parties.person-read": _("Read your details"),
    "parties.people-searched": _("Found you in a search"),
    "parties.names-listed": _("Saw your name in a list of work"),
    "parties.person-registered": _("Entered your details"),
    "parties.contact-changed": _("Changed how to reach you"),
    "casework.read": _("Read your application"),
    "documents.file-opened": _("Opened a file you sent"),
    "registries.register-read": _("Read what a register holds about you"),
    "identity.account-opened": _("Opened your account"),
    "identity.address-changed": _("Changed the address you sign in with"),
    "identity.password-changed": _("Changed your password"),
    "identity.password-refused": _("Tried to sign in with a wrong password"),
    "identity.code-asked-for": _("Asked for a code"),
    "identity.code-refused": _("Typed a wrong code"),
    "identity.totp-set-up": _("Set up an authenticator app"),
    "identity.totp-removed": _("Removed the authenticator app"),
    "identity.passkey-added": _("Added a passkey"),
    "identity.passkey-removed": _("Removed a passkey"),
    "identity.recovery-codes-made": _("Made new recovery codes"),
    "identity.recovery-code-used": _("Signed in with a recovery code"),
    "identity.second-factor-refused": _("Failed at the second factor"),
    "identity.second-factor-reset": _("Removed your second factor at a counter"),
    "identity.counter-code-given": _("Gave out a code for a new password at a counter"),
    "identity.recovery-waits": _("Asked for a new password, to be set after three days"),
    "identity.recovery-stopped": _("Stopped a new password from being set"),
    "identity.signed-in": _("Signed in"),
    "identity.signed-out-everywhere": _("Signed you out everywhere else"),
    "assurance.proofing-begun": _("Began to check who you are"),
    "assurance.proofing-refused": _("Could not find out who you are"),
    "assurance.identity-proved": _("Wrote down that you have shown who you are"),
    "assurance.proof-ended": _("Withdrew what was written down of who you are"),
    "assurance.vouched": _("Said that one person knows another"),
    "assurance.standing-read": _("Looked whether you have shown who you are"),
    "signatures.certificate-issued": _("Made a key with which you sign"),
    "signatures.authorized": _("Confirmed that one document may be signed"),
    "signatures.signed": _("Signed a document"),
    "signatures.own-key-revoked": _("Ended the key with which you sign"),
    "signatures.key-ended": _("Ended your key, because your proof of identity has ended"),
    "signing.begun": _("Asked for signatures under a paper"),
    "signing.signed": _("Signed a paper that somebody asked you to sign"),
    "signing.declined": _("Declined to sign a paper"),
    "signing.withdrawn": _("Took back a paper that was to be signed"),
    "signing.lapsed": _("Ended a paper that was not signed in time"),
    "signing.forgotten": _("Deleted a paper that was signed or was to be signed"),
    "signing.document-opened": _("Opened a paper that you asked to be signed"),
    "assurance.claim-read": _("Compared your papers with what was written down"),
    "parties.identity-confirmed": _("Wrote your name and date of birth down as registered"),
    "openid.consent-given": _("Allowed another system to be told of you"),
    "openid.consent-ended": _("Took back what another system was allowed"),
    "openid.signed-in-there": _("Signed in to another system"),
    "openid.device-allowed": _("Let a screen sign in"),
    "openid.device-refused": _("Refused a screen"),
    "organizations.relative-declared": _("Declared a relative"),
    "notifications.message-made": _("Sent you a message"),
}
WHY: dict[str, Any] = {
    "work-through-queue": _("to work through the applications"),
    "work-on-case": _("to work on your application"),
    "decide-case": _("to decide your application"),
    "write-decision": _("to write the decision"),
    "prove-identity": _("to check who you are"),
    "serve-at-counter": _("to serve you at a counter"),
    "prefill": _("to fill in a form for you"),
    "prefill-form": _("to fill in a form for you"),
    "fill-form": _("to fill in a form for you"),
    "pay-fee": _("to take a payment"),
    "look-after-document": _("to look after a document"),
    "look-after-money": _("to look after a payment"),
    "open-file": _("to open a file you sent"),
    "check-paper": _("to check a paper"),
    "own-data": _("to show you your own data"),
    "tell-another-system": _("to tell another system what you allowed"),
    "rehearsal": _("to play the rehearsal"),
}


def in_words(line: Glance) -> str:
    """A sentence for one line; what has no words of its own is told by its kind."""
    known = [str(WHAT[action]) for action in line.actions if action in WHAT]
    what = "; ".join(known) or (_("Read your data") if line.kind == "read" else _("Changed your data"))
    why = WHY.get(line.purpose)
    told = gettext("%(what)s, %(why)s") % {"what": what, "why": why} if why else str(what)
    return gettext("%(what)s (%(times)s times)") % {"what": told, "times": line.times} if line.times > 1 else told


def told_client(line: Glance) -> str:
    """The system that was told, if that is what the line says; else ''."""
    is_told = line.actor_kind == "system" and line.actor_name.startswith(TELLS)
    return line.actor_name.removeprefix(TELLS) if is_told else ""


def who(line: Glance, clients: Mapping[str, str]) -> str:
    """By name only whom government answers for. ``clients``: what other systems are called."""
    if line.is_self:
        return gettext("You")
    if line.actor_kind == "officer":
        return line.actor_name or gettext("An officer")
    if client := told_client(line):
        return clients.get(client, client)
    if line.actor_kind == "system":
        return gettext("The system, by itself")
    return gettext("Somebody who was not signed in") if line.actor_kind == "anonymous" else gettext("Somebody else")
