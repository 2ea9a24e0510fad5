"""The rehearsal's letter box: every e-mail and text that was sent, to be read in the browser."""

import json
import mailbox
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator

from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page
from digigov.sites.access import open_to

NAME = re.compile(r"[A-Za-z0-9._,=:-]{1,200}")


@dataclass(frozen=True, slots=True)
class Letter:
    kind: str
    name: str
    at: datetime
    to: str
    subject: str
    text: str = ""


@open_to("everyone")
def messages(request: HttpRequest) -> HttpResponse:
    """Newest first; ``to`` narrows them to an address."""
    to = request.GET.get("to", "")[:254].strip().lower()
    files = sorted([*_files("mail"), *_files("sms")], key=lambda each: each[1].stat().st_mtime, reverse=True)
    letters = [_read(kind, path) for kind, path in files[:2000]]
    wanted = [letter for letter in letters if to in letter.to.lower()]
    page = Page.from_query(request.GET.get("page")).of(wanted, lambda letter: letter)
    return render(request, "rehearsal/messages.html", {"letters": page, "to": to})


@open_to("everyone")
def message(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    path = dict(_paths(kind)).get(name) if NAME.fullmatch(name) else None
    if path is None:
        raise NotFound
    return render(request, "rehearsal/message.html", {"letter": _read(kind, path)})


def _paths(kind: str) -> list[tuple[str, Path]]:
    return [(path.name, path) for _, path in _files(kind)]


def _files(kind: str) -> list[tuple[str, Path]]:
    folder = Path(settings.DIGIGOV_SINKS) / kind
    if kind == "mail" and folder.is_dir():
        box = mailbox.Maildir(folder)
        return [("mail", path) for key in box.keys() if (path := folder / box._lookup(key)).exists()]  # type: ignore[attr-defined]  # noqa: SIM118
    if kind == "sms" and folder.is_dir():
        return [("sms", path) for path in folder.glob("*.json")]
    return []


def _read(kind: str, path: Path) -> Letter:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if kind == "sms":
        told = json.loads(path.read_text() or "{}")
        return Letter(
            kind, path.name, at, told.get("to", ""), Truncator(told.get("text", "")).chars(90), told.get("text", "")
        )
    mail = cast(EmailMessage, BytesParser(policy=policy.default).parsebytes(path.read_bytes()))
    body = mail.get_body(("plain",))
    return Letter(kind, path.name, at, str(mail["To"]), str(mail["Subject"]), body.get_content() if body else "")
