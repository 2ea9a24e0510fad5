"""Why the gate opens, and why it stays shut: codes for the trail, and the sentences that people read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

YES: dict[str, Any] = {
    "own": _("it is the person's own row"),
    "acting": _("somebody acts for the person, by a mandate that names the service"),
    "case": _("the officer works on a case that it is for"),
    "counter": _("the officer serves the person at a counter"),
    "machine": _("the machine does what a service's definition says"),
    "thing": _("the row is about a thing"),
    "emergency": _("the officer said that it is an emergency"),
}
NO: dict[str, Any] = {
    "no-such-register": _("There is no such register."),
    "no-such-field": _("The register has no such field."),
    "not-signed-in": _("Sign in first: rows about people are only shown to those who may see them."),
    "not-yours": _("This is what a register holds about somebody else."),
    "no-case": _("Open this from a case that you work on. Without one, it may only be opened in an emergency."),
    "no-part-in-case": _("You have no part in this case."),
    "other-persons-case": _("The case is about somebody else."),
    "no-second-factor": _("Sign in with your second factor first."),
    "no-permission": _("You are not allowed to open registers in an emergency. Ask your supervisor."),
    "no-basis": _("No law that the register names, and no consent, lets it be read for this purpose."),
    "field-not-for-purpose": _("For this purpose fewer fields may be read."),
    "no-consent": _("The person has not agreed that this is read."),
}
