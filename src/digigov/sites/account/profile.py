"""Who one is to government: name, contact data given once, language."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit.commands import Purpose
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form
from digigov.modules.identity import commands, queries
from digigov.modules.parties.commands import update_contact
from digigov.modules.parties.queries import get_person
from digigov.sites.access import open_to
from digigov.sites.account.flows import Flow, ask_address, ask_code, proved
from digigov.sites.account.security import freshly_proved
from digigov.sites.languages import CHOSEN
from digigov.sites.request import Request

OWN = Purpose("own-data")
HOME = Form.model_validate(
    {
        "pages": [
            {
                "id": "home",
                "title": "Your home address",
                "questions": [{"id": "address", "type": "address", "label": "Your home address", "foreign": True}],
            }
        ]
    }
)
FLOW = Flow(
    key="new_address",
    limit="send-code",
    begin=commands.begin_address_change,
    address_page="account:new-address",
    code_page="account:new-address-code",
    then="account:new-address-done",
    template="account/new_address.html",
)


@open_to("citizen")
@never_cache
def home(request: Request) -> HttpResponse:
    actor = request.actor
    page = {
        "person": get_person(viewer=actor, at=now(), party_id=actor.own_party, purpose=OWN),
        "security": queries.get_security(viewer=actor, at=now()),
        "spoken": dict(settings.LANGUAGES),
        "level": level_of(actor.own_party, at=now()),
    }
    return render(request, "account/home.html", page)


@open_to("citizen")
@never_cache
def language(request: Request) -> HttpResponse:
    """In which language pages and messages come."""
    actor = request.actor
    errors = {}
    if request.method == "POST":
        try:
            update_contact(by=actor, at=now(), party_id=actor.own_party, language=request.POST.get("language", ""))
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            request.session[CHOSEN] = request.POST["language"]
            return redirect("account:home")
    person = get_person(viewer=actor, at=now(), party_id=actor.own_party, purpose=OWN)
    page = {"errors": errors, "chosen": person.language, "choices": settings.LANGUAGES}
    return render(request, "account/language.html", page, status=422 if errors else 200)


@open_to("citizen")
@never_cache
def home_address(request: Request) -> HttpResponse:
    """Where one lives, asked as every form asks it."""
    actor, errors = request.actor, {}
    context = forms.context_at(now())
    raw = {name: request.POST.getlist(name) for name in request.POST}
    if request.method == "POST":
        try:
            answers = forms.check_page(HOME, "home", raw, {}, context)
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            update_contact(by=actor, at=now(), party_id=actor.own_party, address=answers["address"])
            return redirect("account:home")
    person = get_person(viewer=actor, at=now(), party_id=actor.own_party, purpose=OWN)
    known = {"address": person.address} if person.address else {}
    fields = forms.fields_of(HOME, "home", known, context, raw=raw or None, errors=errors)
    page = {"errors": forms.error_links(fields), "fields": fields}
    return render(request, "account/home_address.html", page, status=422 if errors else 200)


@open_to("citizen")
@freshly_proved
@never_cache
def new_address(request: Request) -> HttpResponse:
    """Another e-mail address or phone number, to sign in with and to be told by."""
    return ask_address(request, FLOW)


@open_to("citizen")
@never_cache
def new_address_code(request: Request) -> HttpResponse:
    return ask_code(request, FLOW)


@open_to("citizen")
@never_cache
def new_address_done(request: Request) -> HttpResponse:
    code_id = proved(request, FLOW)
    if code_id is None:
        return redirect(FLOW.address_page)
    del request.session[FLOW.key]
    commands.finish_address_change(by=request.actor, at=now(), code_id=code_id)
    return redirect("account:home")
