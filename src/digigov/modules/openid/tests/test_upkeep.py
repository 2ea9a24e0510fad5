"""What a client hears when a visit ends, and what is forgotten when its time is over."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import httpx
import pytest
from django.apps import apps

from digigov.kernel.authorities import authorities
from digigov.kernel.errors import AdapterFailure
from digigov.modules.openid import commands, keys, queries
from digigov.modules.openid.commands.visits import EVENT
from digigov.modules.openid.testing import AT, SOON, Visit, posts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def door(settings):
    """A client's own door: what was posted to it, and what it answers."""
    settings.REHEARSAL = True
    heard, answers = [], []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(answers[0] if answers else 200)
            self.end_headers()

        def log_message(self, *given):
            """Nothing to say."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ended", heard, answers
    server.shutdown()
    server.server_close()


def ended(visit):
    visit.tokens()
    commands.end_visit(at=SOON, visits=[visit.who.visit])
    return apps.get_model("openid", "SignIn").objects.get().id


def test_a_client_is_told_in_the_words_of_the_standard(door):
    address, heard, _answers = door
    visit = Visit(tell_ended=address)
    tokens = visit.tokens()
    commands.end_visit(at=SOON, visits=[visit.who.visit])
    (job,) = apps.get_model("procrastinate", "ProcrastinateJob").objects.filter(task_name="openid.tell_ended")

    commands.tell_ended(at=SOON, sign_in_id=job.args["sign_in_id"])

    told = keys.read(heard[0]["logout_token"][0], at=SOON, kind="logout+jwt")
    known = queries.read_own_token(tokens["id_token"], at=SOON)
    assert (told["sub"], told["sid"], told["aud"]) == (known["sub"], known["sid"], known["aud"])
    assert told["events"] == {EVENT: {}} and "nonce" not in told and told["jti"]


@pytest.mark.parametrize(("answer", "is_temporary"), [(500, True), (503, True), (400, False)])
def test_a_client_that_does_not_take_it_is_told_again_or_shown(door, answer, is_temporary):
    address, _heard, answers = door
    answers.append(answer)
    sign_in_id = ended(Visit(tell_ended=address))

    with pytest.raises(AdapterFailure) as failure:
        commands.tell_ended(at=SOON, sign_in_id=sign_in_id)

    assert failure.value.temporary is is_temporary


def test_a_client_that_is_down_is_told_again(settings):
    settings.REHEARSAL = True
    sign_in_id = ended(Visit(tell_ended="http://127.0.0.1:1/ended"))

    with pytest.raises(AdapterFailure) as failure:
        commands.tell_ended(at=SOON, sign_in_id=sign_in_id)

    assert failure.value.temporary


def test_whoever_does_not_want_to_know_is_not_told():
    ended(Visit())

    jobs = apps.get_model("procrastinate", "ProcrastinateJob").objects
    assert not jobs.filter(task_name="openid.tell_ended").exists()


def test_what_is_over_is_forgotten_and_what_works_is_not():
    def left():
        rooms = ("AuthorizationCode", "Token", "DeviceRequest", "SignIn")
        return [apps.get_model("openid", room).objects.count() for room in rooms]

    visit = Visit(by_device=True)
    visit.tokens(scope="openid offline_access")
    visit.code()
    commands.begin_device(at=AT, asked=posts(visit.secret, scope="openid"), page="/device/")
    assert left() == [1, 2, 1, 2]

    commands.forget_what_has_passed(at=SOON)
    assert left() == [1, 2, 1, 2]
    commands.forget_what_has_passed(at=AT + DAY)
    assert left() == [0, 1, 0, 2], "the refresh token works for thirty days"
    commands.forget_what_has_passed(at=AT + 32 * DAY)
    assert left() == [0, 0, 0, 0]


def test_a_client_is_believed_by_the_machines_own_list_of_authorities(monkeypatch):
    """As every call to the outside: the list of a library does not know the state's own."""
    told = {}
    monkeypatch.setattr(httpx, "post", lambda address, **given: told.update(given) or httpx.Response(200))
    visit = Visit(tell_ended="https://tax.example/signed-out")
    visit.tokens()
    sign_in = apps.get_model("openid", "SignIn").objects.get()

    commands.tell_ended(at=SOON, sign_in_id=sign_in.id)

    assert told["verify"] is authorities()
    assert told["trust_env"] is False
