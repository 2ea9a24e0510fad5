"""Acting for others, on the pages."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import local_date, now
from digigov.kernel.ids import new_id
from digigov.modules.applications.testing import make_draft
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, load_messages, make_me, messages_to, sign_in, totp_digits
from digigov.modules.mandates import commands
from digigov.modules.mandates.testing import ENTRY, FIRM, make_child, make_firm, make_known, make_mandate, make_plan
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import registers_down
from digigov.modules.signatures.testing.people import make_signer
from digigov.sites.account import mandates, middleware
from digigov.sites.account.session import PROVED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    load_tiny()
    load_messages()
    make_plan()
    make_child(numbers=("9700003",))


def visit(actor):
    client = Client()
    sign_in(client, actor.account_id)
    session = client.session
    session[PROVED_AT] = now().isoformat()
    session.save()
    return client


def known(number, given="Testa"):
    return make_known(number=number, given=given, at=now())


def address(name, **ids):
    return reverse(f"account:{name}", kwargs=ids or None)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(**other):
    last = local_date(now()) + timedelta(days=90)
    day = {"ends_on-day": last.day, "ends_on-month": last.month, "ends_on-year": last.year}
    return {
        "given_names": "Agent", "family_name": "Fictional", "address": "agent@example.org", "services": "shop-licence",
        **day, **other,
    }  # fmt: skip


@pytest.fixture
def elder():
    return known("9700001", "Elder")


@pytest.fixture
def agent():
    return known("9700002", "Agent")


@pytest.fixture
def mandate_id(elder, agent):
    return make_mandate(
        principal_id=elder.party_id, agent_id=agent.party_id, ends_on=local_date(now()) + timedelta(days=90), at=now()
    )


class TestGiveAndTake:
    def test_given_accepted_seen_by_both_and_ended_in_two_steps(self, elder, agent):
        giver, taker = visit(elder), visit(agent)
        assert giver.post(address("mandates-give"), typed()).url == address("mandates")
        assert "Waits for an answer" in text_of(giver.get(address("mandates")))
        code = re.findall(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", messages_to("agent@example.org")[-1])[0]
        assert taker.post(address("mandates-accept"), {"code": code, "answer": "yes"}).url == address("mandates")
        assert "Act for Elder Fictional" in text_of(taker.get(address("mandates")))

        mandate = apps.get_model("mandates", "Mandate").objects.get()
        first = giver.get(address("mandates-end", mandate_id=mandate.id))
        assert "End what Agent Fictional may do?" in text_of(first)
        giver.post(address("mandates-end", mandate_id=mandate.id))
        assert "Act for Elder Fictional" not in text_of(taker.get(address("mandates")))
        assert giver.get(address("mandates-end", mandate_id=mandate.id)).url == address("mandates")

    def test_what_is_missing_is_said_and_what_was_typed_stands(self, elder):
        answer = visit(elder).post(address("mandates-give"), typed(address="nowhere", given_names="Zoë"))
        assert answer.status_code == 422
        assert "Enter an e-mail address" in text_of(answer)
        assert 'value="Zoë"' in answer.content.decode()
        assert visit(elder).post(address("mandates-give"), typed(**{"ends_on-day": "40"})).status_code == 422

    def test_to_give_one_shows_first_who_one_is(self, elder):
        client = visit(elder)
        session = client.session
        del session[PROVED_AT]
        session.save()
        assert client.get(address("mandates-give")).url.startswith(address("confirm"))
        assert client.post(address("mandates-give"), typed()).url.startswith(address("confirm"))

    def test_whoever_is_not_known_is_shown_the_way(self, agent):
        me = make_person(given_names="Nobody")
        client = visit(make_me(party_id=me))
        assert "Show who you are" in text_of(client.get(address("mandates")))
        assert client.post(address("mandates-give"), typed()).status_code == 403
        assert client.post(address("mandates-accept"), {"code": "x"}).status_code == 403

    def test_a_code_that_is_none(self, agent):
        answer = visit(agent).post(address("mandates-accept"), {"code": "ABC", "answer": "no"})
        assert answer.status_code == 422
        assert "Nothing waits under this code" in text_of(answer)


class TestAChild:
    def test_by_the_number_of_the_entry(self):
        mother = known("9700003")
        client = visit(mother)
        assert client.post(address("mandates-child"), {"entry_number": ENTRY}).url == address("mandates")
        assert "Minor Fictional" in text_of(client.get(address("mandates")))
        again = client.post(address("mandates-child"), {"entry_number": ENTRY})
        assert again.status_code == 409

    def test_what_does_not_agree_is_said_in_one_sentence(self, agent):
        client = visit(agent)
        assert client.post(address("mandates-child"), {"entry_number": ENTRY}).status_code == 422
        assert client.post(address("mandates-child"), {"entry_number": ""}).status_code == 422
        with registers_down():
            assert client.post(address("mandates-child"), {"entry_number": ENTRY}).status_code == 503

    def test_a_country_without_such_a_register(self, agent):
        apps.get_model("mandates", "Plan").objects.all().delete()
        assert visit(agent).get(address("mandates-child")).status_code == 404


class TestACompany:
    @pytest.fixture(autouse=True)
    def _registered(self):
        make_firm(directors=("9700003",))

    def test_by_its_registration_number(self):
        client = visit(known("9700003"))
        assert client.post(address("mandates-company"), {"firm_number": FIRM}).url == address("mandates")
        assert "Fictional Limited" in text_of(client.get(address("mandates")))
        assert client.post(address("mandates-company"), {"firm_number": FIRM}).status_code == 409

    def test_what_does_not_agree_is_said_in_one_sentence(self, agent):
        client = visit(agent)
        assert client.post(address("mandates-company"), {"firm_number": FIRM}).status_code == 422
        assert client.post(address("mandates-company"), {"firm_number": ""}).status_code == 422
        with registers_down():
            assert client.post(address("mandates-company"), {"firm_number": FIRM}).status_code == 503

    def test_a_country_whose_register_names_no_directors(self, agent):
        apps.get_model("mandates", "Plan").objects.all().delete()
        client = visit(agent)
        assert client.get(address("mandates-company")).status_code == 404
        assert address("mandates-company") not in client.get(address("mandates")).content.decode()


class TestActing:
    def begin(self, client, mandate_id):
        return client.post(address("acting-begin", mandate_id=mandate_id))

    def test_every_page_says_for_whom(self, agent, mandate_id):
        client = visit(agent)
        assert self.begin(client, mandate_id).url == reverse("portal:my")
        for page in ("/", "/my/", "/services/", "/apply/shop-licence/", "/account/mandates/", "/account/", "/verify/"):
            answer = client.get(page)
            assert "You are acting for Elder Fictional" in text_of(answer).replace("  ", " "), page
            assert ("This page is about yourself" in text_of(answer)) == (page == "/account/"), page

        client.post(address("acting-stop"))
        assert "You are acting for" not in text_of(client.get("/my/"))

    def test_what_one_begins_is_the_other_s(self, agent, elder, mandate_id):
        client = visit(agent)
        self.begin(client, mandate_id)
        draft = client.post("/apply/shop-licence/").url
        assert client.get(draft, follow=True).status_code == 200
        assert apps.get_model("applications", "Draft").objects.get().party_id == elder.party_id

        client.post(address("acting-stop"))
        assert client.get(draft).status_code == 404
        assert visit(elder).get(draft, follow=True).status_code == 200

    def test_taken_back_in_the_middle_the_next_page_says_so_and_nothing_is_done_for_oneself(
        self, agent, elder, mandate_id
    ):
        client = visit(agent)
        self.begin(client, mandate_id)
        commands.end(by=elder, at=now(), mandate_id=mandate_id)

        for answer in (client.post("/apply/shop-licence/"), client.get("/services/")):
            assert answer.url == address("mandates")
        assert not apps.get_model("applications", "Draft").objects.exists()
        told = client.get(address("mandates"))
        assert "You do not act for anybody else any more. It has been taken back or has ended." in text_of(told)
        assert client.post("/apply/shop-licence/").url.startswith("/apply/draft/")

    def test_an_officer_leaves_the_post_meanwhile(self, agent, mandate_id):
        make_officer(unit="shops", role="shop-officer", party_id=agent.party_id)
        client = visit(agent)
        session = client.session
        session["second_factor"] = True
        session.save()
        self.begin(client, mandate_id)
        assert client.get("/desk/").url == address("mandates")

    def test_nobody_begins_with_another_s(self, elder, mandate_id):
        client = visit(elder)
        assert self.begin(client, mandate_id).url == address("mandates")
        assert "You are acting for" not in text_of(client.get("/my/"))
        assert self.begin(client, new_id()).url == address("mandates")
        assert client.post(address("mandates-end", mandate_id=new_id())).status_code == 404

    def test_a_service_that_was_not_named_is_not_begun(self, agent, elder):
        mandate_id = make_mandate(
            principal_id=elder.party_id, agent_id=agent.party_id, services=("another",), at=now(),
            ends_on=local_date(now()) + timedelta(days=9),
        )  # fmt: skip
        client = visit(agent)
        self.begin(client, mandate_id)
        assert "not in this service" in text_of(client.get(address("mandates")))

    def test_nor_one_that_is_not_named(self, agent, elder, monkeypatch):
        open_to = {"another": frozenset({"agent"}), "shop-licence": frozenset({"agent"})}
        for room in (mandates.catalog, middleware):
            monkeypatch.setattr(room, "open_to_others", lambda: open_to)
        mandate_id = make_mandate(
            principal_id=elder.party_id, agent_id=agent.party_id, services=("another",), at=now(),
            ends_on=local_date(now()) + timedelta(days=9),
        )  # fmt: skip
        client = visit(agent)
        self.begin(client, mandate_id)
        answer = client.get("/apply/shop-licence/")
        assert answer.status_code == 403
        assert "but not in this service" in text_of(answer)

    def test_the_counter_s_drafts_and_the_own_ones_are_not_mixed(self, agent, mandate_id):
        own = make_draft(agent)
        client = visit(agent)
        self.begin(client, mandate_id)
        assert client.get(f"/apply/draft/{own}/").status_code == 404
        assert str(own) not in client.get("/my/").content.decode()


class TestSigned:
    def test_whoever_can_sign_reads_and_signs_it_and_the_stranger_with_the_file_sees_how_it_stands(self):
        giver = make_signer()
        secret = identity.begin_totp(by=giver, at=now(), issuer="Test").secret
        identity.confirm_totp(by=giver, at=now(), digits=totp_digits(secret, now()))
        client = visit(giver)

        paper = client.post(address("mandates-give"), typed())["Location"]
        pdf = client.get(paper + "document/").content
        assert pdf.startswith(b"%PDF-") and not apps.get_model("mandates", "Mandate").objects.exists()
        digits = totp_digits(secret, now() + timedelta(seconds=30))
        digest = hashlib.sha256(pdf).hexdigest()
        proof = {"sha256": digest, "read": "yes", "current_password": PASSWORD, "code": digits}
        answer = client.post(paper, proof, follow=True)
        assert "The signed mandate (PDF)" in text_of(answer)

        mandate = apps.get_model("mandates", "Mandate").objects.get()
        signed = client.get(address("mandate-paper", mandate_id=mandate.id)).content
        assert signed.startswith(pdf) and len(signed) > len(pdf)
        assert visit(make_me()).get(address("mandate-paper", mandate_id=mandate.id)).status_code == 404
        client.post(address("mandates-end", mandate_id=mandate.id))
        sent = {"file": SimpleUploadedFile("mandate.pdf", signed, "application/pdf")}
        checked = text_of(Client().post(reverse("portal:check-file"), sent))
        assert "The signatures hold" in checked and "The mandate" in checked and "It ended on" in checked

    def test_whoever_cannot_is_told_how_and_gives_it_as_before(self):
        client = visit(known("9000001"))

        assert "Set up a second factor" in text_of(client.get(address("mandates-give")))
        assert client.post(address("mandates-give"), typed())["Location"] == address("mandates")
