import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import local_date, now
from digigov.kernel.paging import Page
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.organizations.queries import list_posts, relatives_of, standing_of
from digigov.modules.organizations.testing import make_holder, make_officer, make_organizations, make_post
from digigov.modules.parties.testing import make_person
from digigov.ui.format import day

pytestmark = pytest.mark.django_db
PAGE = Page(size=100)


def boss():
    return make_officer(role="records-supervisor", unit="police")


@pytest.fixture(autouse=True)
def _organizations():
    make_organizations()


def visit_as(**post):
    """A client in which an officer with this post is signed in, and the officer's party."""
    person = make_holder(party_id=make_person(), **post)
    client = Client()
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client, person


@pytest.fixture
def supervisor():
    return visit_as(role="records-supervisor", unit="police")[0]


def page(name, **ids):
    return reverse(f"desk:{name}", kwargs=ids or None)


def somebody(number="9100"):
    return make_person(national_id=number, family_name="Newcomer")


def typed(number="9100", **more):
    return {"national_id": number, "family_name": "newcomer", "starts_on": local_date(now()).isoformat(), **more}


def rights(party_id):
    return {role for role, _unit in standing_of(party_id, now()).roles}


def assignment_in(post):
    seen = list_posts(viewer=boss(), at=now(), unit="police", page=PAGE)
    return next(each for each in seen if each.id == post).holder.assignment_id


class TestWalk:
    def test_join_stand_in_move_and_leave(self, supervisor):
        newcomer, other, post, desk = somebody(), somebody("9101"), make_post(), make_post(role="inspector")

        supervisor.post(page("staff-join", post_id=post), typed())
        assert rights(newcomer) == {"records-clerk"}

        last = local_date(now()) + timedelta(days=3)
        supervisor.post(page("staff-stand-in", post_id=post), typed("9101", ends_on=last.isoformat()))
        assert rights(other) == {"records-clerk"}
        assert f"until {day(last)}" in supervisor.get(page("staff-post", post_id=post)).content.decode()

        supervisor.post(page("staff-move", post_id=post), {"assignment_id": assignment_in(post), "to_post_id": desk})
        assert rights(newcomer) == {"inspector"}

        supervisor.post(page("staff-leave", post_id=desk), {"assignment_id": assignment_in(desk)})
        assert rights(newcomer) == set()

    def test_somebody_without_a_number_joins_by_the_address_that_signs_in(self, supervisor):
        newcomer, post = make_person(family_name="Newcomer", email="new@example.org"), make_post()
        make_account(party_id=newcomer)

        refused = supervisor.post(page("staff-join", post_id=post), typed("new@example.org", family_name="Other"))
        assert (refused.status_code, rights(newcomer)) == (422, set())

        supervisor.post(page("staff-join", post_id=post), typed("new@example.org"))
        assert rights(newcomer) == {"records-clerk"}

    def test_an_officer_loses_the_desk_with_the_post_in_the_next_click(self, supervisor):
        officer, person = visit_as(role="records-clerk", unit="police-records", title="Clerk VII")
        assert officer.get(page("relatives")).status_code == 200
        post = next(
            p.id for p in list_posts(viewer=boss(), at=now(), unit="police", page=PAGE) if p.title == "Clerk VII"
        )

        supervisor.post(page("staff-leave", post_id=post), {"assignment_id": assignment_in(post)})

        assert officer.get(page("relatives")).status_code == 403
        assert rights(person) == set()

    def test_pages_show_who_sits_where(self, supervisor):
        newcomer, post = somebody(), make_post(title="First clerk")
        supervisor.post(page("staff-join", post_id=post), typed())

        shown = supervisor.get(page("staff")).content.decode()

        assert newcomer and "First clerk" in shown and "Newcomer" in shown
        assert "Let somebody stand in" in supervisor.get(page("staff-post", post_id=post)).content.decode()

    def test_a_new_post_is_made_and_ended(self, supervisor):
        made = supervisor.post(page("staff-new-post"), {"unit": "police", "role": "inspector", "title": "Inspector II"})
        assert supervisor.get(made.url).status_code == 200

        supervisor.post(made.url + "abolish/")

        assert supervisor.get(made.url).status_code == 404
        assert supervisor.post(page("staff-new-post"), {"unit": "police", "role": "inspector"}).status_code == 422


