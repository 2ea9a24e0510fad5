"""Words for checks of who somebody is."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digigov.modules.assurance.queries import Check
from digigov.ui.format import moment

WAYS: dict[str, Any] = {
    "remote": gettext_lazy("from home"),
    "counter": gettext_lazy("at a counter"),
    "vouched": gettext_lazy("by somebody who knows you"),
    "imported": gettext_lazy("as another system knew you"),
}


def decision_in_words(check: Check) -> str:
    """Which decision it is, without why: of a check from home nobody finds out by trying which fact was wrong."""
    facts = {"way": WAYS.get(check.way, check.way), "moment": moment(check.decided_at or check.begun_at)}
    if check.state == "ended":
        return _("The check of who you are, %(way)s, was ended: %(moment)s") % facts
    return _("The check of who you are, %(way)s, was refused: %(moment)s") % facts
