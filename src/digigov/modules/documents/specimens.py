"""A paper drawn for nobody: to see it, and to find out whether it can be drawn at all. Not numbered, not sealed, not kept."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from digigov.kernel.clock import local_date
from digigov.kernel.references import make_reference
from digigov.modules.documents import library, papers, rules
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.papers import Office, Wanted
from digigov.modules.documents.rendering import render

OFFICE = Office("ministry", "Ministry of Examples", "Department of Specimens")
LETTER = {
    "paragraphs": ["A paragraph."],
    "reasons": [{"text": "A ground.", "law": "An Act"}],
    "appeal": "A way of appeal.",
    "conditions": ["A condition."],
}


def draw(
    *,
    definition: DocumentTemplate,
    source: str | None,
    facts: Mapping[str, Any] | None,
    pack: Path | None,
    at: datetime,
) -> bytes:
    """With these facts; without any, every fact that the paper can show says its own label."""
    day = local_date(at)
    wanted = Wanted(occasion="", unit="", facts=facts or {}, holder_name="Specimen Holder", more=LETTER)
    values = papers.values_of(
        definition, wanted, office=OFFICE, code=rules.CODE_LETTERS[: rules.CODE_LENGTH], issued_on=day,
        reference=make_reference(kind=definition.number_prefix, year=day.year, number=0),
        until=rules.valid_until(definition.validity, issued_on=day, facts=wanted.facts),
    )  # fmt: skip
    if facts is None:
        shown = [{"name": each.name, "label": each.label, "value": each.label} for each in definition.shows]
        values |= {"facts": shown, "fact": {each["name"]: each["value"] for each in shown}}
    files = library.files_for(definition, source, library.shared_files(pack), pack)
    return render(files=files, values={**values, "rehearsal": True}, code="SPECIMEN", at=at)
