"""Asking for a fee to be waived, and what the officer sees of it, without JavaScript."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.casework import queries as casework
from digigov.modules.casework.commands import watch_deadlines
from digigov.modules.casework.testing import ROLE, UNIT
from digigov.modules.documents.commands import scan_file
from digigov.modules.documents.testing import make_picture
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.payments import commands
from digigov.modules.payments.testing import make_due
from digigov.modules.payments.testing.gateway import PATH, scripted_gateway

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(client, settings):
    settings.DIGIGOV_ADAPTERS = {**settings.DIGIGOV_ADAPTERS, "card-gateway": PATH}
    scripted_gateway()
    make_organizations()
    payer = make_person()
    sign_in(client, make_account(party_id=payer))
    return make_due(party_id=payer)


@pytest.fixture
def officer(due):
    party_id = make_person(given_names="Ora")
    make_holder(party_id=party_id, role=ROLE, unit=UNIT, title="Clerk")
    client = Client()
    sign_in(client, make_account(party_id=party_id), second_factor=True)
    return client


def address(due):
    return f"/pay/{due.payment_id}/waiver/"


def ask(client, due, **given):
    photo = SimpleUploadedFile("letter.jpg", make_picture(), "image/jpeg")
    wanted = {"ground": "0", "reason": "I receive assistance since May", "file_ids-new": photo}
    return client.post(address(due), {**wanted, **given})


class TestAskForWaiver:
    def test_is_offered_where_the_fee_is_paid(self, client, due):
        assert address(due) in client.get(f"/pay/{due.payment_id}/").text
        assert "Public assistance" in client.get(address(due)).text

    def test_asked_it_is_shown_as_asked_and_can_still_be_paid(self, client, due):
        assert ask(client, due).url == f"/pay/{due.payment_id}/"

        page = client.get(f"/pay/{due.payment_id}/").text
        assert "The office looks at it" in page and "Go to the card page" in page
        assert client.get(address(due)).url == f"/pay/{due.payment_id}/", "asked once"

    def test_what_is_missing_is_said_and_the_paper_stays(self, client, due):
        again = ask(client, due, ground="", reason="")

        assert again.status_code == 422
        assert "Choose what is true for you." in again.text and "Say in a few words" in again.text
        kept = re.search(r'name="file_ids" value="([^"]+)"', again.text)[1]
        assert client.post(address(due), {"ground": "0", "reason": "Assistance", "file_ids": kept}).status_code == 302

    def test_is_nobody_elses(self, due):
        other = Client()
        assert other.get(address(due)).url.startswith("/account/sign-in/")
        sign_in(other, make_account())
        assert ask(other, due).status_code == 404


class TestTheOfficer:
    def test_sees_the_request_and_says_why_not(self, client, due, officer):
        ask(client, due)
        page = officer.get(f"/desk/payments/{due.payment_id}/").text
        assert "I receive assistance since May" in page
        paper = re.search(r'href="(/files/([^"/]+)/)"', page)
        assert "has not looked at this file yet" in officer.get(paper[1]).text
        scan_file(by=system("test"), at=now(), file_id=UUID(paper[2]))
        assert officer.get(paper[1]).status_code == 200
        refuse = f"/desk/payments/{due.payment_id}/waiver/refuse/"

        assert officer.post(refuse, {"reason": ""}).status_code == 422
        assert officer.post(refuse, {"reason": "The letter is too old."}).status_code == 302

        assert "The letter is too old." in client.get(f"/pay/{due.payment_id}/").text
        assert refuse not in officer.get(f"/desk/payments/{due.payment_id}/").text

    def test_grants_it_and_nothing_has_to_be_paid(self, client, due, officer):
        ask(client, due)

        officer.post(f"/desk/payments/{due.payment_id}/waive/", {"ground": "0", "note": "Seen"})
        commands.pass_on(at=now(), payment_id=due.payment_id)

        assert "The fee was waived" in client.get(f"/pay/{due.payment_id}/", follow=True).text


def test_while_the_office_looks_at_it_no_day_binds(client, due):
    case_id = apps.get_model("payments", "Payment").objects.get(id=due.payment_id).case_id
    runs = apps.get_model("casework", "StepRun").objects.filter(case_id=case_id, finished_at=None)
    soon = now() + timedelta(minutes=5)
    runs.update(due_at=soon, watch_at=soon)
    assert casework.public_status(case_id).due_at == soon

    ask(client, due)
    assert casework.public_status(case_id).due_at is None
    watch_deadlines(by=system("clock"), at=soon + timedelta(days=2))
    story = apps.get_model("casework", "TimelineEntry").objects.filter(case_id=case_id)
    assert not story.filter(kind__in=["reminded", "deadline-missed"]).exists()
