"""The pages on which somebody has their data erased."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.applications.testing import hand_in, make_draft
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import PASSWORD, make_me, sign_in
from digigov.modules.privacy import commands

Erasure = apps.get_model("privacy", "Erasure")

pytestmark = pytest.mark.django_db
PAGE = reverse("account:erase")


@pytest.fixture
def me(client):
    load_tiny()
    me = make_me()
    sign_in(client, me.account_id)
    return me


def prove(client):
    client.post(reverse("account:confirm"), {"current_password": PASSWORD, "next": PAGE})


def ask(client, closes="yes"):
    prove(client)
    answer = client.post(PAGE, {"closes": closes})
    assert answer.status_code == 302
    return Erasure.objects.get(state="waiting")


def test_it_first_shows_what_would_go_and_what_would_stay(client, me):
    hand_in(me, make_draft(me))

    page = client.get(PAGE).content.decode()

    assert "What is erased" in page
    assert "an application is under way" in page
    assert "cannot be closed yet" in page
    assert "backups hold everything until they run out" in page
    assert not Erasure.objects.exists()


def test_nobody_asks_who_has_not_just_shown_that_it_is_them(client, me):
    answer = client.post(PAGE, {"closes": "yes"})

    assert answer.url.startswith(reverse("account:confirm"))
    assert not Erasure.objects.exists()


def test_asking_then_thinking_again_in_one_press(client, me):
    erasure = ask(client)

    page = client.get(PAGE).content.decode()
    assert erasure.reference in page
    assert "Withdraw it" in page
    client.post(reverse("account:erase-withdraw", args=[erasure.id]))

    assert Erasure.objects.get().state == "withdrawn"


def test_asking_twice_says_that_it_runs_already(client, me):
    ask(client)

    assert client.post(PAGE, {"closes": "yes"}).status_code == 409


def test_after_the_pause_the_account_is_gone_and_the_visit_over(client, me):
    ask(client)
    commands.erase_due(by=system("test"), at=now() + timedelta(days=15))

    assert client.get(reverse("account:home")).status_code == 302


def test_who_keeps_the_account_reads_what_became_of_it(client, me):
    make_draft(me)
    erasure = ask(client, closes="no")
    commands.erase_due(by=system("test"), at=now() + timedelta(days=15))

    page = client.get(reverse("account:erasure", args=[erasure.id])).content.decode()

    assert erasure.reference in page
    assert "Unfinished application" in page
    assert "you keep your account" in page


def test_nobody_sees_or_withdraws_anothers(client, me):
    erasure = ask(client)
    sign_in(client, make_me().account_id)

    assert client.get(reverse("account:erasure", args=[erasure.id])).status_code == 403
    assert client.post(reverse("account:erase-withdraw", args=[erasure.id])).status_code == 404
    assert Erasure.objects.get().state == "waiting"
