"""Signing the paper that a decision gives out, on the desk's pages."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.casework.queries import reference_of_task
from digigov.modules.documents import commands as documents
from digigov.modules.documents.queries import read_content
from digigov.modules.documents.testing.deciding import (
    FIRST,
    SECOND,
    make_case_to_sign,
    make_deciding_officer,
    make_signed_service,
    open_task,
)
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, load_messages, sign_in, totp_digits
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.signatures.testing.people import show_passkey

pytestmark = pytest.mark.django_db
Issued, Decision = apps.get_model("documents", "IssuedDocument"), apps.get_model("casework", "Decision")


@pytest.fixture(autouse=True)
def country():
    make_organizations()
    load_messages()
    make_signed_service()


def visit(officer):
    client = Client()
    sign_in(client, officer.account_id, second_factor=True)
    return client


def with_app(officer):
    at = now()
    secret = identity.begin_totp(by=officer, at=at, issuer="Test").secret
    identity.confirm_totp(by=officer, at=at, digits=totp_digits(secret, at))
    return totp_digits(secret, at + timedelta(seconds=30))


def place(name, task_id, **more):
    return reverse(f"desk:{name}", kwargs={"task_id": task_id, **more})


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def digest_on(answer):
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', answer.content.decode())[1]


def typed(digest, digits, **more):
    return {"read": "yes", "sha256": digest, "current_password": PASSWORD, "code": digits, **more}


def begun(officer, case_id, note=""):
    """A visit of an officer who has said that they sign; the page with the paper."""
    client, task_id = visit(officer), open_task(case_id)
    client.post(reverse("desk:claim-task", kwargs={"task_id": task_id}))
    answer = client.post(
        reverse("desk:complete-task", kwargs={"task_id": task_id}), {"outcome": "signed", "note": note}
    )
    assert answer["Location"] == place("sign", task_id)
    return client, task_id, client.get(answer["Location"])


class TestSign:
    def test_deciding_leads_to_the_paper_and_decides_nothing_yet(self):
        case_id = make_case_to_sign()

        _client, _task_id, page = begun(make_deciding_officer(), case_id)

        assert "This is the document as it will be given out" in text_of(page)
        assert 'alt="Page 1 of 1. Its text follows below."' in page.content.decode()
        assert "Ada Joseph" in text_of(page)  # for whoever does not see the picture
        assert Decision.objects.filter(case_id=case_id, step="sign").count() == 0

    def test_is_signed_and_decided_once_it_was_seen_and_proved(self):
        officer, case_id = make_deciding_officer(), make_case_to_sign()
        digits = with_app(officer)
        client, task_id, page = begun(officer, case_id, note="All in order")
        digest = digest_on(page)

        unseen = client.post(place("sign", task_id), typed(digest, digits))
        assert unseen.status_code == 422 and "Look at every page" in text_of(unseen)
        shown = client.get(place("sign-page", task_id, number=1))
        assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
        unread = client.post(place("sign", task_id), {**typed(digest, digits), "read": ""})
        assert unread.status_code == 422 and "say that you have" in text_of(unread)
        wrong = client.post(place("sign", task_id), {**typed(digest, digits), "current_password": "wrong"})
        assert wrong.status_code == 422

        done = client.post(place("sign", task_id), typed(digest, digits))

        reference = reference_of_task(task_id)
        assert done["Location"] == reverse("desk:case", kwargs={"reference": reference})
        made = Decision.objects.get(case_id=case_id, step="sign")
        assert (made.by_party, made.outcome, made.note) == (officer.party_id, "signed", "All in order")
        again = client.post(place("sign", task_id), typed(digest, digits))
        assert again["Location"] == reverse("desk:case", kwargs={"reference": reference})

    def test_two_sign_one_after_the_other_and_anybody_sees_both_and_the_seal(self):
        case_id = make_case_to_sign()
        for role, name in ((FIRST, "Una"), (SECOND, "Dua")):
            officer = make_deciding_officer(role, name=name)
            client, task_id, page = begun(officer, case_id)
            assert ("A colleague has signed it before you" in text_of(page)) is (role == SECOND)
            client.get(place("sign-document", task_id))
            state, answer = show_passkey(officer)
            session = client.session
            session["passkey"] = state
            session.save()
            digest = digest_on(page)
            said = client.post(
                place("sign-passkey", task_id, digest=digest), {"credential": answer}, content_type="application/json"
            )
            assert said.status_code == 200, said.content
        documents.make_document(by=system("test"), at=now(), document_id=Issued.objects.get().id)
        pdf = read_content(file_id=Issued.objects.get().file_id).content

        checked = text_of(check(pdf))

        assert "The signatures hold" in checked
        assert "Una Fictional" in checked and "Dua Fictional" in checked
        assert "Inspector, Criminal Records: Certificate of Character, number D" in checked
        assert "Seal of a ministry" in checked and "Ministry of Home Affairs" in checked

    def test_after_a_change_it_says_so_and_can_be_drawn_again(self):
        officer, case_id = make_deciding_officer(), make_case_to_sign()
        digits = with_app(officer)
        client, task_id, page = begun(officer, case_id)
        client.get(place("sign-document", task_id))
        Case = apps.get_model("casework", "Case")
        Case.objects.filter(id=case_id).update(
            facts={"answers": {"full_name": "Ada Baptiste", "born_on": "1991-03-14"}}
        )

        late = client.post(place("sign", task_id), typed(digest_on(page), digits))
        assert late.status_code == 422 and "has changed since this document was drawn" in text_of(late)
        again = client.post(place("sign-draw", task_id), follow=True)

        assert "Ada Baptiste" in text_of(again) and digest_on(again) != digest_on(page)

    def test_an_account_that_is_held_meanwhile_signs_nothing(self):
        officer, case_id = make_deciding_officer(), make_case_to_sign()
        digits = with_app(officer)
        client, task_id, page = begun(officer, case_id)
        client.get(place("sign-document", task_id))
        apps.get_model("identity", "Account").objects.filter(id=officer.account_id).update(held_at=now())

        answer = client.post(place("sign", task_id), typed(digest_on(page), digits))

        assert answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/")
        assert Decision.objects.filter(case_id=case_id, step="sign").count() == 0

    def test_a_post_that_ended_meanwhile_is_told_so(self):
        officer, case_id = make_deciding_officer(), make_case_to_sign()
        digits = with_app(officer)
        client, task_id, page = begun(officer, case_id)
        client.get(place("sign-document", task_id))
        apps.get_model("organizations", "Assignment").objects.filter(party_id=officer.party_id).delete()

        answer = client.post(place("sign", task_id), typed(digest_on(page), digits))

        assert answer.status_code == 403
        assert Decision.objects.filter(case_id=case_id, step="sign").count() == 0

    def test_is_nobody_elses(self):
        case_id = make_case_to_sign()
        _client, task_id, page = begun(make_deciding_officer(), case_id)
        other = visit(make_deciding_officer())

        assert other.get(place("sign", task_id)).status_code == 302  # to the case, which says whose it is
        for name, more in (("sign-document", {}), ("sign-page", {"number": 1})):
            assert other.get(place(name, task_id, **more)).status_code == 404
        said = other.post(place("sign-passkey", task_id, digest=digest_on(page)), {}, content_type="application/json")
        assert 400 <= said.status_code < 500

    def test_before_it_was_drawn_the_case_opens(self):
        case_id = make_case_to_sign()
        officer = make_deciding_officer()
        client, task_id = visit(officer), open_task(case_id)
        client.post(reverse("desk:claim-task", kwargs={"task_id": task_id}))

        assert client.get(place("sign", task_id))["Location"] == reverse(
            "desk:case", kwargs={"reference": reference_of_task(task_id)}
        )


def check(pdf):
    return Client().post("/verify/file/", {"file": SimpleUploadedFile("paper.pdf", pdf, "application/pdf")})
