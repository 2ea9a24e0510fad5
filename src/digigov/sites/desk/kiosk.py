"""An officer makes the screen before them a kiosk of their counter, or takes that back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.paging import Page
from digigov.modules.assurance import commands
from digigov.modules.organizations.queries import list_offices
from digigov.sites.access import open_to
from digigov.sites.account.session import end_session
from digigov.sites.desk.counter import ASSIST
from digigov.sites.kiosk_screen import kiosk_of, make_kiosk, make_no_kiosk
from digigov.sites.request import Request

HERE = "desk:kiosk"


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: Request) -> HttpResponse:
    """The officer is signed out where a kiosk begins."""
    if request.method == "POST" and request.POST.get("place"):
        commands.set_up_kiosk(by=request.actor, at=now(), place=request.POST["place"])
        end_session(request)
        answer = redirect("portal:kiosk")
        make_kiosk(answer, request.POST["place"])
        return answer
    if request.method == "POST":
        answer = redirect(HERE)
        make_no_kiosk(answer)
        return answer
    kiosks = list_offices(page=Page.from_query(request.GET.get("page")), kind="kiosk")
    stands_at = next((each.name for each in kiosks if each.code == kiosk_of(request)), kiosk_of(request))
    return render(request, "desk/kiosk.html", {"kiosks": kiosks, "stands_at": stands_at, "here_in_nav": HERE})
