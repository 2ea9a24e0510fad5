"""Somebody stands at the counter who has lost the password or every second factor."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.identity.commands import give_counter_code, reset_second_factor
from digigov.sites.access import open_to
from digigov.sites.desk.staff import owner_typed
from digigov.sites.request import Request


@open_to("officer")
def sign_in_help(request: Request) -> HttpResponse:
    """Help somebody whose identity card the officer has seen."""
    errors, done, code = {}, "", ""
    if request.method == "POST":
        try:
            if not request.POST.get("seen"):
                raise InvalidInput({"seen": _("Look at the identity card first, and confirm that you have.")})
            asked = {"by": request.actor, "at": now(), "party_id": owner_typed(request)}
            wanted = request.POST.get("way", "")
            if wanted == "code":
                code = give_counter_code(**asked)
            elif wanted == "factors":
                reset_second_factor(**asked)
            else:
                raise InvalidInput({"way": _("Choose what the person has lost.")})
            done = wanted
        except InvalidInput as refusal:
            errors = refusal.errors
        except NotFound:
            errors = {"national_id": _("This person has no account.")}
    page = {"errors": errors, "given": request.POST, "done": done, "code": code, "here_in_nav": "desk:sign-in-help"}
    return render(request, "desk/staff/sign_in_help.html", page, status=422 if errors else 200)
