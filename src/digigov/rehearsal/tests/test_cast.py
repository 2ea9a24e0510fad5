from datetime import UTC, datetime

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.modules.organizations.commands import load_organizations
from digigov.modules.organizations.definitions import Organizations
from digigov.modules.organizations.queries import list_holders, standing_of
from digigov.rehearsal.cast import account_of, actor_of, cast, get_member, load_cast, password

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)


@pytest.fixture
def island(db):
    units = yaml.safe_load((settings.PACK / "organizations.yaml").read_text())
    load_organizations(by=system("test"), at=AT, definition=Organizations.model_validate(units))
    load_cast(at=AT)


def count_people():
    return sum(account_of(member, at=AT) is not None for member in cast())


def test_nobody_of_the_cast_can_be_reached():
    assert all(member.email.endswith("@example.org") or not member.email for member in cast())
    assert all("+17585550100" <= member.phone <= "+17585550199" for member in cast())
    assert len({member.phone for member in cast()}) == len({m.national_id for m in cast()}) == len(cast())


class TestLoadCast:
    def test_twice_changes_nothing(self, island, django_assert_max_num_queries):
        before = {member.key: account_of(member, at=AT) for member in cast()}

        load_cast(at=AT)

        assert {member.key: account_of(member, at=AT) for member in cast()} == before
        assert None not in before.values()

    def test_every_officer_holds_the_post(self, island):
        for member in cast():
            actor = actor_of(member, at=AT)
            assert (actor.kind == "officer") == member.is_officer
            if member.is_officer:
                assert actor.has_role(member.role, unit=member.unit), member.key

    def test_somebody_holds_every_role_that_a_service_names_where_it_names_it(self, island):
        missing = []
        for path in settings.PACK.glob("services/*/*/workflow.yaml"):
            unit = yaml.safe_load(path.with_name("service.yaml").read_text())["organization"]
            steps = yaml.safe_load(path.read_text())["steps"]
            signers = [each for step in steps for each in step.get("with", {}).get("signers", ())]
            for role in {each["role"] for each in (*steps, *signers)} - {"applicant", "system"}:
                if not list_holders(role=role, unit=unit, at=AT):
                    missing.append((path.parent.name, role))

        assert missing == []


class TestOneClickSignIn:
    def test_the_page_offers_everyone(self, client, island):
        page = client.get(reverse("rehearsal:cast")).content.decode()

        assert all(member.name in page for member in cast())

    @pytest.mark.parametrize(("key", "kind"), [("marisol", "citizen"), ("lucille", "officer")])
    def test_one_click_is_a_visit_with_the_rights_of_the_post(self, client, island, key, kind):
        client.post(reverse("rehearsal:sign-in-as", kwargs={"key": key}))

        request = client.get(reverse("rehearsal:cast")).wsgi_request
        assert request.actor.kind == kind
        assert request.actor.roles == standing_of(request.actor.party_id, datetime.now(UTC)).roles

    def test_nobody_else_can_be_chosen(self, client, island):
        assert client.post(reverse("rehearsal:sign-in-as", kwargs={"key": "nobody"})).status_code == 404

    def test_a_link_is_not_enough(self, client, island):
        assert client.get(reverse("rehearsal:sign-in-as", kwargs={"key": "isidore"})).status_code == 405

    def test_the_password_works_too(self, client, island):
        answer = client.post(reverse("account:sign-in"), {"address": "marisol@example.org", "password": password()})

        assert answer.status_code == 302
        assert get_member("marisol") is not None
