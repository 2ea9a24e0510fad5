"""Why somebody cannot act for another, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY_NOT: dict[str, Promise | str] = {
    "by-officer": _("an officer ended it"),
    "not-director": _("the register of companies names this director no more"),
    "not-parent": _("the register of births names this parent no more"),
    "not-agreed": _("the second officer did not see the same"),
    "died": _("the register of deaths knows one of the two"),
}
WORDS: dict[str, Promise | str] = {
    "own": _("This is your own matter: you need nobody's leave."),
    "agent-died": _("Whoever was to act has died."),
    "agent-not-known": _("Show who you are first. Then you can act for others."),
    "agent-under-age": _("Only somebody of 18 years or more can act for another."),
    "not-accepted": _("It has not been accepted yet."),
    "not-confirmed": _("It has not been confirmed yet."),
    "refused": _("It was declined."),
    "lapsed": _("It was not answered in time."),
    "ended": _("It has been taken back or has ended."),
    "not-begun": _("It has not begun yet."),
    "over": _("Its last day is past."),
    "firm-gone": _("The company is not in the register any more."),
    "principal-lives": _("An estate can be represented only after a death."),
    "principal-died": _("The person has died. Their estate is represented by whoever the court names."),
    "of-age": _("The child has turned 18 and acts for themself now."),
    "service-in-person": _("Nobody can ask for this service in that way for another."),
    "service-not-named": _("You may act for this person, but not in this service."),
}
