import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.forms import commands, queries
from digigov.modules.forms.findings import Check
from digigov.modules.forms.models import CountryData, FormVersion
from digigov.modules.forms.testing import (
    AT,
    COUNTRY,
    make_form,
    make_form_of_everything,
    make_page,
    make_question,
    publish,
)

pytestmark = pytest.mark.django_db

CITIZEN = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
OFFICER = Actor(kind="officer", account_id=new_id(), grants=frozenset({Grant("casework.supervise", "police")}))


class TestPublishForm:
    def test_what_is_published_is_read_again_as_it_was(self):
        form = publish(make_form_of_everything(), version=3)
        assert queries.get_form("a-service", 3) == form

    def test_is_harmless_when_repeated_and_refuses_another_form_under_the_same_version(self):
        publish(make_form())
        publish(make_form())
        with pytest.raises(commands.PublishedOtherwise):
            publish(make_form(make_page("other")))
        assert queries.get_form("a-service", 1) == make_form()

    @pytest.mark.parametrize("who", [ANONYMOUS, CITIZEN, OFFICER])
    def test_refuses_anyone_who_does_not_load_packs(self, who):
        with pytest.raises(NotAllowed):
            commands.publish_form(by=who, at=AT, service="a-service", version=1, form=make_form())
        assert not FormVersion.objects.exists()

    def test_an_unpublished_version_is_not_found(self):
        with pytest.raises(NotFound):
            queries.get_form("a-service", 9)


class TestLoadCountry:
    def test_a_new_gazetteer_replaces_the_old_at_once(self):
        commands.load_country(by=system("test"), at=AT, country=COUNTRY)
        assert queries.context_at(AT).places.districts == ("Castries", "Soufrière")
        commands.load_country(by=system("test"), at=AT, country=COUNTRY.model_copy(update={"places": ()}))
        assert queries.context_at(AT).places.districts == ()

    @pytest.mark.parametrize("who", [ANONYMOUS, CITIZEN, OFFICER])
    def test_refuses_anyone_who_does_not_load_packs(self, who):
        with pytest.raises(NotAllowed):
            commands.load_country(by=who, at=AT, country=COUNTRY)
        assert not CountryData.objects.exists()


class TestFindings:
    QUESTIONS = (
        make_question("passed", "yes_no"),
        make_question("area", "number", decimals=1, required=False),
        make_question("fault", "long_text", when={"fact": "findings.passed", "is": False}),
    )

    @pytest.mark.parametrize("raw", [{"passed": ["yes"], "area": ["12.5"]}, {"passed": True, "area": 12.5}])
    def test_takes_pages_and_stored_answers(self, raw):
        assert Check().check(questions=self.QUESTIONS, raw=raw) == {"passed": True, "area": "12.5"}

    def test_asks_for_what_is_lacking(self):
        with pytest.raises(InvalidInput) as caught:
            Check().check(questions=self.QUESTIONS, raw={"passed": ["no"]})
        assert set(caught.value.errors) == {"fault"}
