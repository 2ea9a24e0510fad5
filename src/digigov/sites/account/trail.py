"""The trail in plain words: what a code in the audit means to the person whom it is about."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    "organizations.relative-declared": _("Declared a relative"),
    "notifications.message-made": _("Sent you a message"),
}
WHY: dict[str, Any] = {
    "work-through-queue": _("to work through the applications"),
    "work-on-case": _("to work on your application"),
    "decide-case": _("to decide your application"),
    "write-decision": _("to write the decision"),
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
    "rehearsal": _("to play the rehearsal"),
}


def in_words(*, kind: str, action: str, purpose: str) -> str:
    """A sentence for one line; what has no words of its own is told by its kind."""
    what = str(WHAT.get(action) or (_("Read your data") if kind == "read" else _("Changed your data")))
    why = WHY.get(purpose)
    return gettext("%(what)s, %(why)s") % {"what": what, "why": why} if why else what
