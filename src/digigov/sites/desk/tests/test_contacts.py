"""The desk of 311, page by page."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.contact_center import commands
from digigov.modules.contact_center.testing import CHANNEL, arrive, give_out, make_agent
from digigov.modules.parties.testing import make_person
from digigov.sites.desk.tests.contact_center import signed_in_agent

pytestmark = pytest.mark.django_db
Agent, Contact, Conversation, Message = (
    apps.get_model("contact_center", name) for name in ("Agent", "Contact", "Conversation", "Message")
)
LIST = reverse("desk:contacts")


@pytest.fixture
def agent(client):
    return signed_in_agent(client)


def one(contact_id):
    return reverse("desk:contact", kwargs={"contact_id": contact_id})


def do(client, contact_id, do, **more):
    return client.post(one(contact_id), {"do": do, **more})


def held(client, channel="chat", **more):
    client.post(LIST, {"state": "ready"})
    contact_id = arrive(channel, at=now(), **more)
    give_out(at=now())
    assert do(client, contact_id, "accept").status_code == 302
    return contact_id


def test_a_stranger_signs_in_first(client):
    assert client.get(LIST).status_code == 302


def test_ready_and_on_a_break(client, agent):
    assert client.post(LIST, {"state": "ready"}).status_code == 302
    assert "Ready" in client.get(LIST).content.decode()
    assert Agent.objects.get().state == "ready"
    assert client.post(LIST, {"state": "asleep"}).status_code == 422


def test_a_chat_is_answered_written_in_and_wrapped_up(client, agent):
    contact_id = held(client, name="Testa")
    commands.take_message(by=CHANNEL, at=now(), contact_id=contact_id, text="Where do I renew?")

    assert "Where do I renew?" in client.get(one(contact_id)).content.decode()
    do(client, contact_id, "write", text="At any service bureau.", once="1")
    do(client, contact_id, "write", text="At any service bureau.", once="1")
    assert Message.objects.filter(author="agent").count() == 1
    assert do(client, contact_id, "wrap-up", wrap_up="").status_code == 422
    answer = do(client, contact_id, "wrap-up", wrap_up="answered", close="1")

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Conversation.objects.get().state == "closed"


def test_somebody_at_the_counter_is_the_agents_at_once(client, agent):
    client.post(LIST, {"state": "ready"})
    answer = client.post(LIST, {"do": "arrive", "channel": "walk-in", "language": "en", "name": "Testa"})
    assert answer.status_code == 302
    assert Contact.objects.get().state == "active"
    again = client.post(LIST, {"do": "arrive", "channel": "voice", "language": "en"})
    assert again.status_code == 422  # one at a time
    assert Contact.objects.count() == 1


def test_of_a_probable_person_the_page_says_nothing_and_of_one_who_answered_the_name(client, agent):
    make_person(
        given_names="Celia", family_name="Quietperson", phone="+17585550171", national_id="9107777",
        born_on=date(1970, 3, 4), email="celia@example.org",
    )  # fmt: skip
    contact_id = held(client, address="+17585550171")
    assert "Quietperson" not in client.get(one(contact_id)).content.decode()

    do(client, contact_id, "ask")
    page = client.get(one(contact_id)).content.decode()
    assert "Quietperson" not in page and "1970" not in page and "celia@" not in page
    wrong = do(client, contact_id, "answers", **{"national-id": "0000", "email": "celia@example.org"})
    assert wrong.status_code == 422
    do(client, contact_id, "ask")
    right = {"national-id": "7777", "email": "celia@example.org"}
    do(client, contact_id, "answers", **right, **{"born-on-day": "4", "born-on-month": "3", "born-on-year": "1970"})

    assert "Quietperson" in client.get(one(contact_id)).content.decode()


@pytest.mark.parametrize("what", ["", "explode"])
def test_what_nobody_means_is_not_understood(client, agent, what):
    assert do(client, held(client), what).status_code == 400


def test_hostile_words_change_nothing(client, agent):
    contact_id = held(client)
    assert do(client, contact_id, "transfer", to="nobody", topic="").status_code == 422
    assert do(client, contact_id, "join", reference="' OR 1=1").status_code == 422
    assert do(client, contact_id, "language", language="xx").status_code == 422
    assert do(client, contact_id, "note", note="<script>alert(1)</script>").status_code == 302
    assert "<script>alert" not in client.get(one(contact_id)).content.decode()
    assert Contact.objects.get().state == "active"


def test_a_contact_of_a_colleague_is_not_shown(client, agent):
    other = make_agent()
    contact_id = arrive("walk-in", at=now())
    Contact.objects.filter(id=contact_id).update(state="active", agent_id=other.party_id, answered_at=now())
    assert client.get(one(contact_id)).status_code == 403


def test_an_open_desk_says_that_it_is_there(client, agent):
    client.post(LIST, {"state": "ready"})
    long_ago = now() - timedelta(minutes=2)
    Agent.objects.update(seen_at=long_ago)
    assert client.post(reverse("desk:contact-here")).status_code == 204
    assert Agent.objects.get().seen_at > long_ago
    assert "data-beat" in client.get(LIST).content.decode()
