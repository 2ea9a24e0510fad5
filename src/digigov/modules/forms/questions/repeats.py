"""How many items a repeating page may have, and what they must come to together."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.definitions import Repeat, Total
from digigov.modules.forms.questions.base import Sentence
from digigov.modules.forms.questions.numbers import as_decimal


def check_items(repeat: Repeat, answers: Mapping[str, Any]) -> None:
    """:raises InvalidInput: if there are too few or too many, or they do not come to what they must."""
    found = answers.get(repeat.id)
    items = found if isinstance(found, list | tuple) else ()
    text = _number_of_items(repeat, len(items)) or (_total(repeat.total, items) if repeat.total else "")
    if text:
        raise InvalidInput({repeat.id: Sentence(text)})


def _number_of_items(repeat: Repeat, number: int) -> str:
    if number < repeat.minimum:
        return _("Add %(least)s or more. There are %(now)s now.") % {"least": repeat.minimum, "now": number}
    if number > repeat.maximum:
        return _("There can be no more than %(most)s. Remove some.") % {"most": repeat.maximum}
    return ""


def _total(total: Total, items: list[Any] | tuple[Any, ...]) -> str:
    given = (as_decimal(item.get(total.question)) for item in items if isinstance(item, Mapping))
    now = sum((number for number in given if number is not None), Decimal(0))
    words = {"least": total.least, "most": total.most, "now": f"{now.normalize():f}"}
    if total.least is not None and total.least == total.most != now:
        return _("Together they must come to %(most)s. They come to %(now)s now. Change one, or add another.") % words
    if total.most is not None and now > total.most:
        return _("Together they can come to no more than %(most)s. They come to %(now)s now. Change one.") % words
    if total.least is not None and now < total.least:
        return _("Together they must come to %(least)s or more. They come to %(now)s now.") % words
    return ""
