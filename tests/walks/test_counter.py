"""An officer fills an application in for somebody who is not online; that person makes it their own with the code."""

import re
from uuid import UUID

import pytest
import yaml
from django.apps import apps
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.assurance.testing import make_proved
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.commands import load_pack
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.walks.citizen import Citizen

pytestmark = pytest.mark.django_db
SERVICE = "tax-clearance-individual"


@pytest.fixture
def agent(client):
    """A test client on which a counter agent has signed in."""
    load_pack(by=system("test"), at=now(), path=settings.PACK)
    party_id = make_person()
    make_holder(party_id=party_id, unit="contact-centre", role="counter-agent", title="Agent")
    sign_in(client, make_account(party_id=party_id), second_factor=True)
    return client


def example():
    path = settings.PACK / "services" / "finance" / SERVICE / "examples" / "plain.yaml"
    return yaml.safe_load(path.read_text())["answers"]


def test_a_person_is_written_down_and_applied_for_and_takes_it_over(agent, client):
    written = {"given_names": "Ti", "family_name": "Marie", "phone": "+17585550177", "language": "acf"}
    place = agent.post("/desk/counter/people/new/", written)["Location"]
    for box in ("words", "q"):
        assert "Ti Marie" in agent.get(f"/desk/counter/?{box}=Marie").content.decode()
    make_proved(UUID(place.rstrip("/").rpartition("/")[2]), at=now())
    draft = agent.post(place, {"service": SERVICE, "agreement": "spoken"})["Location"]
    form = forms.get_form(SERVICE, catalog.get_service(SERVICE).version)
    citizen = Citizen(agent)
    check = citizen.go_on(draft, form, example())
    reference = citizen.hand_in(check, form)
    slip = agent.get(check.replace("check", "done")).content.decode().split('class="dg-slip" lang="acf"')[1]
    assert "Ti Marie" in slip
    assert reference in slip
    assert "+1 758 555 0177" in slip
    code = re.search(r"<dd>([A-Z0-9]{8})</dd>", slip)[1]

    client.post("/track/", {"reference": reference, "code": code})
    assert "Make this application mine" not in client.get("/track/application/").content.decode()
    assert client.post("/track/take-over/").status_code == 403

    sign_in(client, make_account())
    assert client.get(f"/my/applications/{reference}/").status_code == 404
    client.post("/track/", {"reference": reference, "code": code})
    taken = client.post("/track/take-over/")

    assert taken["Location"] == f"/my/applications/{reference}/"
    assert client.get(taken["Location"]).status_code == 200


@pytest.mark.parametrize("missing", ["service", "agreement"])
def test_nothing_begins_without_a_service_and_an_agreement(agent, missing):
    boxes = {"service": SERVICE, "agreement": "signed"}
    answer = agent.post(f"/desk/counter/people/{make_person()}/", {**boxes, missing: ""})

    assert answer.status_code == 422


def test_what_was_begun_is_gone_on_with_from_the_person(agent):
    person_id = make_person(given_names="Ti", family_name="Marie")
    place = f"/desk/counter/people/{person_id}/"
    draft = agent.post(place, {"service": SERVICE, "agreement": "spoken"})["Location"]

    assert draft in agent.get(place).content.decode()
    assert "You are filling this in for Ti Marie." in agent.get(draft, follow=True).content.decode()


def test_a_ministrys_own_counter_takes_only_what_it_offers(client):
    load_pack(by=system("test"), at=now(), path=settings.PACK)
    party_id, place = make_person(), f"/desk/counter/people/{make_person()}/"
    apps.get_model("organizations", "Role").objects.filter(code="counter-agent").update(everywhere=False)
    make_holder(party_id=party_id, unit="inland-revenue", role="counter-agent", title="Tax counter")
    sign_in(client, make_account(party_id=party_id), second_factor=True)

    offered = re.findall(r'<option value="([^"]+)"', client.get(place).content.decode())

    assert offered == [SERVICE]
    assert client.post(place, {"service": "birth-certificate", "agreement": "spoken"}).status_code == 403


@pytest.mark.parametrize("place", ["/desk/counter/", "/desk/counter/people/new/"])
def test_other_officers_and_citizens_are_refused(agent, client, place):
    party_id = make_person()
    make_holder(party_id=party_id, unit="police", role="police-records-clerk", title="Clerk")
    for second_factor in (False, True):
        sign_in(
            client, make_account(party_id=make_person() if not second_factor else party_id), second_factor=second_factor
        )
        assert client.get(place).status_code == 403


def test_a_date_that_is_none_is_said(agent):
    boxes = {
        "given_names": "Ti",
        "family_name": "Marie",
        "born_on-day": "31",
        "born_on-month": "2",
        "born_on-year": "1990",
    }

    assert "27 3 1984" in agent.post("/desk/counter/people/new/", boxes).content.decode()
