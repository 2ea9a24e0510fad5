"""A code by post: to the address that a register holds, known to nobody but whoever opens the envelope."""

from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import Grant
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.assurance import commands, queries, rules
from digigov.modules.assurance.models import Letter, Proofing
from digigov.modules.assurance.testing import make_known, make_plan, shown
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
LATER = AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known()


@pytest.fixture
def poster():
    return make_officer(role="inspector", grants=[Grant("assurance.post")])


def applicant(**contact):
    return make_me(party_id=make_person(given_names="Testa", family_name="Fictional", **contact))


def ask(me, at=AT, **other):
    commands.begin_remote(by=me, at=at, shown=shown(**other), language="en", by_post=True)


def waiting(poster, at=AT):
    return queries.list_letters(viewer=poster, at=at, page=Page()).items


def printed(poster, at=AT):
    return commands.print_letter(by=poster, at=at, letter_id=waiting(poster, at)[0].id)


def enter(me, typed, at=LATER):
    commands.finish_by_letter(by=me, at=at, typed=typed)


def level(me, at=LATER):
    return queries.level_of(me.party_id, at=at)


class TestTheLetter:
    def test_goes_to_the_address_on_record_and_its_code_shows_who_it_is(self, poster):
        me = applicant()
        ask(me)

        letter = printed(poster)
        assert letter.name == "Testa Fictional"
        assert letter.lines == ("4 Test Street", "Castries", "LC04 101")
        commands.mark_letter_sent(by=poster, at=AT, letter_id=Letter.objects.get().id)
        enter(me, letter.code.lower())

        assert level(me) == 1
        assert waiting(poster) == ()

    def test_leaves_neither_code_nor_address_behind(self, poster):
        ask(applicant())
        code = printed(poster).code.replace("-", "")
        commands.mark_letter_sent(by=poster, at=AT, letter_id=Letter.objects.get().id)

        row = Letter.objects.values().get()

        assert row["lines"] == []
        assert code not in str(row)

    def test_printed_again_has_another_code_and_the_first_works_no_more(self, poster):
        me = applicant()
        ask(me)
        first, second = printed(poster).code, printed(poster).code
        assert first != second

        with pytest.raises(commands.WrongLetterCode):
            enter(me, first)
        enter(me, second)
        assert level(me) == 1

    def test_is_printed_and_sent_by_the_post_room_alone_and_never_to_oneself(self, poster):
        me = applicant()
        ask(me)
        letter_id = Letter.objects.get().id
        own = make_officer(role="inspector", grants=[Grant("assurance.post")], party_id=me.party_id)

        for other in (me, make_officer(role="cashier", party_id=make_person()), own):
            with pytest.raises(NotAllowed):
                commands.print_letter(by=other, at=AT, letter_id=letter_id)
        with pytest.raises(NotFound):  # it was never printed
            commands.mark_letter_sent(by=poster, at=AT, letter_id=letter_id)

    def test_is_not_written_where_the_register_holds_no_address(self):
        make_known(address={"line1": "", "community": ""})

        with pytest.raises(commands.NoAddressOnRecord):
            ask(applicant())
        assert not Letter.objects.exists()

    def test_is_not_written_for_numbers_that_do_not_agree(self):
        with pytest.raises(commands.NotShown):
            ask(applicant(), number="990001")
        assert not Letter.objects.exists()

    def test_two_a_month_for_one_number_whoever_asks(self):
        for _ in range(rules.LETTERS):
            ask(applicant())

        with pytest.raises(commands.TooManyLetters):
            ask(applicant())
        ask(applicant(), at=AT + rules.LETTERS_WITHIN)

    def test_is_not_sent_any_more_when_its_check_was_given_up(self, poster):
        me = applicant()
        ask(me)
        letter_id = Letter.objects.get().id
        commands.stop_own(by=me, at=AT)

        assert waiting(poster) == ()
        with pytest.raises(NotFound):
            commands.print_letter(by=poster, at=AT, letter_id=letter_id)
        commands.lapse(at=AT)
        assert Letter.objects.get().lines == []


class TestTheCode:
    def test_has_five_tries_that_count_and_then_the_check_is_refused(self, poster):
        me = applicant()
        ask(me)
        right = printed(poster).code

        for _ in range(rules.LETTER_TRIES):
            with pytest.raises(commands.WrongLetterCode):
                enter(me, "ABCD-EFGH")
        with pytest.raises(NotFound):
            enter(me, right)

        assert level(me) == 0
        assert Proofing.objects.get().reason == "letter-tries"

    def test_of_a_letter_that_was_never_printed_nothing_works(self):
        me = applicant()
        ask(me)

        for typed in ("", "ABCD-EFGH"):
            with pytest.raises(commands.WrongLetterCode):
                enter(me, typed)

    def test_works_for_the_days_that_the_pack_says(self, poster):
        me = applicant()
        ask(me)
        code = printed(poster).code
        end = AT + timedelta(days=queries.get_plan().letter_days, minutes=1)

        with pytest.raises(commands.ProofLapsed):
            enter(me, code, at=end)
        assert level(me, at=end) == 0

    def test_is_of_use_to_nobody_else(self, poster):
        me, thief = applicant(), applicant()
        ask(me)
        code = printed(poster).code

        with pytest.raises(NotFound):
            enter(thief, code)
        assert level(thief) == 0

    def test_proves_nothing_when_the_number_is_somebody_elses_by_now(self, poster):
        first, second = applicant(), applicant()
        ask(first)
        one = printed(poster).code
        ask(second)
        other = commands.print_letter(by=poster, at=AT, letter_id=Letter.objects.latest("asked_at", "id").id).code
        enter(first, one)

        with pytest.raises(commands.NotShown):
            enter(second, other)
        assert level(second) == 0
