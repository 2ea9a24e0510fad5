"""One contact on the agent's desk: who it is, what was said, what was before, and everything that can be done now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.casework.queries import public_statuses
from digigov.modules.contact_center import commands, queries
from digigov.modules.contact_center.queries import Sureness
from digigov.sites.access import open_to
from digigov.sites.desk.contacts import ANSWER, HERE, live
from digigov.sites.failures import NotUnderstood
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day

QUESTIONS = {
    "born-on": _("When were you born?"),
    "national-id": _("What are the last four digits of your national ID number?"),
    "community": _("In which community do you live?"),
    "phone": _("What are the last four digits of the telephone number that you gave us?"),
    "email": _("What is the e-mail address that you gave us?"),
}
SURE = {
    Sureness.UNKNOWN: _("Nobody knows who this is. Say nothing about anybody."),
    Sureness.PROBABLE: _(
        "Somebody on record has this address or number. Say nothing about them until they have shown who they are."
    ),
    Sureness.ANSWERED: _("Answered questions from the record. You may say how cases stand; do nothing with them."),
    Sureness.PROVED: _("Has shown who they are. You may look into cases and act with them."),
}
ASKED, SENT = "contact_asked", "contact_sent"  # in the session: the questions under way, and where a code went
Doing = Callable[[Request, UUID], None]


@open_to(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contact(request: Request, contact_id: UUID) -> HttpResponse:
    """The contact, or what was done with it."""
    errors: dict[str, Any] = {}
    if request.method == "POST":
        do = DOINGS.get(request.POST.get("do", ""))
        if do is None:
            raise NotUnderstood
        try:
            do(request, contact_id)
            leaves = request.POST["do"] in LEAVES
            return redirect(HERE) if leaves else redirect("desk:contact", contact_id=contact_id)
        except InvalidInput as refusal:
            errors = refusal.errors
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            errors = {"": refusal}
    else:
        commands.note_seen(by=request.actor, at=now())
    return _show(request, contact_id, errors)


def _show(request: Request, contact_id: UUID, errors: dict[str, Any]) -> HttpResponse:
    at, plan = now(), queries.get_plan()
    talk = queries.get_talk(
        viewer=request.actor, at=at, contact_id=contact_id, page=Page.from_query(request.GET.get("page"), size=10)
    )
    asked = request.session.get(ASKED, ["", "", []])
    sent = request.session.get(SENT, ["", "", ""])
    page = {
        "talk": talk,
        "sure": SURE[talk.sureness],
        "is_sure": talk.sureness > Sureness.PROBABLE,
        "is_unknown": talk.sureness == Sureness.UNKNOWN,
        "plan": plan,
        "channels": {each.id: each.name for each in plan.channels},
        "topics": {each.id: each.name for each in plan.topics},
        "wrap_ups": {each.id: each.name for each in plan.wrap_ups},
        "live": settings.DIGIGOV_LIVE,
        "named_languages": dict(settings.LANGUAGES),
        "once": str(new_id()),
        "cases": tuple(public_statuses(case_ids=talk.case_ids).values()),
        "colleagues": [
            each
            for each in queries.list_agents(viewer=request.actor, page=Page(size=50))
            if each.party_id != request.actor.party_id
        ],
        "asked": [(kind, QUESTIONS[kind]) for kind in asked[2]] if asked[0] == str(contact_id) else [],
        "sent_to": sent[2] if sent[0] == str(contact_id) else "",
        "errors": errors,
        "typed": request.POST,
        "here_in_nav": HERE,
    }
    return live(render(request, "desk/contact/contact.html", page, status=422 if errors else 200))


def _accept(request: Request, contact_id: UUID) -> None:
    commands.accept_contact(by=request.actor, at=now(), contact_id=contact_id)


def _decline(request: Request, contact_id: UUID) -> None:
    commands.decline_contact(by=request.actor, at=now(), contact_id=contact_id)


def _write(request: Request, contact_id: UUID) -> None:
    commands.write_message(
        by=request.actor, at=now(), contact_id=contact_id, text=request.POST.get("text", ""),
        external_id=request.POST.get("once", "")[:60] or None,
    )  # fmt: skip


def _note(request: Request, contact_id: UUID) -> None:
    commands.add_note(by=request.actor, at=now(), contact_id=contact_id, text=request.POST.get("note", ""))


def _hold(request: Request, contact_id: UUID) -> None:
    commands.hold_contact(by=request.actor, at=now(), contact_id=contact_id, hold=True)


def _resume(request: Request, contact_id: UUID) -> None:
    commands.hold_contact(by=request.actor, at=now(), contact_id=contact_id, hold=False)


def _end(request: Request, contact_id: UUID) -> None:
    commands.end_contact(by=request.actor, at=now(), contact_id=contact_id)


def _wrap_up(request: Request, contact_id: UUID) -> None:
    solved = {"yes": True, "no": False}.get(request.POST.get("solved", ""))
    commands.wrap_up_contact(
        by=request.actor, at=now(), contact_id=contact_id, wrap_up=request.POST.get("wrap_up", ""), solved=solved,
        close=bool(request.POST.get("close")),
    )  # fmt: skip


def _transfer(request: Request, contact_id: UUID) -> None:
    to = request.POST.get("to", "")
    try:
        colleague = UUID(to) if to else None
    except ValueError:
        raise InvalidInput({"to": _("Choose a topic or a colleague.")}) from None
    commands.transfer_contact(
        by=request.actor, at=now(), contact_id=contact_id, topic=request.POST.get("topic", ""), to_agent_id=colleague
    )


def _language(request: Request, contact_id: UUID) -> None:
    language = request.POST.get("language", "")
    commands.change_language(by=request.actor, at=now(), contact_id=contact_id, language=language)


def _suppose(request: Request, contact_id: UUID) -> None:
    typed = request.POST
    commands.suppose_person(
        by=request.actor, at=now(), contact_id=contact_id, national_id=typed.get("national_id", "")[:40],
        family_name=typed.get("family_name", "")[:120],
    )  # fmt: skip


def _ask(request: Request, contact_id: UUID) -> None:
    proof_id, kinds = commands.begin_questions(by=request.actor, at=now(), contact_id=contact_id)
    request.session[ASKED] = [str(contact_id), str(proof_id), list(kinds)]


def _answers(request: Request, contact_id: UUID) -> None:
    of, proof_id, kinds = request.session.get(ASKED, ["", "", []])
    if of != str(contact_id):
        raise NotFound
    said = {kind: request.POST.get(kind, "")[:254] for kind in kinds}
    if "born-on" in kinds:
        born = typed_day(request, "born-on")
        said["born-on"] = born.isoformat() if born else ""
    del request.session[ASKED]
    commands.answer_questions(by=request.actor, at=now(), proof_id=UUID(proof_id), answers=said)


def _send_code(request: Request, contact_id: UUID) -> None:
    proof_id, where = commands.send_code(by=request.actor, at=now(), contact_id=contact_id)
    request.session[SENT] = [str(contact_id), str(proof_id), where]


def _take_code(request: Request, contact_id: UUID) -> None:
    of, proof_id, _where = request.session.get(SENT, ["", "", ""])
    if of != str(contact_id):
        raise NotFound
    commands.take_code(by=request.actor, at=now(), proof_id=UUID(proof_id), digits=request.POST.get("digits", "")[:20])
    del request.session[SENT]


def _join(request: Request, contact_id: UUID) -> None:
    found = queries.find_by_reference(viewer=request.actor, reference=request.POST.get("reference", "")[:40])
    if found is None:
        raise InvalidInput({"reference": _("There is no conversation with this number. It begins with C.")})
    commands.join_contact(by=request.actor, at=now(), contact_id=contact_id, conversation_id=found)


def _describe(request: Request, contact_id: UUID) -> None:
    talk = queries.conversation_of(viewer=request.actor, contact_id=contact_id)
    typed = request.POST
    commands.describe_conversation(
        by=request.actor, at=now(), conversation_id=talk, subject=typed.get("subject", ""), topic=typed.get("about", "")
    )


DOINGS: dict[str, Doing] = {
    "accept": _accept,
    "decline": _decline,
    "write": _write,
    "note": _note,
    "hold": _hold,
    "resume": _resume,
    "end": _end,
    "wrap-up": _wrap_up,
    "transfer": _transfer,
    "language": _language,
    "suppose": _suppose,
    "ask": _ask,
    "answers": _answers,
    "send-code": _send_code,
    "take-code": _take_code,
    "join": _join,
    "describe": _describe,
}
LEAVES = ("decline", "wrap-up", "transfer")  # after these it is in other hands, or in none
