from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries import commands, queries
from digigov.modules.registries.models import Consent
from digigov.modules.registries.testing import AT, make_register, make_row

pytestmark = pytest.mark.django_db

ME = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
OTHER = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def taxes():
    uses = [
        {"purpose": "prefill-form", "basis": "consent", "fields": ["full_name", "owed"]},
        {"purpose": "decide-case", "basis": "law", "law": "A law", "fields": ["owed"]},
    ]
    make_register("taxes", uses=uses)
    make_row("taxes", "1", {"full_name": {"given": "A"}, "owed": "5"})


def give(by=ME, at=AT, fields=("full_name",), service="shop-licence", **others):
    asked = {"register": "taxes", "purpose": "prefill-form", **others}
    return commands.give_consent(by=by, at=at, fields=fields, service=service, **asked)


def read(by=ME, at=LATER, fields=("full_name",), service="shop-licence", purpose="prefill-form"):
    asked = {"register": "taxes", "key": "1", "about": ME.party_id, "purpose": Purpose(purpose)}
    return commands.read(by=by, at=at, fields=fields, service=service, **asked)


def refused(**asked):
    with pytest.raises(commands.ReadRefused) as caught:
        read(**asked)
    return caught.value.reason


def listed(by=ME, at=LATER):
    return list(queries.list_consents(viewer=by, at=at, page=Page()))


class TestConsent:
    def test_without_it_even_the_person_and_the_machine_get_nothing(self):
        assert refused() == refused(by=system("test")) == "no-consent"

    def test_with_it_the_row_is_read_and_the_trail_names_it(self, audit_entries):
        consent_id = give()
        assert read().values == {"full_name": {"given": "A"}}
        assert audit_entries("registries.register-read")[-1].details["basis"] == f"consent {consent_id}"

    @pytest.mark.parametrize("wider", [{"fields": ("owed",)}, {"service": "other"}, {"at": AT + timedelta(days=366)}])
    def test_it_counts_for_its_fields_its_service_and_its_time(self, wider):
        give()
        assert refused(**wider) == "no-consent"

    def test_for_every_service_counts_for_each(self):
        give(service="")
        assert read(service="other").found

    def test_it_is_no_legal_basis_for_other_purposes_and_those_need_none(self):
        give()
        assert read(by=system("test"), purpose="decide-case", fields=("owed",)).found
        assert refused(purpose="fill-form") == "no-basis"

    def test_taken_back_it_counts_no_more_at_once(self):
        consent_id = give()
        read()
        commands.withdraw_consent(by=ME, at=LATER, consent_id=consent_id)
        assert refused() == "no-consent"
        commands.withdraw_consent(by=ME, at=LATER, consent_id=consent_id)
        (shown,) = listed()
        assert (shown.in_force, shown.withdrawn_at) == (False, LATER)

    def test_agreeing_anew_ends_what_was_agreed_before(self):
        give()
        give(at=LATER, fields=("full_name", "owed"))
        assert [each.in_force for each in listed()] == [True, False]
        assert Consent.objects.filter(withdrawn_at=None).count() == 1

    def test_each_is_shown_with_its_scope_to_nobody_else(self):
        give()
        (shown,) = listed()
        assert (shown.register_name, shown.fields, shown.service) == ("Taxes", ("Name",), "shop-licence")
        assert listed(by=OTHER) == []

    def test_others_cannot_take_it_back_and_strangers_cannot_agree(self):
        consent_id = give()
        with pytest.raises(NotFound):
            commands.withdraw_consent(by=OTHER, at=LATER, consent_id=consent_id)
        for stranger in (ANONYMOUS, system("test")):
            with pytest.raises(NotAllowed):
                give(by=stranger)
            with pytest.raises(NotAllowed):
                listed(by=stranger)
        assert read().found

    @pytest.mark.parametrize(
        "nothing", [{"fields": ()}, {"fields": ("born_on",)}, {"purpose": "decide-case"}, {"purpose": "emergency"}]
    )
    def test_there_must_be_something_to_agree_to(self, nothing):
        with pytest.raises(commands.NothingToAgreeTo):
            give(**nothing)

    def test_what_is_missing_is_named(self):
        asked = {"party_id": ME.party_id, "at": LATER, "purpose": "prefill-form", "service": "shop-licence"}
        (missing,) = queries.missing_consents(wanted={"taxes": {"owed"}}, **asked)
        assert (missing.register, missing.fields, missing.labels) == ("taxes", ("owed",), ("Owed",))
        give(fields=("owed",))
        assert queries.missing_consents(wanted={"taxes": {"owed"}}, **asked) == ()
