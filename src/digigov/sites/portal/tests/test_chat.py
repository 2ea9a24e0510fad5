"""Chat with 311 without JavaScript, its frame on other pages, and the addresses at which a script reads and writes."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from digigov.modules.contact_center import commands
from digigov.modules.contact_center.testing import AT, give_out, make_center, present
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.sites.portal import chat, chat_window

Contact, Conversation, Message, Plan = (
    apps.get_model("contact_center", name) for name in ("Contact", "Conversation", "Message", "Plan")
)

pytestmark = pytest.mark.django_db
OURS = {"HTTP_ORIGIN": "http://testserver"}
BEGIN = {"language": "en", "topic": "other", "name": "Ana"}
ONCE = re.compile(r'name="once" value="([^"]+)"')
TOKEN = re.compile(r'data-token="([^"]+)"')


@pytest.fixture(autouse=True)
def center(monkeypatch):
    set_clock(monkeypatch, AT)
    return make_center()


def set_clock(monkeypatch, at):
    for place in (chat, chat_window):
        monkeypatch.setattr(place, "now", lambda: at)


def begun(client, **more):
    answer = client.post("/help/chat/", BEGIN | more)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client.get("/help/chat/talk/")


def in_frame(client):
    page = client.post("/help/chat/window/", BEGIN, **OURS).content.decode()
    return page, TOKEN.search(page)[1]


class TestChat:
    def test_asks_language_and_topic_then_shows_the_place_in_the_queue(self, client):
        page = client.get("/help/chat/").content.decode()
        assert "Licences" in page and "Kwéyòl" in page and len(page) < 30_000

        assert "You are number 1" in begun(client).content.decode()
        assert client.get("/help/chat/").status_code == 302  # to the chat that is open

    def test_pressed_twice_it_is_one_chat_and_pressed_again_after_its_end_another(self, client):
        once = ONCE.search(client.get("/help/chat/").content.decode())[1]
        other = Client()  # the answer to the first press was never shown, nor was its cookie kept
        other.post("/help/chat/", BEGIN | {"once": once})
        begun(client, once=once)
        assert Contact.objects.count() == 1

        client.post("/help/chat/end/")
        begun(client, once=once)
        assert Contact.objects.count() == 2

    def test_a_number_that_could_be_guessed_opens_nobodys_chat(self, client):
        begun(client, once="1")
        begun(Client(), once="1")
        assert Contact.objects.count() == 2

    def test_without_a_topic_it_says_what_is_missing(self, client):
        answer = client.post("/help/chat/", {"language": "en"})

        assert answer.status_code == 422 and "Choose what it is about." in answer.content.decode()
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("wrong", [{"language": "xx"}, {"topic": "nowhere"}, {"language": "'"}])
    def test_what_the_plan_does_not_know_is_refused_with_a_sentence(self, client, wrong):
        assert client.post("/help/chat/", BEGIN | wrong).status_code == 422

    def test_what_is_written_and_answered_stands_there(self, client):
        agent = present()
        begun(client)
        client.post("/help/chat/talk/", {"text": "<b>Hello</b>", "id": "m-1"})
        client.post("/help/chat/talk/", {"text": "<b>Hello</b>", "id": "m-1"})
        give_out(at=AT)
        contact_id = Contact.objects.get().id
        commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
        commands.write_message(by=agent, at=AT, contact_id=contact_id, text="Good day, how can I help?")

        page = client.get("/help/chat/talk/").content.decode()
        assert page.count("&lt;b&gt;Hello") == 1 and "Good day, how can I help?" in page
        assert "Somebody of 311 is with you." in page and 'role="log"' in page
        kept = client.get("/help/chat/transcript/")
        assert "Good day" in kept.content.decode() and "attachment" in kept["Content-Disposition"]

    def test_nothing_and_too_much_get_a_sentence_and_keep_what_was_typed(self, client):
        begun(client)
        assert "Write something first." in client.post("/help/chat/talk/", {"text": " "}).content.decode()
        long = client.post("/help/chat/talk/", {"text": "x" * 2001})
        assert long.status_code == 422 and "x" * 2001 in long.content.decode()

    def test_ends_and_says_so(self, client):
        begun(client)
        client.post("/help/chat/end/")

        page = client.get("/help/chat/talk/").content.decode()
        assert "This chat has ended." in page and 'name="text"' not in page
        assert client.get("/help/chat/").status_code == 200  # and another may begin

    def test_whoever_is_signed_in_is_known_and_a_stranger_is_not(self, client):
        party_id = make_person()
        sign_in(client, make_account(party_id=party_id))
        begun(client)
        begun(Client())

        assert sorted(Conversation.objects.values_list("sureness", "party_id"), key=str) == sorted(
            [("proved", party_id), ("unknown", None)], key=str
        )

    def test_outside_the_hours_one_leaves_a_message(self, client, monkeypatch):
        set_clock(monkeypatch, AT + timedelta(hours=12))
        assert "Nobody is there now" in client.get("/help/chat/").content.decode()
        assert client.post("/help/chat/", BEGIN).status_code == 409
        assert client.post("/help/chat/", {"message": "", "address": "nowhere"}).status_code == 422

        left = client.post("/help/chat/", {"message": "Call me", "address": "+1 758 555 0001"})
        assert "We have your message" in left.content.decode()
        assert Contact.objects.get().channel == "web-form" and Message.objects.get().text == "Call me"

    def test_no_key_no_chat(self, client):
        assert client.get("/help/chat/talk/").status_code == 302
        assert client.get("/help/chat/transcript/").status_code == 403
        client.cookies["chat"] = "x" * 43
        assert client.get("/help/chat/talk/").status_code == 302
        assert client.post("/help/chat/end/").status_code == 302


class TestWindow:
    def test_only_the_hosts_of_the_settings_may_frame_it(self, client, settings):
        settings.DIGIGOV_CHAT_HOSTS = ["https://www.ministry.example"]
        answer = client.get("/help/chat/window/")

        assert "frame-ancestors 'self' https://www.ministry.example" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        other = client.get("/help/chat/")
        assert other["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in other["Content-Security-Policy"]

    def test_begins_without_a_cookie_and_goes_on_by_its_key(self):
        browser = Client(enforce_csrf_checks=True)
        page, token = in_frame(browser)
        assert "You are number 1" in page and not browser.cookies.get("chat")

        said = Client().post(
            "/help/chat/window/talk/", {"token": token, "what": "say", "text": "Hello", "id": "1"}, **OURS
        )
        assert "Hello" in said.content.decode()

    def test_whoever_is_signed_in_is_a_stranger_in_a_frame(self, client):
        sign_in(client, make_account(party_id=make_person()))
        in_frame(client)

        assert Conversation.objects.get().sureness == "unknown"

    @pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
    def test_a_form_of_another_page_is_refused(self, client, origin):
        _page, token = in_frame(client)
        assert client.post("/help/chat/window/", BEGIN, **origin).status_code == 403
        assert client.post("/help/chat/window/talk/", {"token": token}, **origin).status_code == 403

    def test_an_unknown_key_leads_to_a_new_chat(self, client):
        page = client.post("/help/chat/window/talk/", {"token": "x" * 43, "what": "keep"}, **OURS)
        assert page.status_code == 200 and "Begin the chat" in page.content.decode()

    @pytest.mark.parametrize(("language", "words"), [("en", "Chat with 311"), ("xx", "Chat with 311")])
    def test_the_one_line(self, client, language, words):
        answer = client.get(f"/help/chat/widget.js?language={language}")
        assert words in answer.content.decode() and answer["Content-Type"].startswith("text/javascript")
        assert not answer.cookies


class TestByKey:
    def test_reads_what_is_new_and_writes_once(self, client):
        key = {"HTTP_X_CHAT_TOKEN": in_frame(client)[1]}
        for _each in range(2):
            assert client.post("/help/chat/write/", {"text": "Hello", "id": "1"}, **key).status_code == 201
        found = client.get("/help/chat/read/", **key).json()
        assert [each["text"] for each in found["messages"]] == ["Hello"] and found["state"] == "waiting"
        assert client.get("/help/chat/read/", {"after": found["mark"]}, **key).json()["messages"] == []
        assert client.post("/help/chat/here/", **key).status_code == 204
        assert client.post("/help/chat/here/", {"what": "end"}, **key).status_code == 204
        assert client.post("/help/chat/write/", {"text": "More"}, **key).status_code == 409

    @pytest.mark.parametrize("token", ["", "x" * 43, "é", "x" * 5000])
    def test_without_the_key_nothing(self, client, token):
        in_frame(client)
        key = {"HTTP_X_CHAT_TOKEN": token} if token else {}
        assert client.get("/help/chat/read/", **key).status_code == 403
        assert client.post("/help/chat/write/", {"text": "Hello"}, **key).status_code == 403
        assert client.post("/help/chat/here/", **key).status_code == 403
        assert not Message.objects.exists()


def test_a_country_without_a_centre_has_no_chat(client):
    Plan.objects.all().delete()
    assert client.get("/help/chat/").status_code == 404
