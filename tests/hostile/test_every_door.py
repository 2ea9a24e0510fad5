"""Every URL, as a stranger, a citizen and an officer who may everything, with what nobody in good faith would send: never a 500."""

from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client, override_settings

from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from tests.hostile import bodies, doors
from tests.refusals.undone import undone

LEAKS = ("Traceback (most recent call last)", "psycopg", "django.", "/digigov/", "SELECT ", "DoesNotExist", "root:x:0")
ACTORS = ("stranger", "citizen", "officer")
EACH = 1  # how many of each kind of nonsense the quick run sends through one door; the slow one sends all


@pytest.fixture(scope="module")
def house(island):
    """The island's doors, to be knocked at as often as one likes."""
    with override_settings(DIGIGOV_LIMITS_TIMES=10**6):
        yield Doors(island)


class Doors:
    def __init__(self, world):
        self.parts = doors.parts_of(world)
        self.clients = {"stranger": Client(raise_request_exception=False)}
        officer = make_person()
        make_holder(party_id=officer, unit="home-affairs", role="everything")
        self._admit("citizen", world.ana.account_id)
        self._admit("officer", make_account(party_id=officer))

    def _admit(self, who, account_id):
        client = Client(raise_request_exception=False)
        sign_in(client, account_id, second_factor=True)
        self.clients[who] = client

    def send(self, who, method, url, data=None, content_type="", **headers):
        """What comes back, and nothing is left of it. Bytes go out as they are; the client would mend them."""
        client = self.clients[who]
        kept = SimpleCookie(client.cookies)
        with undone():
            if content_type:
                data = data.encode() if isinstance(data, str) else data
                answer = client.generic(method, url, data, content_type, **headers)
            elif method == "POST":
                answer = client.post(url, data or {}, **headers)
            else:
                answer = client.generic(method, url, **headers)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        client.cookies = kept
        return answer, body.decode(errors="replace")


def check(answer, body, said):
    assert answer.status_code < 500, said
    assert not [leak for leak in LEAKS if leak in body and "html" in answer.get("Content-Type", "")], said
    place = urlsplit(answer.get("Location", "").replace("\\", "/"))
    assert place.netloc in ("", "testserver", "cards.example"), said
    assert "stolen" not in answer.cookies, said
    assert connection.in_atomic_block and not connection.needs_rollback, said


def check_guarded(answer, said):
    """What a browser is told about every page, and about every cookie."""
    policy = answer.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, said
    assert not [word for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if word in policy], said
    assert "base-uri 'none'" in policy, said
    assert "object-src 'none'" in policy or "object-src" not in policy, (
        said
    )  # where it is not named, default-src counts
    is_file = "Accept-Ranges" in answer  # the desk shows it within its page
    is_frame = " /help/chat/window/" in said and answer.status_code < 400  # and named hosts the chat, in a frame
    assert f"frame-ancestors '{'self' if is_file or is_frame else 'none'}'" in policy, said
    assert answer["X-Content-Type-Options"] == "nosniff", said
    assert answer.get("X-Frame-Options") == (None if is_frame else "SAMEORIGIN" if is_file else "DENY"), said
    assert answer["Referrer-Policy"] == "same-origin", said
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", said
    kind = answer.get("Content-Type", "")
    assert kind or not answer.content, said
    assert not kind.startswith("text/") or "charset=utf-8" in kind, said
    for cookie in (each for each in answer.cookies.values() if each["max-age"] != 0):
        assert cookie["httponly"], said
        assert cookie["samesite"] == "Lax", said


def some(things, turn):
    """A few of them, other ones for each door."""
    things = list(things)
    return [things[(turn * EACH + n) % len(things)] for n in range(min(EACH, len(things)))]


def knock(house, who, route, choose):
    url = doors.filled(route, house.parts)
    answer, page = house.send(who, "GET", url)
    check(answer, page, f"GET {url}")
    check_guarded(answer, f"GET {url}")
    if answer.status_code == 200 and route in doors.of_some():
        assert "no-store" in answer["Cache-Control"], f"GET {url}"
    fields = doors.fields_of(page)

    for name, body in choose(bodies.BODIES.items()):
        check(*house.send(who, "POST", url, **body(fields)), f"POST {url}: {name}")
    for name, query in choose(bodies.QUERIES.items()):
        check(*house.send(who, "GET", url + query), f"GET {url}: {name}")
        check(*house.send(who, "POST", url + query), f"POST {url}: {name}")
    for name, headers in choose(bodies.HEADERS.items()):
        check(*house.send(who, "GET", url, **headers), f"GET {url}: header {name}")
    for method in choose(bodies.METHODS):
        check(*house.send(who, method, url), f"{method} {url}")
    for strange in choose(doors.with_nonsense(route, house.parts)):
        check(*house.send(who, "GET", strange), f"GET {strange}")
        check(*house.send(who, "POST", strange), f"POST {strange}")


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("turn", "route"), list(enumerate(doors.routes())), ids=str)
def test_no_door_breaks(turn, route, who, house):
    knock(house, who, route, lambda things: some(things, turn + 3 * ACTORS.index(who)))


@pytest.mark.slow
@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("route", doors.routes())
def test_no_door_breaks_with_anything(route, who, house):
    knock(house, who, route, list)
