"""Signing an application on the pages: read, confirm, handed in; what is said to whoever cannot; the counter; the officer."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import Actor, Grant
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.applications import commands, queries
from digigov.modules.applications.testing import plain_answers
from digigov.modules.catalog.testing import make_service
from digigov.modules.documents.testing import make_pdf, make_picture
from digigov.modules.forms import queries as forms
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, load_messages, make_account, make_me, sign_in, totp_digits
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures.testing.people import authorize, make_signer
from digigov.modules.signing.queries import open_drawn

pytestmark = pytest.mark.django_db
Application = apps.get_model("applications", "Application")
TRUE = {"is_true": "yes"}


@pytest.fixture(autouse=True)
def _service():
    make_service(described={"signature": {"kind": "application"}})
    load_messages()


def visit(account_id):
    client = Client()
    sign_in(client, account_id)
    return client


def begin(by, **given):
    draft_id = commands.start_draft(by=by, at=now(), service="shop-licence", language="en", **given)
    drafts = apps.get_model("applications", "Draft").objects
    drafts.filter(id=draft_id).update(answers=plain_answers(), seen_pages=list(PAGES))
    return draft_id


PAGES = ("age", "you", "shop", "other-shop", "workers")


def page(name, *args):
    return reverse(name, args=args)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def with_app(signer):
    at = now()
    secret = identity.begin_totp(by=signer, at=at, issuer="Test").secret
    identity.confirm_totp(by=signer, at=at, digits=totp_digits(secret, at))
    return totp_digits(secret, at + timedelta(seconds=30))


def digest_in(answer):
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', answer.content.decode())[1]


class TestSigning:
    @pytest.fixture
    def ada(self):
        signer = make_signer()
        self.digits = with_app(signer)
        return signer

    def paper(self, client, draft_id):
        answer = client.post(page("portal:draft-check", draft_id), TRUE)
        assert answer.status_code == 302, text_of(answer)[-1500:]
        return answer["Location"]

    def sign(self, client, paper, **other):
        boxes = {
            "sha256": digest_in(client.get(paper)), "read": "yes", "current_password": PASSWORD, "code": self.digits,
        }  # fmt: skip
        return client.post(paper, {**boxes, **other}, follow=True)

    def test_read_confirmed_and_handed_in(self, ada):
        client = visit(ada.account_id)
        paper = self.paper(client, begin(ada))
        pdf = client.get(paper + "document/").content
        answer = self.sign(client, paper)

        assert answer.request["PATH_INFO"].endswith("/done/"), text_of(answer)[-1500:]
        reference = Application.objects.get().reference
        shown = text_of(client.get(page("portal:application", reference)))
        assert "Signed by Testa Fictional on" in shown and "Not signed" not in shown
        filed = client.get(page("portal:application", reference)).content.decode()
        signed = client.get(re.search(r"/files/[0-9a-f-]{36}/", filed)[0]).content
        assert signed.startswith(pdf) and len(signed) > len(pdf)
        with pikepdf.open(BytesIO(pdf)) as read:
            assert read.Root.MarkInfo.Marked and "en" in str(read.Root.Lang)
            assert b"pdfuaid" in read.Root.Metadata.read_bytes()

    def test_not_unread(self, ada):
        client = visit(ada.account_id)
        paper = self.paper(client, begin(ada))

        assert "Look at every page of the paper first" in text_of(self.sign(client, paper))
        assert not Application.objects.exists()

    def test_what_was_changed_in_another_window_is_read_anew(self, ada):
        client, draft_id = visit(ada.account_id), begin(ada)
        paper = self.paper(client, draft_id)
        client.get(paper + "document/")
        name = {"given": "Anna", "family": "Toussaint"}
        apps.get_model("applications", "Draft").objects.update(answers={**plain_answers(), "full_name": name})

        assert "Your answers have changed" in text_of(self.sign(client, paper))
        assert not Application.objects.exists()

    def test_somebody_else_s_paper_is_not_there(self, ada):
        paper, other = self.paper(visit(ada.account_id), begin(ada)), visit(make_signer().account_id)

        assert [other.get(paper).status_code, other.get(paper + "document/").status_code] == [404, 404]

    def test_nothing_on_the_way_round_the_signature(self, ada):
        """Pressing the button of another service's page hands nothing in."""
        draft_id = begin(ada)
        visit(ada.account_id).post(page("portal:draft-check", draft_id), {**TRUE, "signed_paper": "yes"})

        assert not Application.objects.exists()


