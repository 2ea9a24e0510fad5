"""Each component with an example. A new file under ``templates/styleguide/components`` is a new page here."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render

from digigov.kernel.errors import NotFound
from digigov.sites.access import open_to
from digigov.sites.request import Request

FOLDER = Path(__file__).parent / "templates" / "styleguide" / "components"
HEAD = re.compile(r"\{#-?\s*(?P<title>[^:]+):\s*(?P<use>.+?)\s*-?#\}\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Component:
    """``source`` is what a page writes to get it."""

    name: str
    title: str
    use: str
    source: str

    @property
    def is_for_the_desk(self) -> bool:
        return self.name.startswith("desk-")


@cache
def all_components() -> dict[str, Component]:
    """Every example by name. Its file starts with a comment: title, colon, when to use it."""
    found = {}
    for file in sorted(FOLDER.glob("*.html")):
        text = file.read_text()
        head = HEAD.match(text)
        if head is None:
            raise ValueError(f"{file.name} does not start with a comment that says what it is")
        found[file.stem] = Component(
            file.stem, head["title"], " ".join(head["use"].split()), text[head.end() :].strip()
        )
    return found


@open_to("everyone")
def index(request: Request) -> HttpResponse:
    return render(request, "styleguide/index.html", {"components": all_components().values()})


@open_to("everyone")
def component(request: Request, name: str) -> HttpResponse:
    shown = all_components().get(name)
    if shown is None:
        raise NotFound
    layout = "layouts/desk.html" if shown.is_for_the_desk else "layouts/portal.html"
    return render(request, "styleguide/component.html", {"component": shown, "layout": layout})
