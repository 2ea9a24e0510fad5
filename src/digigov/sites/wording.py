"""A case's story in plain words: for the applicant, from kinds and values that casework keeps."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from digigov.kernel.money import Money
from digigov.modules.casework.queries import PublicStatus, TimelineLine
from digigov.ui.format import money

OUTCOMES = {
    "granted": lambda: _("Finished: granted"),
    "refused": lambda: _("Finished: refused"),
    "withdrawn": lambda: _("Withdrawn by you"),
    "lapsed": lambda: _("Closed, because the time ran out"),
    "closed": lambda: _("Finished"),
}
LINES = {
    "opened": lambda line: _("We received your application"),
    "step-started": lambda line: _(line.step_title),
    "step-finished": lambda line: _("Done: %(step)s") % {"step": _(line.step_title)},
    "asked": lambda line: _("The office asked you for something"),
    "told": lambda line: _("The office answered you"),
    "answered": lambda line: _("You answered"),
    "corrected": lambda line: _("You corrected your answers"),
    "withdrawn": lambda line: _("You withdrew the application"),
    "refused": lambda line: _("The office refused the application"),
    "decided": lambda line: _("The office decided: %(step)s") % {"step": _(line.step_title)},
    "deadline-missed": lambda line: _("The time for this step ran out: %(step)s") % {"step": _(line.step_title)},
    "escalated": lambda line: _("A supervisor was told that this is late"),
    "reminded": lambda line: _("We reminded you"),
    "signed": lambda line: _("The application was signed"),
    "signed-by-hand": lambda line: _("The application was signed on paper"),
    "paid": lambda line: _("We received your payment"),
    "waiver-asked": lambda line: _("You asked for the fee to be waived"),
    "waiver-refused": lambda line: _("The office could not waive the fee"),
    "waived": lambda line: _("The fee was waived"),
    "refunded": lambda line: _("We sent %(amount)s back to your card") % {"amount": _money(line)},
    "issued": lambda line: _("We issued: %(document)s") % {"document": _(line.values.get("document") or "document")},
    "revoked": lambda line: _("We took a document back"),
    "handed-over": lambda line: _("The application became yours"),
    "appointment-booked": lambda line: _("Appointment made"),
    "appointment-moved": lambda line: _("Appointment moved"),
    "appointment-cancelled": lambda line: _("Appointment cancelled"),
    "closed": lambda line: end_in_words(line.step_title, str(line.values.get("outcome", "closed"))),
    "turn-passed": lambda line: _("The next officer signs"),
}


# What an applicant does, and somebody who acts for them may have done.
BY_APPLICANT = frozenset(
    {
        "opened",
        "answered",
        "corrected",
        "withdrawn",
        "waiver-asked",
        "appointment-booked",
        "appointment-moved",
        "appointment-cancelled",
    }
)


def _money(line: TimelineLine) -> str:
    return money(Money(Decimal(line.values["amount"]), line.values["currency"]))


def end_in_words(title: str, outcome: str) -> str:
    """As the definition calls its end ("Mended"); where the case came to none of them, as one says it."""
    return _(title) if title else OUTCOMES.get(outcome, OUTCOMES["closed"])()


def line_in_words(line: TimelineLine) -> str:
    """What happened, as one says it; a kind that nobody has worded yet shows its step."""
    made = LINES.get(line.kind)
    return made(line) if made else _(line.step_title or line.kind)


def entries_of(lines: Any) -> list[dict[str, Any]]:
    """The story for the timeline macro, newest first."""
    newest = next(iter(lines), None)
    is_running = newest is not None and lines.number == 1 and newest.kind == "step-started"
    return [
        {
            "title": line_in_words(line),
            "at": line.at,
            "text": text_of(line),
            "state": "now" if line is newest and is_running else "done",
        }
        for line in lines
        if not _is_said_already(line)
    ]


def _is_said_already(line: TimelineLine) -> bool:
    """Whoever took the application back need not read twice that it ended so."""
    return line.kind == "closed" and line.values.get("outcome") == "withdrawn"


def text_of(line: TimelineLine) -> str:
    """What was written with it: what was asked for, answered, or given as the ground of a refusal; and that somebody else did it."""
    parts = [str(line.values[key]) for key in ("text", "reason", "law") if line.values.get(key)]
    if line.values.get("acting") and line.kind in BY_APPLICANT:
        parts.append(_("By a representative."))
    return " ".join(parts)


def whose_turn(status: PublicStatus, *, has_appointment: bool = False) -> str:
    """Whose turn it is, in one sentence."""
    if status.state == "closed":
        return end_in_words(status.step_title, status.outcome)
    if status.turn == "applicant":
        return _("It is your turn")
    if status.turn == "officer":
        return _("You have an appointment") if has_appointment else _("The office is working on it")
    return _("This happens by itself; you need do nothing")


def tag_of(status: PublicStatus) -> tuple[str, str]:
    """A word and a kind for the status tag."""
    if status.state == "closed":
        return end_in_words(status.step_title, status.outcome), "done" if status.outcome in (
            "granted",
            "closed",
        ) else "ended"
    return (_("Your turn"), "yours") if status.turn == "applicant" else (_("With the office"), "waiting")
