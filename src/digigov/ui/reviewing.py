"""
How a translation is reviewed: a sheet with each text, its English beside it and room for the reviewer's words; and the sheet
read back. What the reviewer left empty stays as it was.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from babel.messages.catalog import Catalog, Message

from digigov.ui import catalogue, extraction

COLUMNS = ("room", "places", "English", "draft", "reviewed", "context", "form")
AS_IT_IS = "ok"


class SheetRefused(Exception):
    """A line of the sheet that cannot be taken; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """
    One text that people read. ``room`` is where they meet it: a service, a part of the program. Of a text that counts things
    there is one for each ``form``: 0 for one, 1 for many.
    """

    room: str
    places: str
    english: str
    said: str
    context: str
    form: int
    is_reviewed: bool


def texts_of(source: Path, *, unreviewed: bool = False, room: str = "") -> list[Text]:
    """The texts of a language, by room; only those that await a reviewer, or of one room, if so asked."""
    found = [text for message in catalogue.read(source) if message.id for text in _of_message(message)]
    kept = [text for text in found if not (unreviewed and text.is_reviewed) and (not room or room == text.room)]
    return sorted(kept, key=lambda text: (text.room, text.places, text.english, text.form))


def write_sheet(texts: list[Text], file: TextIO) -> None:
    sheet = csv.writer(file)
    sheet.writerow(COLUMNS)
    for text in texts:
        sheet.writerow([text.room, text.places, text.english, text.said, "", text.context, text.form])


def take_sheet(source: Path, file: TextIO, *, reviewer: str) -> int:
    """
    Write what the reviewer said into the catalogue, with the name of who said it; ``ok`` means that the draft is right. Returns
    how many texts are reviewed by it.

    :raises SheetRefused: for a line that nothing in the catalogue answers to, or that lost a placeholder; nothing is written.
    """
    catalog, taken = catalogue.read(source), dict[int, Message]()
    for number, row in enumerate(csv.DictReader(file), start=2):
        said = (row.get("reviewed") or "").strip()
        if said:
            message = _take(catalog, row, said, number)
            taken[id(message)] = message
    for message in taken.values():
        if not all(_forms(message.string)):
            raise SheetRefused(f"“{_forms(message.id)[0]}” counts things: review the lines of both forms.")
        message.flags.discard("fuzzy")
        message.user_comments = [f"Reviewed by {reviewer}"]
    extraction.write(source, catalog)
    return len(taken)


def _take(catalog: Catalog, row: dict[str, Any], said: str, number: int) -> Message:
    english, form = row.get("English") or "", int(row["form"]) if (row.get("form") or "").isdigit() else 0
    message = next(
        (
            each
            for each in catalog
            if form < len(_forms(each.id))
            and _forms(each.id)[form] == english
            and (each.context or "") == (row.get("context") or "")
        ),
        None,
    )
    if message is None or not english:
        raise SheetRefused(f"Line {number}: no text is “{english}” any more. Make a new sheet.")
    strings = list(_forms(message.string, like=message.id))
    strings[form] = strings[form] if said.casefold() == AS_IT_IS else said
    if not strings[form]:
        raise SheetRefused(f"Line {number}: there is no draft to agree to. Write the words.")
    lost = catalogue.other_placeholders(_forms(message.id), strings[form])
    if lost:
        raise SheetRefused(f"Line {number}: it must say {lost[1]}, and says {lost[0]}.")
    message.string = tuple(strings) if isinstance(message.id, tuple | list) else strings[0]
    return message


def _of_message(message: Message) -> Iterator[Text]:
    places = sorted({place for place, _line in message.locations})
    strings = _forms(message.string, like=message.id)
    for form, english in enumerate(_forms(message.id)):
        yield Text(
            room=room_of(places[0]) if places else "",
            places=" ".join(places),
            english=english,
            said=strings[form],
            context=message.context or "",
            form=form,
            is_reviewed=bool(strings[form]) and not message.fuzzy,
        )


def room_of(place: str) -> str:
    """The service of a pack, or the part of the program: ``birth-certificate``, ``portal``, ``casework``."""
    parts = Path(place).parts
    if "services" in parts[1:2]:
        return parts[3]
    return parts[2] if parts[1] in ("sites", "modules", "adapters") else parts[1]


def _forms(texts: Any, like: Any = "") -> tuple[str, ...]:
    given = (texts,) if isinstance(texts, str) else tuple(texts or ())
    wanted = 1 if isinstance(like, str) else len(like)
    return (*given, *("",) * (wanted - len(given)))
