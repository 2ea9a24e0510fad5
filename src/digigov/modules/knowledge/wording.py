"""The sentences of what must be mended in a text."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.knowledge.rules.writing import Text, faults_of

SENTENCES: Mapping[str, Any] = {
    "title": _("Write a title of 5 to 120 characters."),
    "summary": _("Answer in one sentence of at most 240 characters."),
    "body": _("Write the answer, in 20 to 20,000 characters."),
    "link": _("A link must begin with https://, http://, mailto:, tel: or /. One of yours does not."),
    "words": _("At most 30 lines of at most 60 characters."),
    "no-times": _("An alert says from when and until when it is in force."),
    "ends-first": _("It must end after it has begun."),
}


def faults_in_words(text: Text, *, is_alert: bool = False) -> dict[str, Any]:
    """By field, the sentence about what must be mended before it can be kept."""
    return {field: SENTENCES[code] for field, code in faults_of(text, is_alert=is_alert).items()}