class TestWhoCannot:
    def test_is_told_what_to_do_and_comes_back(self):
        me = make_me()
        client, draft_id = visit(me.account_id), begin(me)

        check = page("portal:draft-check", draft_id)
        shown = client.get(check).content.decode()
        assert f"{reverse('account:identity')}?next={check}" in shown
        assert "a password alone does not sign" in shown and "you sign on paper" in shown
        assert client.post(check, TRUE)["Location"] == check


class TestAtTheCounter:
    """The officer helps, and the same one later looks at the case."""

    @pytest.fixture
    def clerk(self):
        role = apps.get_model("organizations", "Role").objects.get(code="shop-officer")
        role.permissions = [*role.permissions, "counter.assist"]
        role.save()
        self.officer = make_holder(party_id=make_person(), unit="shops", role="shop-officer")
        client = Client()
        sign_in(client, make_account(party_id=self.officer), second_factor=True)
        return client

    @pytest.fixture
    def draft(self, clerk):
        return begin(actor_of(self.officer), party_id=make_person(), agreement="in writing")

    def test_the_paper_is_printed_and_its_scan_goes_to_the_case(self, clerk, draft):
        check = page("portal:draft-check", draft)
        assert "have it signed, and scan it" in text_of(clerk.get(check))
        printed = clerk.get(page("portal:draft-paper", draft))
        assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")

        scan = SimpleUploadedFile("signed.jpg", make_picture(), "image/jpeg")
        assert clerk.post(check, {**TRUE, "signed_paper": scan})["Location"].endswith("/done/")
        found = Application.objects.get()
        given = queries.find_signature(case_id=found.case_id, service=found.service, version=found.version)
        assert given.state == "by-hand"

    def test_what_is_no_picture_is_refused_in_words(self, clerk, draft):
        scan = SimpleUploadedFile("signed.jpg", b"no picture", "image/jpeg")
        answer = clerk.post(page("portal:draft-check", draft), {**TRUE, "signed_paper": scan})

        assert (answer.status_code, 'href="#signed_paper"' in answer.content.decode()) == (422, True)
        assert not Application.objects.exists()

    def test_the_officer_sees_that_nobody_has_signed_yet(self, clerk, draft):
        clerk.post(page("portal:draft-check", draft), TRUE)
        case = reverse("desk:case", args=[Application.objects.get().reference])

        assert "Not signed yet" in text_of(clerk.get(case))
        assert clerk.get(case + "signature/").status_code == 404

    def test_the_officer_sees_who_signed_and_checks_it(self, clerk):
        ada = make_signer()
        reference = handed_in(ada)
        case = reverse("desk:case", args=[reference])

        shown = text_of(clerk.get(case))
        assert "Signed by Testa Fictional" in shown and "the file is whole" in shown
        checked = text_of(clerk.get(case + "signature/"))
        assert "The signatures hold" in checked and "Testa Fictional" in checked


def actor_of(party_id):
    return Actor(
        kind="officer", account_id=new_id(), party_id=party_id, grants=frozenset({Grant("counter.assist", "shops")})
    )


def handed_in(by):
    """By a passkey, without the pages."""
    at = now()
    holder, context = queries.Holder(by), forms.context_at(at)
    paper_id = commands.draw_application(
        by=holder, at=at, draft_id=begin(by), declarations=TRUE, context=context, draw=lambda answers: make_pdf()
    )
    allowed = authorize(by, open_drawn(viewer=by, at=at, paper_id=paper_id).content, at=at)
    done = commands.sign_and_submit(by=holder, at=at, paper_id=paper_id, authorization_id=allowed, context=context)
    return done.reference


def test_the_law_and_what_it_leaves_out_in_plain_words():
    shown = text_of(Client().get(page("portal:as-good-as-paper")))

    assert "The law says so." in shown and "A will" in shown and "Sign it by hand." in shown
