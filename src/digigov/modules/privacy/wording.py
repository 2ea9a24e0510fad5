"""The reasons for which something stays, in words; translated where they are shown."""

from typing import Any

from django.utils.translation import gettext_noop as _

REASONS: dict[str, Any] = {
    "open-case": _("an application is under way"),
    "open-fee": _("a fee is open"),
    "open-paper": _("a paper waits to be signed"),
    "open-check": _("a check of who you are is under way"),
    "in-post": _("you hold a post in government"),
    "in-force": _("it is in force"),
    "case": _("the case is kept for so long"),
    "period": _("it is kept for so long"),
    "paper": _("anybody may check whether the paper is genuine"),
    "account": _("you keep your account"),
    "others": _("it belongs to somebody else's record"),
    "needed": _("something else that is kept needs to say whose it is"),
    "last-word": _("the last message to you must arrive"),
    "forever": _("it is kept for ever"),
}
