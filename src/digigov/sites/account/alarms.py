"""The link in a warning: "that was not me"."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.modules.identity import commands, queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def not_me(request: Request, token: str) -> HttpResponse:
    """It takes a button too: mail programs open links by themselves."""
    limits.count(request, "not-me")
    kind = queries.alarm_kind(at=now(), token=token)
    page = {"kind": kind, "is_done": False, "is_over": not kind}
    if request.method == "POST" and kind:
        try:
            commands.say_not_me(by=request.actor, at=now(), token=token)
            page["is_done"] = True
        except NotFound:
            page["is_over"] = True
    return render(request, "account/not_me.html", page, status=404 if page["is_over"] else 200)
