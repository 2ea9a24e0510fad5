"""The trail in plain words: what a code in the audit means to the person whom it is about."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.modules.audit.queries import Glance
from digigov.modules.openid.queries import TELLS
from digigov.modules.registries.definitions import Register
from digigov.ui.format import translated

WHAT: dict[str, Any] = {
    "parties.person-read": _("Read your details"),
    "parties.people-searched": _("Found you in a search"),
    "parties.names-listed": _("Saw your name in a list of work"),
    "parties.person-registered": _("Entered your details"),
    "parties.contact-changed": _("Changed how to reach you"),
    "read": _("Read what is kept of you"),
    "casework.read": _("Read your application"),
    "casework.case-handed-over": _("Made an application yours"),
    "applications.draft-started": _("Began an application"),
    "applications.draft-adopted": _("Took over what was begun before signing in"),
    "applications.draft-deleted": _("Threw an unfinished application away"),
    "applications.submitted": _("Handed in an application"),
    "applications.taken-over": _("Made an application yours"),
    "applications.person-joined": _("Joined what a counter wrote down of you with your account"),
    "privacy.data-exported": _("Loaded a copy of all that is held of you"),
    "privacy.erasure-asked": _("Asked that what is held of you be erased"),
    "privacy.erasure-withdrawn": _("Withdrew the wish to be erased"),
    "privacy.erasure-held": _("Held up the erasure of your data, with a reason"),
    "privacy.erasure-released": _("Let the erasure of your data go on"),
    "privacy.erasure-done": _("Erased what is held of you, but for what a law keeps"),
    "privacy.erasure-finished": _("Erased what had to stay until now"),
    "privacy.erasure-put-back": _("Brought your wish to be erased back, after a backup was put in place"),
    "privacy.erasure-replayed": _("Erased it again, after a backup was put in place"),
    "privacy.forgotten": _("Forgot your name: nothing that is kept named you any more"),
    "privacy.erasures-listed": _("Saw in a list that you asked to be erased"),
    "privacy.erasure-read": _("Looked at your request to be erased"),
    "service_requests.request-opened": _("Reported something"),
    "service_requests.request-acknowledged": _("Looked at what you reported"),
    "service_requests.news-told": _("Wrote to you about what you reported"),
    "service_requests.note-written": _("Wrote a note about what you reported"),
    "service_requests.text-published": _("Said what everybody may read of your report"),
    "service_requests.request-forwarded": _("Passed your report on to another office"),
    "service_requests.reporter-asked": _("Asked you about your report"),
    "service_requests.reporter-replied": _("Wrote about your report"),
    "service_requests.request-answered": _("Said that what you reported is done"),
    "service_requests.request-closed": _("Closed your report"),
    "service_requests.request-reopened": _("Opened your report again"),
    "service_requests.request-ended": _("Put your report away"),
    "service_requests.request-escalated": _("Told higher up that your report is late"),
    "service_requests.subject-named": _("Named the officer whom your complaint is about"),
    "service_requests.followed": _("Began to follow a report"),
    "service_requests.unfollowed": _("Stopped following a report"),
    "service_requests.read": _("Read what you reported"),
    "service_requests.listed": _("Saw in a list what you reported"),
    "applications.line-doubted": _("Asked about a line of this list"),
    "documents.checked": _("Checked whether a paper of yours is genuine"),
    "documents.opened-to-sign": _("Opened a paper that you are to get, to read it before signing"),
    "documents.papers-handed-over": _("Made papers yours"),
    "parties.person-joined": _("Joined two records of you into one"),
    "notifications.message-not-made": _("Could not send you a message"),
    "organizations.post-given": _("Gave you a post"),
    "organizations.stand-in-entered": _("Let you stand in for somebody"),
    "organizations.post-left": _("Ended your post"),
    "workforce.agent-set": _("Wrote down in which languages you answer, and your hours"),
    "workforce.feed-made": _("Made an address for your calendar of shifts"),
    "workforce.leave-asked": _("Asked for leave"),
    "workforce.leave-decided": _("Decided about your leave"),
    "workforce.leave-taken-back": _("Took leave back"),
    "workforce.wish-said": _("Said a wish for a day"),
    "workforce.swap-asked": _("Asked you to change shifts"),
    "workforce.swap-answered": _("Answered whether to change shifts"),
    "workforce.swap-taken-back": _("Took back a wish to change shifts"),
    "workforce.swap-decided": _("Decided about a change of shifts of yours"),
    "workforce.shift-put": _("Gave you a shift in a plan"),
    "workforce.shift-removed": _("Took a shift of yours out of a plan"),
    "workforce.shifts-seen": _("Saw your shifts"),
    "workforce.adherence-seen": _("Saw how you kept to your shift"),
    "documents.file-opened": _("Opened a file you sent"),
    "registries.register-read": _("Read what a register holds about you"),
    "registries.read-refused": _("Tried to read what a register holds about you, and was refused"),
    "registries.consent-given": _("Agreed that a register is read"),
    "applications.correction-asked-for": _("Said that a register is wrong"),
    "registries.consent-taken": _("Wrote down at a counter that you agree that a register is read"),
    "registries.consent-withdrawn": _("Took back the consent to read a register"),
    "registries.lookup-reviewed": _("Looked whether reading your data in an emergency was right"),
    "identity.account-opened": _("Opened your account"),
    "identity.address-changed": _("Changed the address you sign in with"),
    "identity.password-changed": _("Changed your password"),
    "identity.password-refused": _("Tried to sign in with a wrong password"),
    "identity.code-asked-for": _("Asked for a code"),
    "identity.code-refused": _("Typed a wrong code"),
    "identity.new-device": _("Signed in on a device not seen before"),
    "identity.held": _("Held your account, because you said that somebody else used it"),
    "identity.released": _("Opened your account again after a new password"),
    "identity.address-put-back": _("Put back the address you sign in with"),
    "identity.concern-looked-at": _("Looked at a sign of misuse of your account"),
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
    "identity.visit-ended": _("Signed you out in one place"),
    "identity.visits-ended": _("Signed you out everywhere, to keep your account safe"),
    "assurance.proofing-begun": _("Began to check who you are"),
    "assurance.proofing-refused": _("Could not find out who you are"),
    "assurance.identity-proved": _("Wrote down that you have shown who you are"),
    "assurance.proof-ended": _("Withdrew what was written down of who you are"),
    "assurance.decision-undone": _("Undid a decision about who you are, after it was looked at again"),
    "applications.review-asked-for": _("Asked that a decision be looked at again"),
    "assurance.letter-printed": _("Printed the letter with your code"),
    "assurance.letter-sent": _("Took the letter with your code to the post"),
    "assurance.letter-code-refused": _("Typed a wrong code from a letter"),
    "assurance.vouched": _("Said that one person knows another"),
    "mandates.decision-undone": _("Undid a decision about who acts for whom, after it was looked at again"),
    "assurance.kiosk-read": _("Took over what was entered for you at a kiosk"),
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
    "signing.paper-signed": _("Signed a paper that was drawn for it"),
    "signing.paper-by-hand": _("Took in what was signed on paper"),
    "signing.paper-opened": _("Opened a paper to read it before signing"),
    "signing.document-opened": _("Opened a paper that you asked to be signed"),
    "assurance.claim-read": _("Compared your papers with what was written down"),
    "mandates.begun": _("Wrote down that somebody may act for another"),
    "mandates.holds": _("Let somebody act for another"),
    "mandates.declined": _("Declined to act for another"),
    "mandates.refused": _("Did not confirm that somebody may act for another"),
    "mandates.ended": _("Ended that somebody acts for another"),
    "mandates.child-refused": _("Asked to act for a child whom the register does not name as theirs"),
    "mandates.firm-refused": _("Asked to act for a company whose director the register does not name"),
    "mandates.listed": _("Looked who may act for whom"),
    "mandates.read": _("Looked again at who may act for whom"),
    "parties.reached-through": _("Sent your messages to whoever represents you"),
    "parties.identity-confirmed": _("Wrote your name and date of birth down as registered"),
    "openid.consent-given": _("Allowed another system to be told of you"),
    "openid.consent-ended": _("Took back what another system was allowed"),
    "openid.signed-in-there": _("Signed in to another system"),
    "openid.device-allowed": _("Let a screen sign in"),
    "openid.device-refused": _("Refused a screen"),
    "organizations.relative-declared": _("Declared a relative"),
    "notifications.message-made": _("Sent you a message"),
    "contact_center.contact-shown": _("Had your conversation with 311 on the screen"),
    "contact_center.person-supposed": _("Looked for you by your number and family name, for somebody on the line"),
    "contact_center.person-passed": _("Somebody on the line showed that it is you"),
    "contact_center.person-failed": _("Somebody on the line could not show that it is you"),
}
WHY: dict[str, Any] = {
    "work-through-queue": _("to work through the applications"),
    "work-on-case": _("to work on your application"),
    "decide-case": _("to decide your application"),
    "answer-request": _("to answer what you reported"),
    "write-decision": _("to write the decision"),
    "mandate": _("to find out who may act for whom"),
    "certificate": _("to write your name on the certificate of your signature"),
    "sign": _("to sign a paper, or have it signed"),
    "prove-identity": _("to check who you are"),
    "plan-shifts": _("to plan who works when"),
    "watch-sign-in": _("to see whether somebody misuses an account"),
    "emergency": _("in an emergency, without a case"),
    "answer-contact": _("to answer you at 311"),
    "serve-at-counter": _("to serve you at a counter"),
    "prefill": _("to fill in a form for you"),
    "prefill-form": _("to fill in a form for you"),
    "fill-form": _("to fill in a form for you"),
    "pay-fee": _("to take a payment"),
    "look-after-document": _("to look after a document"),
    "look-after-money": _("to look after a payment"),
    "open-file": _("to open a file you sent"),
    "check-paper": _("to check a paper"),
    "oversee-erasure": _("to look after requests to be erased"),
    "own-data": _("to show you your own data"),
    "tell-another-system": _("to tell another system what you allowed"),
    "rehearsal": _("to play the rehearsal"),
}
FIELDS: dict[str, Any] = {
    "name": _("name"),
    "born_on": _("date of birth"),
    "national_id": _("national ID number"),
    "email": _("e-mail address"),
    "phone": _("telephone number"),
    "address": _("home address"),
    "language": _("language"),
    "payment": _("payment"),
}
EMERGENCY = ("emergency", "break-glass")  # purposes that begin so: a look without a case, which somebody reviews
KINDS: dict[str, Any] = {
    "emergency": _("Emergency"),
    "told": _("Told another system"),
    "register": _("Read from a register"),
    "changed": _("Changed"),
    "listed": _("Stood in a list"),
    "searched": _("Found in a search"),
    "looked": _("Looked"),
}


def kind_of(line: Glance) -> str:
    """What kind of thing was done, by the gravest that one line holds."""
    if line.purpose.startswith(EMERGENCY):
        return "emergency"
    if told_client(line):
        return "told"
    if line.kind == "write":
        return "changed"
    if "registries.register-read" in line.actions:
        return "register"
    kinds = {"parties.names-listed": "listed", "parties.people-searched": "searched"}
    found = {kinds.get(action, "looked") for action in line.actions}
    return next(kind for kind in ("looked", "searched", "listed") if kind in found)


def in_words(line: Glance) -> str:
    """A sentence for one line; what has no words of its own is told by its kind."""
    known = [str(WHAT[action]) for action in line.actions if action in WHAT]
    what = "; ".join(known) or (_("Read your data") if line.kind == "read" else _("Changed your data"))
    why = why_of(line)
    told = gettext("%(what)s, %(why)s") % {"what": what, "why": why} if why else str(what)
    return gettext("%(what)s (%(times)s times)") % {"what": told, "times": line.times} if line.times > 1 else told


def why_of(line: Glance) -> str:
    """The purpose in words: of the house, or as the definition of a service says it."""
    if line.purpose in WHY:
        return str(WHY[line.purpose])
    if line.purpose.startswith(EMERGENCY):
        return gettext("in an emergency, without a case")
    return gettext("purpose: %(purpose)s") % {"purpose": translated(line.purpose)} if " " in line.purpose else ""


def fields_of(line: Glance, registers: Mapping[str, Register]) -> str:
    """Which fields were read, as people call them; those of a register under its name."""
    plain, by_register = list[str](), dict[str, list[str]]()
    for field in line.fields:
        register, _dot, name = field.rpartition(".")
        if register in registers:
            labels = {each.name: each.label for each in registers[register].fields}
            by_register.setdefault(translated(registers[register].name), []).append(translated(labels.get(name, name)))
        elif field in FIELDS:
            plain.append(str(FIELDS[field]))
    told = [", ".join(plain)] if plain else []
    return "; ".join(told + [f"{name}: {', '.join(labels)}" for name, labels in by_register.items()])


def told_client(line: Glance) -> str:
    """The system that was told, if that is what the line says; else ''."""
    is_told = line.actor_kind == "system" and line.actor_name.startswith(TELLS)
    return line.actor_name.removeprefix(TELLS) if is_told else ""


def who(line: Glance, clients: Mapping[str, str], *, name: str = "") -> str:
    """
    Who it was. Of an officer the post, which the trail keeps as it was called then, after the ``name`` where the law of the country lets
    people read it. ``clients``: what other systems are called.
    """
    if line.is_self:
        return gettext("You")
    if line.is_acting:
        return gettext("Somebody who acts for you")
    if line.actor_kind == "officer":
        post = translated(line.actor_name) if line.actor_name else ""
        return ", ".join(part for part in (name, post) if part) or gettext("An officer")
    if client := told_client(line):
        return clients.get(client, client)
    if line.actor_kind == "system":
        return gettext("The system, by itself")
    return gettext("Somebody who was not signed in") if line.actor_kind == "anonymous" else gettext("Somebody else")
