"""Signing a paper on the pages: what must have been seen, what is confirmed, and how it ends."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from digigov.kernel.clock import now
from digigov.modules.documents.testing import make_pdf, make_picture
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, load_messages, make_me, sign_in, totp_digits
from digigov.modules.mandates.testing import acting
from digigov.modules.parties.queries import contact_of
from digigov.modules.signatures.testing.people import make_signer, show_passkey
from digigov.modules.signing.testing import make_envelope, make_plan
from digigov.sites.account import middleware

pytestmark = pytest.mark.django_db
Envelope = apps.get_model("signing", "Envelope")


@pytest.fixture(autouse=True)
def _messages():
    load_messages()
    make_plan()


def visit(signer):
    client = Client()
    sign_in(client, signer.account_id)
    return client


def address(name, **ids):
    return reverse(f"account:{name}", kwargs=ids or None)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def with_app(signer):
    """A signer who has an authenticator app too, and the digits of the next minute."""
    at = now()
    secret = identity.begin_totp(by=signer, at=at, issuer="Test").secret
    identity.confirm_totp(by=signer, at=at, digits=totp_digits(secret, at))
    return totp_digits(secret, at + timedelta(seconds=30))


def sent(content=None, name="my paper.pdf", **more):
    content = make_pdf() if content is None else content
    return {"kind": "agreement", "file": SimpleUploadedFile(name, content, "application/pdf"), **more}


def confirmed(digest, digits, **more):
    return {"read": "yes", "sha256": digest, "current_password": PASSWORD, "code": digits, **more}


class TestOnTheWay:
    def test_whoever_sets_up_a_factor_first_is_led_back_to_signing(self):
        me, at = make_me(), now()
        client = visit(me)
        link = re.search(r'href="([^"]+)">Set up an authenticator', client.get(address("signing")).content.decode())[1]
        client.get(link)
        client.post(address("confirm"), {"current_password": PASSWORD})
        secret = re.search(r'dg-secret">([A-Z2-7 ]+)<', client.get(address("app")).content.decode())[1].replace(" ", "")

        codes = client.post(address("app"), {"code": totp_digits(secret, at)}, follow=True)

        assert f'href="{address("signing")}">I have written them down' in codes.content.decode()
        assert "Go back to what" not in client.get(address("security")).content.decode()

    def test_whoever_had_recovery_codes_finds_the_way_back_too(self):
        client = visit(make_signer())

        said = client.get(address("security"), {"next": address("signing")}).content.decode()

        assert f'href="{address("signing")}">Go back to what you were doing' in said

    def test_only_to_pages_of_our_own(self):
        client = visit(make_signer())

        answer = client.get(address("security"), {"next": "https://thief.example/"})

        assert 'href="https://thief' not in answer.content.decode()
        assert client.session["after_factors"] == address("home")


class TestNew:
    def test_an_upload_becomes_a_paper_to_sign(self):
        client = visit(make_signer())

        answer = client.post(address("signing-new"), sent(), follow=True)

        assert "my paper.pdf" in text_of(answer)
        assert Envelope.objects.get().kind == "agreement"

    def test_is_one_s_own_for_whomever_one_acts_meanwhile(self, monkeypatch):
        me, other = make_signer(), make_signer()
        monkeypatch.setattr(middleware, "find_acting", lambda **_asked: acting(me, principal_id=other.party_id).acting)
        client = visit(me)
        session = client.session
        session["acting"] = str(other.party_id)
        session.save()
        answer = client.post(address("signing-new"), sent(), follow=True)

        assert "You are acting for" in text_of(answer)
        assert Envelope.objects.get().owner_id == me.party_id
        assert apps.get_model("documents", "File").objects.get().holder_id == me.party_id

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"kind": "will"}, "signed by hand"),
            ({"kind": ""}, "Say what kind"),
            ({"file": ""}, "Choose the PDF"),
            ({"file": SimpleUploadedFile("a.pdf", b"no pdf at all")}, "must be a PDF"),
            ({"file": SimpleUploadedFile("a.pdf", make_picture())}, "Only a PDF"),
            ({"others": "nobody"}, "neither an e-mail address"),
        ],
        ids=["will", "no kind", "no file", "text", "picture", "no address"],
    )
    def test_what_cannot_be_is_said_and_nothing_kept(self, wrong, said):
        client = visit(make_signer())

        answer = client.post(address("signing-new"), {**sent(), **wrong})

        assert answer.status_code == 422
        assert said in text_of(answer)
        assert not Envelope.objects.exists()

    def test_the_law_and_what_it_leaves_out_stand_on_the_page(self):
        said = text_of(visit(make_signer()).get(address("signing-new")))

        assert "The law says so." in said
        assert "Cannot be signed here. Sign it by hand. This is assumed" in said


class TestSign:
    @pytest.fixture
    def paper(self):
        ada = make_signer()
        digits, envelope_id, client = with_app(ada), make_envelope(ada), visit(ada)
        return client, envelope_id, digits

    def see(self, client, envelope_id):
        seen = client.get(address("signing-document", envelope_id=envelope_id))
        assert seen["Content-Type"] == "application/pdf"
        return hashlib.sha256(seen.content).hexdigest()

    def test_by_password_and_app_after_reading_it(self, paper):
        client, envelope_id, digits = paper
        page = address("signing-envelope", envelope_id=envelope_id)
        digest = self.see(client, envelope_id)
        assert digest[:4] in text_of(client.get(page))

        answer = client.post(page, confirmed(digest, digits), follow=True)

        assert "All have signed" in text_of(answer)
        signed = client.get(address("signing-document", envelope_id=envelope_id)).content
        assert len(PdfFileReader(BytesIO(signed)).embedded_signatures) == 1

    def test_not_without_having_opened_it(self, paper):
        client, envelope_id, digits = paper
        digest = Envelope.objects.get().original

        answer = client.post(address("signing-envelope", envelope_id=envelope_id), confirmed(digest, digits))

        assert "Look at every page of the paper first" in text_of(answer)
        assert Envelope.objects.get().state == "open"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"read": ""}, "say that you have"),
            ({"current_password": "wrong"}, "password"),
            ({"code": "000000"}, "does not work"),
        ],
    )
    def test_not_without_each_part_of_the_proof(self, paper, wrong, said):
        client, envelope_id, digits = paper
        digest = self.see(client, envelope_id)

        answer = client.post(address("signing-envelope", envelope_id=envelope_id), confirmed(digest, digits, **wrong))

        assert answer.status_code == 422
        assert said in text_of(answer)
        assert Envelope.objects.get().state == "open"

    def test_not_another_file_than_was_seen(self, paper):
        client, envelope_id, digits = paper
        self.see(client, envelope_id)

        answer = client.post(address("signing-envelope", envelope_id=envelope_id), confirmed("0" * 64, digits))

        assert "Look at every page of the paper first" in text_of(answer)

    def test_by_passkey(self):
        ada = make_signer()
        envelope_id, client = make_envelope(ada), visit(ada)
        digest = self.see(client, envelope_id)
        state, answer = show_passkey(ada)
        session = client.session
        session["passkey"] = state
        session.save()
        where = address("signing-passkey", envelope_id=envelope_id, digest=digest)

        said = client.post(where, {"credential": answer}, content_type="application/json")

        assert said.json() == {"next": address("signing-envelope", envelope_id=envelope_id)}
        assert Envelope.objects.get().state == "done"

    def test_a_passkeys_answer_for_a_paper_that_was_not_seen_signs_nothing(self):
        ada = make_signer()
        envelope_id, client = make_envelope(ada), visit(ada)
        where = address("signing-passkey", envelope_id=envelope_id, digest=Envelope.objects.get().original)

        said = client.post(where, {"credential": {}}, content_type="application/json")

        assert (said.status_code, Envelope.objects.get().state) == (409, "open")


class TestTheOthers:
    def test_the_invited_one_finds_it_and_declines(self):
        ada, bea = make_signer(given_names="Ada"), make_signer(given_names="Bea")
        envelope_id = make_envelope(ada, contact_of(bea.party_id).email)
        client = visit(bea)
        assert "Waits for you" in text_of(client.get(address("signing")))
        page = address("signing-decline", envelope_id=envelope_id)

        assert "Say why" in text_of(client.post(page, {"reason": ""}))
        answer = client.post(page, {"reason": "Not my house."}, follow=True)

        assert "Not my house." in text_of(answer)

    def test_a_stranger_finds_nothing(self):
        envelope_id, eve = make_envelope(make_signer()), visit(make_signer())

        for name in ("signing-envelope", "signing-document"):
            assert eve.get(address(name, envelope_id=envelope_id)).status_code == 404
        for name in ("signing-envelope", "signing-decline", "signing-withdraw", "signing-forget"):
            known = {"read": "yes", "reason": "x"}
            assert eve.post(address(name, envelope_id=envelope_id), known).status_code == 404
        assert "paper.pdf" not in text_of(eve.get(address("signing")))

    def test_the_owner_takes_it_back_and_deletes_it(self):
        ada = make_signer()
        envelope_id, client = make_envelope(ada), visit(ada)
        assert "Take it back first" in text_of(client.post(address("signing-forget", envelope_id=envelope_id)))

        answer = client.post(address("signing-withdraw", envelope_id=envelope_id), follow=True)
        assert "Taken back" in text_of(answer)
        assert "not to be signed any more" in text_of(client.post(address("signing-withdraw", envelope_id=envelope_id)))
        client.post(address("signing-forget", envelope_id=envelope_id))

        assert not Envelope.objects.exists()


class TestTheKey:
    def test_is_ended_with_one_press(self):
        ada = make_signer()
        envelope_id, client = make_envelope(ada), visit(ada)
        digest = TestSign().see(client, envelope_id)
        state, answer = show_passkey(ada)
        session = client.session
        session["passkey"] = state
        session.save()
        where = address("signing-passkey", envelope_id=envelope_id, digest=digest)
        client.post(where, {"credential": answer}, content_type="application/json")
        assert "Your key" in text_of(client.get(address("signing")))

        for _twice in range(2):
            assert client.post(address("signing-end-key")).status_code == 302

        assert "Your key" not in text_of(client.get(address("signing")))

    def test_whoever_is_not_ready_is_told_what_is_missing(self):
        client = visit(make_me())

        said = text_of(client.get(address("signing")))
        assert "Show who you are" in said and "Set up an authenticator app" in said
        assert client.get(address("signing-new")).status_code == 302
