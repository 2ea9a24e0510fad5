"""The page on which one click is enough cannot exist where people are real."""

from digigov.config.tests.test_production import run

START = "import django; django.setup(); "


def test_production_has_no_address_of_the_rehearsal():
    code = """
import sys
from django.urls import Resolver404, get_resolver, resolve
get_resolver().url_patterns
for path in ("/rehearsal/", "/rehearsal/sign-in/isidore/", "/rehearsal/messages/"):
    try:
        print(resolve(path))
    except Resolver404:
        print("nothing at", path)
print([name for name in sys.modules if name.startswith("digigov.rehearsal")])
"""
    done = run(START + code)

    assert done.stdout.splitlines() == [
        "nothing at /rehearsal/",
        "nothing at /rehearsal/sign-in/isidore/",
        "nothing at /rehearsal/messages/",
        "[]",
    ], done.stderr


def test_its_pages_cannot_even_be_read_in():
    done = run(START + "import digigov.rehearsal.pages")

    assert done.returncode == 1
    assert "exists only in rehearsals" in done.stderr.splitlines()[-1]
