"""Letting somebody act: online, by a call back, accepted by whoever is meant."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.identity.commands import CodeExpired, WrongCode
from digigov.modules.identity.testing import code_sent_to, load_messages
from digigov.modules.mandates import commands, queries
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.testing import AT, acting, make_known, make_mandate
from digigov.modules.organizations.queries import relatives_of
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
OPEN = frozenset({"shop-licence", "shop-letter"})
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()


@pytest.fixture
def elder():
    return make_known(number="9200001", given="Elder")


@pytest.fixture
def daughter():
    return make_known(number="9200002", given="Daughter")


def wanted(**other):
    known = {
        "given_names": "Daughter",
        "family_name": "Fictional",
        "address": "daughter@example.org",
        "services": ["shop-licence"],
        "starts_on": None,
        "ends_on": date(2026, 12, 31),
    }
    return commands.Offer(**{**known, **other})


def offer(by, **other):
    return commands.offer(by=by, at=AT, wanted=wanted(**other), open_services=OPEN)


def code_of(address="daughter@example.org"):
    return (
        apps.get_model("notifications", "Delivery")
        .objects.filter(address=address)
        .order_by("-id")
        .values_list("code", flat=True)
        .first()
    )


def held_by(viewer, at=LATER):
    grounds = {each: frozenset({"agent", "employee"}) for each in OPEN}
    return queries.list_held(viewer=viewer, at=at, open_to=grounds, page=Page()).items


class TestGivenAndTaken:
    def test_she_acts_in_what_was_named_and_in_nothing_else(self, elder, daughter):
        mandate_id = offer(elder)
        assert held_by(daughter) == ()
        assert commands.accept(by=daughter, at=LATER, code=code_of().lower()) == mandate_id

        (held,) = held_by(daughter)
        assert (held.reason, held.services) == ("allowed", {"shop-licence"})
        assert elder.party_id in relatives_of(daughter.party_id)
        told = apps.get_model("notifications", "Message").objects.filter(
            template="mandate-accepted", party_id=elder.party_id
        )
        assert told.count() == 1

    def test_the_code_is_kept_by_its_digest_and_works_once(self, elder, daughter):
        offer(elder)
        code = code_of()
        assert code.replace("-", "") not in str(list(Mandate.objects.values()))
        commands.accept(by=daughter, at=LATER, code=code)

        with pytest.raises(commands.NoSuchOffer):
            commands.accept(by=daughter, at=LATER, code=code)

    def test_only_whoever_is_named_and_known(self, elder, daughter):
        offer(elder)
        code = code_of()
        other = make_known(number="9200003", given="Stranger")
        unknown = replace(daughter, party_id=make_person(given_names="Daughter"))
        for who, refusal in ((other, commands.NotMeant), (elder, commands.NotMeant), (unknown, commands.NotKnown)):
            with pytest.raises(refusal):
                commands.accept(by=who, at=LATER, code=code)
        with pytest.raises(NotAllowed):
            commands.accept(by=ANONYMOUS, at=LATER, code=code)

        assert commands.accept(by=daughter, at=LATER, code=code)

    @pytest.mark.parametrize("code", ["", "BCDFG-HJKLM", "x" * 500])
    def test_no_code_opens_nothing(self, elder, daughter, code):
        offer(elder)
        with pytest.raises(commands.NoSuchOffer):
            commands.accept(by=daughter, at=LATER, code=code)
        with pytest.raises(commands.NoSuchOffer):
            commands.decline(by=daughter, at=LATER, code=code)

    def test_declined_it_is_over_and_the_giver_is_told(self, elder, daughter):
        mandate_id = offer(elder)
        code = code_of()
        commands.decline(by=daughter, at=LATER, code=code)

        assert Mandate.objects.get(id=mandate_id).state == "refused"
        assert (
            apps.get_model("notifications", "Message")
            .objects.filter(template="mandate-ended", party_id=elder.party_id)
            .exists()
        )
        with pytest.raises(commands.NoSuchOffer):
            commands.accept(by=daughter, at=LATER, code=code)

    def test_after_two_weeks_the_code_works_no_more(self, elder, daughter):
        offer(elder)
        with pytest.raises(commands.NoSuchOffer):
            commands.accept(by=daughter, at=AT + timedelta(days=15), code=code_of())


class TestWhoMayGive:
    def test_nobody_who_is_not_known(self, daughter):
        me = replace(daughter, party_id=make_person())
        with pytest.raises(commands.NotKnown):
            offer(me)
        with pytest.raises(NotAllowed):
            offer(ANONYMOUS)

    def test_what_was_given_is_not_handed_on(self, elder, daughter):
        make_mandate(principal_id=elder.party_id, agent_id=daughter.party_id)
        with pytest.raises(NotAllowed):
            offer(acting(daughter, principal_id=elder.party_id))

    def test_a_director_lets_an_employee_act_for_the_company(self, elder, daughter):
        firm = make_person(given_names="Fictional Limited", family_name="")
        offer(acting(elder, principal_id=firm, ground="company"))
        commands.accept(by=daughter, at=LATER, code=code_of())

        (held,) = held_by(daughter)
        assert (held.mandate.ground, held.mandate.principal) == ("employee", "Fictional Limited")

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"given_names": " "}, "given_names"),
            ({"family_name": ""}, "given_names"),
            ({"address": "nowhere"}, "address"),
            ({"services": []}, "services"),
            ({"services": ["vote"]}, "services"),
            ({"ends_on": None}, "ends_on"),
            ({"ends_on": date(2026, 5, 31)}, "ends_on"),
            ({"ends_on": date(2027, 6, 3)}, "ends_on"),
            ({"starts_on": date(2026, 5, 31)}, "starts_on"),
        ],
        ids=str,
    )
    def test_each_thing_that_is_missing_has_its_sentence(self, elder, other, field):
        with pytest.raises(InvalidInput) as refused:
            offer(elder, **other)
        assert field in refused.value.errors
        assert not Mandate.objects.exists()

    def test_thirty_are_enough(self, elder):
        for _each in range(30):
            offer(elder)
        with pytest.raises(commands.TooManyMandates):
            offer(elder)


class TestByACallBack:
    @pytest.fixture
    def officer(self):
        return make_officer(unit="treasury", role="cashier", party_id=make_person())

    def begin(self, officer, elder):
        return commands.offer_by_call(
            by=officer, at=AT, principal_id=elder.party_id, wanted=wanted(), open_services=OPEN
        )

    def test_the_caller_reads_the_code_and_the_offer_goes_out(self, officer, elder, daughter):
        mandate_id = self.begin(officer, elder)
        assert code_of() is None
        commands.confirm_call(by=officer, at=AT, mandate_id=mandate_id, digits=code_sent_to("+17585550001"))
        commands.accept(by=daughter, at=LATER, code=code_of())

        (held,) = held_by(daughter)
        assert (held.mandate.how, held.mandate.principal) == ("call", "Elder Fictional")

    def test_without_the_code_nothing_goes_out(self, officer, elder):
        mandate_id = self.begin(officer, elder)
        with pytest.raises(WrongCode):
            commands.confirm_call(by=officer, at=AT, mandate_id=mandate_id, digits="000000x")
        with pytest.raises(CodeExpired):
            commands.confirm_call(by=officer, at=LATER, mandate_id=mandate_id, digits=code_sent_to("+17585550001"))
        assert code_of() is None

    def test_another_officer_cannot_say_that_it_was_read(self, officer, elder):
        mandate_id = self.begin(officer, elder)
        other = make_officer(unit="treasury", role="cashier", party_id=make_person())
        with pytest.raises(NotAllowed):
            commands.confirm_call(by=other, at=AT, mandate_id=mandate_id, digits=code_sent_to("+17585550001"))
        with pytest.raises(NotFound):
            commands.confirm_call(by=officer, at=AT, mandate_id=other.party_id, digits="1")

    def test_nobody_who_is_not_known_or_has_no_telephone(self, officer, elder):
        with pytest.raises(commands.NotKnown):
            commands.offer_by_call(by=officer, at=AT, principal_id=make_person(), wanted=wanted(), open_services=OPEN)
        with pytest.raises(NotAllowed):
            commands.offer_by_call(by=elder, at=AT, principal_id=elder.party_id, wanted=wanted(), open_services=OPEN)
