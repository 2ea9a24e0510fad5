"""
Words whose Kwéyòl a published source supports: the only entries of the catalogue that are not drafts. They stay in it whether a
page uses them or not.
"""

from django.utils.translation import gettext_lazy as _

from digigov.ui.format import MONTHS, WEEKDAYS

SUPPORTED = (
    _("Yes"),
    _("Good morning"),
    _("Good evening"),
    _("Thank you"),
    _("How are you?"),
    _("I do not understand"),
    _("Do you speak English?"),
    _("My name is"),
    _("Goodbye"),
    _("Come"),
    _("Go"),
    _("School"),
    _("Court case"),
    _("Window"),
    _("Husband"),
    _("Egg"),
    _("Water"),
    *WEEKDAYS,
    *MONTHS,
    _("one"),
    _("two"),
    _("three"),
    _("four"),
    _("five"),
    _("six"),
    _("seven"),
    _("eight"),
    _("nine"),
    _("ten"),
    _("Kwéyòl"),
)
