"""Where somebody lives: street, community, district and postcode; or abroad, where the question allows it."""

import re
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw, no_longer_than
from digigov.modules.forms.questions.cleaning import clean_line

_POSTCODE = re.compile(r"LC ?(\d{2}) {0,2}(\d{3})", re.ASCII)
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def countries() -> dict[str, str]:
    """Every country's English name by its code, in order of names."""
    territories = Locale.parse("en").territories
    known = {
        c: n.replace("St. ", "Saint ")
        for c, n in territories.items()
        if len(c) == 2 and c.isalpha() and c not in _NOT_COUNTRIES
    }
    return dict(sorted(known.items(), key=lambda each: each[1].casefold()))


class Address(QuestionKind):
    """Kept as ``line1 line2 community district postcode country``, all of them, empty where there is nothing."""

    parts = ("line1", "line2", "community", "district", "postcode", "country")
    missing = _("Enter the address: house and street, community and district.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> dict[str, str] | None:
        found = {part: raw.line(part) for part in self.parts}
        return found if any(found[part] for part in self.parts[:-1]) else None

    def check(self, question: Question, value: Any, context: Context) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Fault(self.missing)
        address = {part: clean_line(str(value.get(part) or "")) for part in self.parts}
        address["country"] = address["country"] or context.country
        for part, most in (("line1", 120), ("line2", 120), ("community", 80), ("district", 80), ("postcode", 12)):
            no_longer_than(address[part], most, part=part)
        if address["country"] != context.country:
            return self._abroad(question, address)
        return self._at_home(address, context)

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {part: (value.get(part, ""),) for part in self.parts}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        abroad = value.get("country", context.country) != context.country
        town = [value.get("community", ""), value.get("district", "")]
        lines = [value.get("line1", ""), value.get("line2", ""), ", ".join(dict.fromkeys(t for t in town if t))]
        lines += [value.get("postcode", ""), countries().get(value.get("country", ""), "") if abroad else ""]
        return tuple(line for line in lines if line)

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        return {
            "districts": context.places.districts,
            "places": context.places.names,
            "countries": countries() if question.foreign else {},
            "country": context.country,
        }

    def _at_home(self, address: dict[str, str], context: Context) -> dict[str, str]:
        if not address["line1"]:
            raise Fault(_("Enter the house or lot and the street, or how people find it."), part="line1")
        if not address["community"]:
            raise Fault(_("Enter the community, for example Marchand."), part="community")
        if context.places.districts and address["district"] not in context.places.districts:
            raise Fault(_("Choose the district."), part="district")
        if address["postcode"]:
            match = _POSTCODE.fullmatch(address["postcode"].upper())
            if match is None:
                raise Fault(
                    _("Write the postcode like LC05 201, or leave it empty if you do not know it."), part="postcode"
                )
            address["postcode"] = f"LC{match[1]} {match[2]}"
        return address

    def _abroad(self, question: Question, address: dict[str, str]) -> dict[str, str]:
        if not question.foreign:
            raise Fault(_("Give an address in this country."), part="line1")
        if address["country"] not in countries():
            raise Fault(_("Choose the country."), part="country")
        if not address["line1"]:
            raise Fault(_("Enter the house number and the street."), part="line1")
        if not address["community"]:
            raise Fault(_("Enter the town or city."), part="community")
        return {**address, "district": ""}