class TestRefusals:
    @pytest.mark.parametrize(
        "name", ["staff", "staff-new-post", "staff-post", "staff-join", "staff-leave", "staff-move"]
    )
    def test_whoever_does_not_manage_staff_there_gets_nowhere(self, name):
        newcomer, post = somebody(), make_post()
        ids = {"post_id": post} if name not in ("staff", "staff-new-post") else {}
        stranger, citizen = Client(), Client()
        sign_in(citizen, make_account(), second_factor=True)
        clerk, _person = visit_as(role="records-clerk")
        elsewhere, _person = visit_as(role="records-supervisor", unit="treasury")
        body = typed(unit="police", role="inspector", title="x")

        assert stranger.post(page(name, **ids), body).status_code == 302
        for visitor in (citizen, clerk):
            assert visitor.post(page(name, **ids), body).status_code == 403
            assert visitor.get(page(name, **ids)).status_code in (403, 405)
        if name not in ("staff", "staff-leave", "staff-move"):
            assert elsewhere.post(page(name, **ids), body).status_code in (403,)
        assert elsewhere.get(page("staff") + "?unit=police").status_code == 403
        assert rights(newcomer) == set()

    def test_without_a_second_factor_a_supervisor_manages_nobody(self):
        person = make_holder(party_id=make_person(), role="records-supervisor", unit="police")
        client = Client()
        sign_in(client, make_account(party_id=person), second_factor=False)

        answer = client.get(page("staff"))

        assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
        assert "You hold a post." in client.get(answer["Location"]).content.decode()

    @pytest.mark.parametrize(
        "wrong",
        [{"family_name": "Other"}, {"national_id": "1"}, {"starts_on": "soon"}, {"starts_on": "2020-01-01"}],
    )
    def test_what_cannot_be_is_said_beside_the_box(self, supervisor, wrong):
        newcomer, post = somebody(), make_post()

        answer = supervisor.post(page("staff-join", post_id=post), typed(**wrong))

        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        assert rights(newcomer) == set()

    def test_a_post_that_is_held_is_not_given_twice(self, supervisor):
        first, second, post = somebody(), somebody("9101"), make_post()
        supervisor.post(page("staff-join", post_id=post), typed())

        answer = supervisor.post(page("staff-join", post_id=post), typed("9101"))

        assert answer.status_code == 422
        assert (rights(first), rights(second)) == ({"records-clerk"}, set())

    @pytest.mark.parametrize("body", [{}, {"assignment_id": "x"}, {"assignment_id": "0"}])
    def test_nonsense_is_not_found(self, supervisor, body):
        assert supervisor.post(page("staff-leave", post_id=make_post()), body).status_code == 404


class TestRelatives:
    def test_an_officer_declares_somebody_whose_number_and_name_are_known(self):
        officer, person = visit_as()
        relative = somebody()

        assert officer.post(page("relatives"), {"national_id": "9100", "family_name": "x"}).status_code == 422
        officer.post(page("relatives"), typed())

        assert relatives_of(person) == {relative}
        assert "Newcomer" in officer.get(page("relatives")).content.decode()


class TestSignInHelp:
    def test_the_counter_confirms_that_it_has_seen_the_card(self):
        load_messages()
        agent, _person = visit_as(unit="treasury", role="cashier")
        make_account(party_id=somebody())

        unseen = agent.post(page("sign-in-help"), typed(way="factors"))
        unsaid = agent.post(page("sign-in-help"), typed(seen="yes"))
        done = agent.post(page("sign-in-help"), typed(seen="yes", way="factors"))
        code = agent.post(page("sign-in-help"), typed(seen="yes", way="code"))

        assert [each.status_code for each in (unseen, unsaid, done, code)] == [422, 422, 200, 200]
        assert "are removed" in done.content.decode()
        assert re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", code.content.decode())

    def test_whoever_has_no_number_on_record_is_found_by_the_address(self):
        load_messages()
        agent, _person = visit_as(unit="treasury", role="cashier")
        make_account(party_id=make_person(family_name="Windward", email="sol@example.org"))
        asked = {"national_id": "Sol@example.org", "seen": "yes", "way": "code"}

        right = agent.post(page("sign-in-help"), {**asked, "family_name": "windward"})
        wrong = agent.post(page("sign-in-help"), {**asked, "family_name": "Leeward"})

        assert (right.status_code, wrong.status_code) == (200, 422)

    def test_nobody_else_helps(self, supervisor):
        make_account(party_id=somebody())
        citizen = Client()
        sign_in(citizen, make_account())

        for visitor in (supervisor, citizen):
            for way in ("factors", "code"):
                assert visitor.post(page("sign-in-help"), typed(seen="yes", way=way)).status_code == 403
