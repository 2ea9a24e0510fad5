import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from digigov.kernel.actor import ANONYMOUS
from digigov.modules.identity.testing import make_account
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.sites.account.middleware import ActorMiddleware

pytestmark = pytest.mark.django_db


def actor(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    ActorMiddleware(lambda _request: None)(request)
    return request.actor


def make_staff():
    make_organizations()
    person = make_holder(party_id=make_person())
    return get_user_model().objects.get(id=make_account(party_id=person))


def test_nobody_is_anonymous():
    assert actor(AnonymousUser()) == ANONYMOUS


def test_somebody_without_a_post_is_a_citizen():
    account = get_user_model().objects.get(id=make_account())

    found = actor(account, second_factor=True)

    assert (found.kind, found.party_id, found.grants) == ("citizen", account.party_id, frozenset())


def test_an_officer_without_a_second_factor_is_a_citizen():
    found = actor(make_staff())

    assert (found.kind, found.roles, found.grants) == ("citizen", frozenset(), frozenset())


def test_an_officer_with_a_second_factor_has_the_rights_of_the_post():
    found = actor(make_staff(), second_factor=True)

    assert (found.kind, found.office, found.name) == ("officer", "police-records", "Clerk")
    assert found.has_role("records-clerk", unit="police-records")


def test_the_door_asks_four_questions_at_most(client, django_assert_max_num_queries):
    staff = make_staff()
    client.force_login(staff)
    key = client.session.session_key
    session = type(client.session)(key)
    request = RequestFactory().get("/")

    with django_assert_max_num_queries(4):
        request.session = session
        request.user = get_user_model().objects.get(id=session["_auth_user_id"])
        session["second_factor"] = True
        ActorMiddleware(lambda _request: None)(request)
        assert request.actor.kind == "officer"
