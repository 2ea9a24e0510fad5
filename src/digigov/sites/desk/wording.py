"""A case's story in the words of the desk, from kinds and values that the rooms keep."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from digigov.modules.casework.queries import TimelineLine
from digigov.sites.wording import BY_APPLICANT
from digigov.ui.format import moment

OUTCOMES: dict[str, Callable[[], str]] = {
    "granted": lambda: _("Granted"),
    "refused": lambda: _("Refused"),
    "withdrawn": lambda: _("Withdrawn by the applicant"),
    "lapsed": lambda: _("Lapsed"),
    "closed": lambda: _("Closed"),
}
LINES: dict[str, Callable[[TimelineLine], str]] = {
    "opened": lambda line: _("Handed in at a counter") if line.values.get("assisted") else _("Handed in"),
    "step-started": lambda line: _("Began: %(step)s") % {"step": _(line.step_title)},
    "step-finished": lambda line: _("Ended: %(step)s") % {"step": _(line.step_title)},
    "turn-passed": lambda line: (
        _("Waits for the office") if line.values.get("to") == "officer" else _("Waits for a time")
    ),
    "claimed": lambda line: _("Taken"),
    "released": lambda line: _("Given back to the queue"),
    "left-behind": lambda line: _("Back in the queue: whoever had it may not decide it any more"),
    "assigned": lambda line: _("Handed to a colleague"),
    "decided": lambda line: _("Decided: %(step)s") % {"step": _(line.step_title)},
    "asked": lambda line: _("Asked the applicant for more"),
    "answered": lambda line: (
        _("Answered with reference and code") if line.by_kind == "system" else _("The applicant answered")
    ),
    "corrected": lambda line: _("The applicant corrected answers"),
    "answers-before": lambda line: _("The answers before the correction"),
    "withdrawn": lambda line: _("The applicant withdrew"),
    "handed-over": lambda line: _("Taken over by the applicant with a code"),
    "refused": lambda line: _("Refused"),
    "reminded": lambda line: _("Reminder sent"),
    "deadline-missed": lambda line: _("Deadline missed: %(step)s") % {"step": _(line.step_title)},
    "escalated": lambda line: _("Shown to the supervisor"),
    "not-told": lambda line: (
        _("A message could not be made: %(message)s") % {"message": line.values.get("message", "")}
    ),
    "signed": lambda line: _("Application signed"),
    "signed-by-hand": lambda line: _("Application signed on paper"),
    "paid": lambda line: _("Paid"),
    "waiver-asked": lambda line: _("The applicant asks for the fee to be waived"),
    "waiver-refused": lambda line: _("The fee was not waived"),
    "waived": lambda line: _("Fee waived"),
    "refunded": lambda line: _("Money given back"),
    "issued": lambda line: _("Issued: %(document)s") % {"document": _(line.values.get("document") or "document")},
    "revoked": lambda line: _("Document revoked"),
    "appointment-booked": lambda line: _("Appointment made"),
    "appointment-moved": lambda line: _("Appointment moved"),
    "appointment-cancelled": lambda line: _("Appointment cancelled"),
    "closed": lambda line: end_in_words(line.step_title, str(line.values.get("outcome", "closed"))),
}


def end_in_words(title: str, outcome: str) -> str:
    """As the definition calls its end ("Mended"); where the case came to none of them, in the words of the desk."""
    return _(title) if title else OUTCOMES.get(outcome, OUTCOMES["closed"])()


def entries_of(lines: Any, names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """The story for the timeline macro, newest first; ``names`` of the officers whom the lines mention."""
    return [{"title": _what(line), "at": line.at, "text": _text(line, names), "state": "done"} for line in lines]


def people_in(lines: Any) -> set[UUID]:
    """Officers, and those who acted for an applicant, whom the lines mention by id."""
    officers = {UUID(line.values["to"]) for line in lines if line.kind == "assigned"}
    return officers | {UUID(line.values["acting"]) for line in lines if line.values.get("acting")}


def _what(line: TimelineLine) -> str:
    made = LINES.get(line.kind)
    return made(line) if made else (_(line.step_title) if line.step_title else line.kind)


def _text(line: TimelineLine, names: Mapping[UUID, str]) -> str:
    parts = [str(line.values[key]) for key in ("text", "message", "reason", "law") if line.values.get(key)]
    if line.kind == "assigned":
        parts.append(names.get(UUID(line.values["to"]), ""))
    if line.values.get("acting") and line.kind in BY_APPLICANT:
        agent = names.get(UUID(line.values["acting"]), "")
        parts.append(_("by %(name)s, who acts for the applicant") % {"name": agent})
    if line.values.get("starts_at"):
        parts.append(moment(datetime.fromisoformat(line.values["starts_at"])))
    if line.values.get("questions"):
        parts.append(", ".join(line.values["questions"]))
    if line.by_name and line.by_kind != "system":
        parts.append(f"({line.by_name})")
    return " ".join(part for part in parts if part)
