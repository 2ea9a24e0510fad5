"""Writing the status page, once in each language, and handing it out without a database."""

import base64
import errno
import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import machine_now
from digigov.sites.access import open_to
from digigov.sites.request import Request
from digigov.sites.status import looking
from digigov.sites.status.looking import State

STALE = timedelta(minutes=2)
BLOCK = 4096  # bytes that a file system gives at a time
FILE = "status.json"
NAMES = {
    looking.WEB: gettext_lazy("Applying, tracking and checking a document"),
    looking.CARDS: gettext_lazy("Paying by card"),
    looking.MESSAGES: gettext_lazy("E-mails and text messages"),
    looking.REGISTERS: gettext_lazy("Details filled in from government registers"),
    looking.WORK: gettext_lazy("Making documents and everything done in the background"),
}
POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def look_and_write() -> State:
    """One look, and the pages of it, also on a disk that is full."""
    folder = Path(settings.DIGIGOV_STATUS)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # a proxy of another user may serve it
    state = looking.look(before=looking.read(folder / FILE))
    for code, _name in settings.LANGUAGES:
        _write(folder / f"{code}.html", draw(state, code))
    _write(folder / "index.html", draw(state, settings.LANGUAGE_CODE))
    _write(folder / FILE, json.dumps(looking.as_json(state), ensure_ascii=False, indent=1))
    return state


def draw(state: State, language: str) -> str:
    with translation.override(language):
        page = {
            "state": state,
            "names": NAMES,
            "language_code": language,
            "languages": settings.LANGUAGES,
            "rehearsal": settings.REHEARSAL,
        }
        return render_to_string("status/page.html", page)


@open_to("everyone")
@never_cache
def status(request: Request) -> HttpResponse:
    """The file as it was written last; if that is long ago, it says so. ``?language=`` chooses, else the browser."""
    chosen = request.GET.get("language", "")
    language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
    path = Path(settings.DIGIGOV_STATUS) / f"{language}.html"
    try:
        body, written = path.read_text().rstrip(), path.stat().st_mtime
    except OSError:
        body, written = "", 0.0
    with translation.override(language):
        if not body:
            body = render_to_string("status/nothing.html", {"language_code": language})
        elif machine_now().timestamp() - written > STALE.total_seconds():
            body = body.replace("<!--old-->", render_to_string("status/old.html", {}))
    policy = POLICY.format(_hash_of_style(body))
    answer = HttpResponse(body, headers={"Content-Security-Policy": policy, "Content-Language": language})
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


def _hash_of_style(body: str) -> str:
    """The one style of the page stands in it, and no other may."""
    style = body.partition("<style>")[2].partition("</style>")[0]
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _write(path: Path, text: str) -> None:
    """
    Whole at every moment; on a full disk in the room that the file has already, which is a block more than it needs. A page that
    went on saying that all works because nothing can be written would be the one lie told to everybody.
    """
    body, new = text.encode(), path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(body.ljust((len(body) // BLOCK + 2) * BLOCK))
        new.chmod(0o644)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        room = path.stat().st_size if path.exists() else 0
        if error.errno != errno.ENOSPC or len(body) > room:
            raise
        with path.open("r+b", buffering=0) as file:
            file.write(body.ljust(room))
