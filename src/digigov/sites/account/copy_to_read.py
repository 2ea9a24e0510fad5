"""The copy to read: all that is held, as a PDF."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils.translation import get_language, gettext

from digigov.kernel.clock import now
from digigov.modules.documents.queries import Listed, Part, draw_list
from digigov.modules.privacy.definitions import Holding, Whose
from digigov.modules.privacy.queries import Record, all_records, holdings, kept_of
from digigov.sites.account.held_in_words import in_words
from digigov.ui.format import moment, translated

MOST = 300  # records of one room; the other copy holds them all


def copy_to_read(whose: Whose) -> bytes:
    at = now()
    intro = gettext("What this window holds of you, as of %(moment)s.") % {"moment": moment(at)}
    parts = [_part(each, whose) for each in holdings().values()]
    return draw_list(title=gettext("My data"), intro=intro, parts=parts, language=get_language() or "en", at=at)


def _part(holding: Holding, whose: Whose) -> Part:
    found = list(islice(all_records(holding, whose), MOST + 1))
    lines = [
        gettext("What for: %(purpose)s") % {"purpose": translated(holding.purpose)},
        gettext("By which law: %(law)s") % {"law": holding.basis},
        gettext("How long: %(kept)s") % {"kept": " ".join(kept_of(holding))},
    ]
    if not found:
        lines.append(gettext("Nothing is held here."))
    if len(found) > MOST:
        lines.append(gettext("The newest %(count)s; all of them stand in the copy for programs.") % {"count": MOST})
    return Part(translated(holding.title), tuple(lines), tuple(_listed(holding, each) for each in found[:MOST]))


def _listed(holding: Holding, record: Record) -> Listed:
    rows = tuple((translated(holding.labels[name]), _whole(name, value)) for name, value in record.values.items())
    return Listed(translated(record.kind), rows)


def _whole(name: str, value: Any) -> str:
    """What is nested is written out, its parts under the names that the forms gave them."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_whole('', each)}" for key, each in value.items() if each not in (None, "", [], {}))
    if isinstance(value, list | tuple):
        return ", ".join(_whole("", each) for each in value)
    return in_words(name, value)
