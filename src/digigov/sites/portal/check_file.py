"""Checking the signatures in any PDF. Open to everyone; the file is looked at and not kept."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.modules.organizations.queries import names_of
from digigov.modules.signatures import queries as signatures
from digigov.modules.signing.queries import mandate_of_file
from digigov.sites.access import open_to
from digigov.sites.limits import limited
from digigov.sites.request import Request
from digigov.sites.wording_mandates import STATES

MOST_BYTES = 10_000_000
HEADINGS = {
    "good": _("The signatures hold"),
    "unknown": _("We do not know who signed this"),
    "bad": _("Do not rely on this file"),
    "unsigned": _("Nobody has signed this file"),
    "unreadable": _("This file cannot be read"),
    "locked": _("This file is locked"),
    "too-complex": _("This file is too large or too tangled to check"),
}
ADVICE = {
    "good": _(
        "What you have is what was signed. Read who signed it: that a signature holds does not say that what is written is true."
    ),
    "unknown": _(
        "The signature fits the file, but no authority of this state vouches for the name. Anybody can write any name."
    ),
    "bad": _(
        "At least one signature does not hold. Ask whoever gave you the file for another copy, or check it with them."
    ),
    "unsigned": _("That does not make it false. But nothing in it shows who made it, or whether it was changed."),
    "unreadable": _("It is no PDF, or it is damaged. Ask for another copy."),
    "locked": _("It is protected with a password. Ask for a copy without one."),
    "too-complex": _("Honest files are simpler. Do not rely on it, and ask for another copy."),
}
WHY = {
    "contents": _("The signature itself is missing or damaged."),
    "byte-range": _("The signature does not say clearly which part of the file it covers."),
    "document": _("The file was changed after it was signed."),
    "signature": _("The signature was not made with the key that it names."),
    "algorithms": _("It was made in a way that can be forged today."),
    "bound": _("It does not say with which certificate it was made, so another could stand in its place."),
    "coverage": _("It covers only a part of the file."),
    "tail": _("Something was put behind what was signed, where some programs show it and others do not."),
    "changes": _("Something was added or replaced after it was signed."),
    "fields": _("A box of the form was filled in otherwise after it was signed."),
    "permission": _("The first who signed allowed no such changes."),
    "issuer": _("No authority of this state gave out this certificate. Anybody can write any name into such a one."),
    "usage": _("The certificate is not for signing documents."),
    "dates": _("The certificate was not valid when it signed, or nothing shows that it was."),
    "revocation": _("The certificate had been ended before it signed, or nothing shows that it signed before."),
    "stamp": _("Its time stamp belongs to something else."),
}
NOTES = {
    "stamped": _("Nothing proves the time; it is what the signer's machine said."),
    "stamp-trusted": _("Its time stamp comes from somebody whom we do not know, so nothing proves the time."),
    "in-force": _("The key was ended later on. What it signed before still counts."),
}
LEVELS = {
    "0": _("An officer, known to the service"),
    "1": _("Shown from home by registers and a code, or by somebody who vouched"),
    "2": _("Shown at a counter, before two officers"),
}


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("check-file")
@never_cache
def check_file(request: Request) -> HttpResponse:
    """The form, and what is to be said of the file that came with it."""
    page: dict[str, Any] = {"errors": {}, "here_in_nav": "portal:verify"}
    if request.method != "POST":
        return render(request, "portal/verify/file_form.html", page)
    sent = request.FILES.get("file")
    if not sent:
        page["errors"] = {"file": _("Choose the PDF that you want to check.")}
    elif (sent.size or 0) > MOST_BYTES:
        page["errors"] = {"file": _("The file is larger than 10 MB. We cannot check it here.")}
    if page["errors"] or not sent:
        return render(request, "portal/verify/file_form.html", page, status=422)
    return show_checked(request, sent.read(), sent.name or "", **page)


def show_checked(request: Request, pdf: bytes, name: str, **page: Any) -> HttpResponse:
    """What is to be said of any PDF; ``back`` is the page to go back to, if it is another than the form."""
    found = signatures.check_pdf(pdf=pdf, at=now())
    units = names_of([each.unit for each in found.signatures if each.unit])
    page.setdefault("back", reverse("portal:check-file"))
    page |= {
        "found": found,
        "file_name": name[:120],
        "mandate": mandate_of_file(hashlib.sha256(pdf).hexdigest()),
        "mandate_states": STATES,
        "heading": HEADINGS[found.state],
        "advice": ADVICE[found.state],
        "lines": [_in_words(each, units) for each in found.signatures],
        "archived_at": _archived_at(found.signatures) if found.state == "good" else None,
        "checked_at": now(),
    }
    return render(request, "portal/verify/file_answer.html", page)


def _archived_at(signatures: Any) -> datetime | None:
    """When the newest archive time stamp of ours was given that has other signatures before it."""
    stamps = [each for each in signatures if each.kind == "time-stamp" and each.time_is_trusted]
    return datetime.fromisoformat(stamps[-1].time) if stamps and stamps[-1] is not signatures[0] else None


def _in_words(each: Any, units: dict[str, str]) -> dict[str, Any]:
    holds = not each.failed
    return {
        "name": each.name or _("Nobody can tell"),
        "kind": {"seal": _("Seal of a ministry"), "time-stamp": _("Time stamp for the archive")}.get(
            each.kind, _("Signature of a person")
        ),
        "holds": holds,
        "is_known": "issuer" not in each.failed and bool(each.issuer),
        "number": each.number,
        "unit": units.get(each.unit, ""),
        "time": datetime.fromisoformat(each.time) if each.time else None,
        "time_is_trusted": each.time_is_trusted,
        "reason": each.reason,
        "level": LEVELS.get(each.level) if holds and each.kind == "person" else None,
        "why": [WHY[name] for name in each.failed],
        "notes": [NOTES[name] for name in each.notes],
        "later": each.later,
    }
