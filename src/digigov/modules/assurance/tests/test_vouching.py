from datetime import date, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.modules.assurance import commands, queries
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.testing import AT, BORN, make_plan, make_proved
from digigov.modules.identity.testing import load_messages, make_me, messages_to
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
SOON, VOUCHER = AT + timedelta(hours=1), "9100055"


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()


@pytest.fixture
def voucher():
    me = make_me()
    make_proved(me.party_id, number=VOUCHER)
    return me


@pytest.fixture
def nobody():
    """Somebody without papers."""
    return make_person(given_names="Nola", family_name="Paperless")


def officer():
    return make_officer(unit="treasury", role="cashier", party_id=make_person())


def begin(party_id, *, by=None, number=VOUCHER, known_for=10, at=AT):
    return commands.begin_vouched(
        by=by or officer(),
        at=at,
        party_id=party_id,
        born_on=date(2001, 2, 3),
        voucher_number=number,
        known_for=known_for,
    )


def test_somebody_who_is_known_says_who_it_is_and_two_officers_saw_them(voucher, nobody):
    proofing_id = begin(nobody)
    assert "named you" in messages_to(contact_of(voucher.party_id).email)[-1]
    (asked,) = queries.list_asked(viewer=voucher, at=SOON)
    assert (asked.name, asked.years) == ("Nola Paperless", 10)
    commands.vouch(by=voucher, at=SOON, proofing_id=proofing_id, agrees=True)
    assert queries.level_of(nobody, at=SOON) == 0
    commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)

    assert queries.level_of(nobody, at=SOON) == 1
    assert queries.level_of(nobody, at=AT + timedelta(days=366)) == 0
    assert queries.list_asked(viewer=voucher, at=SOON) == ()


def test_whoever_says_no_is_believed(voucher, nobody):
    proofing_id = begin(nobody)
    commands.vouch(by=voucher, at=SOON, proofing_id=proofing_id, agrees=False)

    assert Proofing.objects.get(id=proofing_id).reason == "voucher-no"
    assert queries.count_vouches(voucher.party_id, at=SOON) == 0


def test_without_the_voucher_s_yes_no_second_officer_can_confirm(voucher, nobody):
    proofing_id = begin(nobody)
    with pytest.raises(NotFound):
        commands.confirm_at_counter(by=officer(), at=SOON, proofing_id=proofing_id, agrees=True)


def test_the_voucher_is_never_the_second_officer(voucher, nobody):
    proofing_id = begin(nobody)
    commands.vouch(by=voucher, at=SOON, proofing_id=proofing_id, agrees=True)
    both = make_officer(unit="treasury", role="cashier", party_id=voucher.party_id)
    with pytest.raises(NotAllowed):
        commands.confirm_at_counter(by=both, at=SOON, proofing_id=proofing_id, agrees=True)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"number": "9109999"}, "voucher-unknown"),
        ({"known_for": 1}, "voucher-knows"),
    ],
    ids=str,
)
def test_who_cannot_vouch_is_not_asked(voucher, nobody, how, reason):
    with pytest.raises(commands.NotAgreed) as refusal:
        begin(nobody, **how)

    assert refusal.value.reasons == (reason,)
    assert messages_to(contact_of(voucher.party_id).email)[1:] == []


def test_nobody_vouches_who_has_not_been_at_a_counter(nobody):
    me = make_me(party_id=make_person(national_id="9100066", born_on=BORN))
    with pytest.raises(commands.NotAgreed) as refusal:
        begin(nobody, number="9100066")

    assert (refusal.value.reasons, queries.level_of(me.party_id, at=AT)) == (("voucher-level",), 0)


def test_nobody_vouches_for_oneself_or_for_whom_one_serves(voucher):
    with pytest.raises(commands.AlreadyProved):
        begin(voucher.party_id)
    serving = make_officer(unit="treasury", role="cashier", party_id=voucher.party_id)
    with pytest.raises(commands.NotAgreed):
        begin(make_person(), by=serving)


def test_five_within_a_year_are_enough(voucher):
    for number in range(5):
        proofing_id = begin(make_person(), at=AT + timedelta(days=number))
        commands.vouch(by=voucher, at=AT + timedelta(days=number), proofing_id=proofing_id, agrees=True)
    with pytest.raises(commands.NotAgreed) as refusal:
        begin(make_person(), at=AT + timedelta(days=9))

    assert refusal.value.reasons == ("voucher-often",)
    assert begin(make_person(), at=AT + timedelta(days=380))


def test_a_proof_that_was_withdrawn_meanwhile_vouches_no_more(voucher, nobody):
    proofing_id = begin(nobody)
    Proofing.objects.filter(party_id=voucher.party_id, state="passed").update(state="ended")
    with pytest.raises(commands.NotAgreed):
        commands.vouch(by=voucher, at=SOON, proofing_id=proofing_id, agrees=True)
    assert Proofing.objects.get(id=proofing_id).state == "waiting-voucher"


def test_a_week_later_it_is_too_late(voucher, nobody):
    proofing_id = begin(nobody)
    with pytest.raises(commands.ProofLapsed):
        commands.vouch(by=voucher, at=AT + timedelta(days=8), proofing_id=proofing_id, agrees=True)
    assert queries.list_asked(viewer=voucher, at=AT + timedelta(days=8)) == ()


def test_nobody_else_answers_for_the_voucher(voucher, nobody):
    proofing_id = begin(nobody)
    with pytest.raises(NotFound):
        commands.vouch(by=make_me(), at=SOON, proofing_id=proofing_id, agrees=True)
    with pytest.raises(NotAllowed):
        commands.vouch(by=ANONYMOUS, at=SOON, proofing_id=proofing_id, agrees=True)


def test_a_number_has_to_be_given(nobody):
    with pytest.raises(InvalidInput):
        begin(nobody, number=" ")
