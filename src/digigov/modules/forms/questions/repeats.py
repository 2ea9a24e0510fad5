"""How many items a repeating page may have."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.definitions import Repeat
from digigov.modules.forms.questions.base import Sentence


def check_number_of_items(repeat: Repeat, answers: Mapping[str, Any]) -> None:
    """:raises InvalidInput: if there are too few or too many."""
    found = answers.get(repeat.id)
    number = len(found) if isinstance(found, list | tuple) else 0
    if number < repeat.minimum:
        text = _("Add %(least)s or more. There are %(now)s now.")
        raise InvalidInput({repeat.id: Sentence(text % {"least": repeat.minimum, "now": number})})
    if number > repeat.maximum:
        text = _("There can be no more than %(most)s. Remove some.")
        raise InvalidInput({repeat.id: Sentence(text % {"most": repeat.maximum})})
