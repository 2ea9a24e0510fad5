"""
Every URL with who may open it, committed in ``urls.txt``: a change here is a change of permission, to be read as one.

Write the file anew with ``make urls``.
"""

from pathlib import Path

from django.urls import get_resolver

LIST = Path(__file__).with_name("urls.txt")


def all_urls(patterns=None, prefix="", namespace=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from all_urls(pattern.url_patterns, route, f"{namespace}{pattern.namespace or ''}:".lstrip(":"))
        else:
            may = getattr(pattern.callback, "open_to", "UNDECLARED")
            yield f"/{route}  {namespace}{pattern.name or '-'}  {may}"


def test_the_list_of_urls_is_current():
    assert LIST.read_text().splitlines() == sorted(all_urls()), "run `make urls`, and read what changed"


def test_every_url_says_who_may_open_it():
    undeclared = [line for line in all_urls() if line.endswith("UNDECLARED") and not line.startswith("/static")]
    assert undeclared == []
