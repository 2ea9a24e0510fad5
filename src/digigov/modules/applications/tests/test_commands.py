from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.applications import commands, queries
from digigov.modules.applications.commands import drafts
from digigov.modules.applications.models import AnswerSet, Application, Draft
from digigov.modules.applications.queries import Holder
from digigov.modules.applications.testing import AT, SERVICE, hand_in, make_citizen, make_draft, plain_answers
from digigov.modules.casework import queries as casework
from digigov.modules.catalog.testing import load_tiny, make_service
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import load_messages
from digigov.modules.notifications.testing import told
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


def make_agent():
    grants = frozenset({Grant("counter.assist")})
    return Actor(
        kind="officer", name="Agent", account_id=new_id(), party_id=make_person(), grants=grants, second_factor=True
    )


def strangers():
    officer = Actor(kind="officer", account_id=new_id(), party_id=new_id(), grants=frozenset({Grant("counter.assist")}))
    return [ANONYMOUS, Actor(kind="citizen", account_id=new_id(), party_id=new_id()), officer]


class TestStartDraft:
    def test_somebody_signed_in_begins(self):
        load_tiny()
        citizen = make_citizen()

        draft_id = commands.start_draft(by=citizen, at=AT, service=SERVICE, language="en")

        assert queries.get_draft(viewer=Holder(citizen), draft_id=draft_id).service == SERVICE
        assert queries.find_open_draft(viewer=citizen, service=SERVICE) == draft_id

    def test_nobody_begins_without_an_account_where_one_is_needed(self):
        load_tiny()

        with pytest.raises(NotAllowed):
            commands.start_draft(by=ANONYMOUS, at=AT, service=SERVICE, language="en", holder_token="t" * 32)
        assert Draft.objects.count() == 0

    def test_a_browser_begins_where_no_account_is_needed_and_another_browser_sees_nothing(self):
        make_service(described={"anonymous": True})
        mine, other = Holder(ANONYMOUS, "m" * 32), Holder(ANONYMOUS, "o" * 32)

        draft_id = commands.start_draft(by=ANONYMOUS, at=AT, service=SERVICE, language="en", holder_token=mine.token)

        assert queries.get_draft(viewer=mine, draft_id=draft_id).party_id is None
        for stranger in (other, Holder(ANONYMOUS)):
            with pytest.raises(NotFound):
                queries.get_draft(viewer=stranger, draft_id=draft_id)

    def test_what_was_begun_in_a_browser_becomes_the_persons_own(self):
        make_service(described={"anonymous": True})
        commands.start_draft(by=ANONYMOUS, at=AT, service=SERVICE, language="en", holder_token="m" * 32)
        citizen = make_citizen()

        assert commands.adopt_drafts(by=citizen, at=AT, holder_token="o" * 32) == 0
        assert commands.adopt_drafts(by=citizen, at=AT, holder_token="m" * 32) == 1
        assert len(queries.list_drafts(viewer=citizen, page=Page())) == 1

    @pytest.mark.parametrize("agreement", ["", "   "])
    def test_the_counter_needs_an_agreement(self, agreement):
        load_tiny()

        with pytest.raises(NotAllowed):
            commands.start_draft(
                by=make_agent(), at=AT, service=SERVICE, language="en", party_id=make_person(), agreement=agreement
            )
        assert Draft.objects.count() == 0

    def test_a_citizen_cannot_begin_for_somebody_else(self):
        load_tiny()

        with pytest.raises(NotAllowed):
            commands.start_draft(
                by=make_citizen(), at=AT, service=SERVICE, language="en", party_id=make_person(), agreement="spoken"
            )
        assert Draft.objects.count() == 0

    def test_there_is_an_end_to_beginning(self, monkeypatch):
        monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
        load_tiny()
        citizen = make_citizen()
        commands.start_draft(by=citizen, at=AT, service=SERVICE, language="en")

        with pytest.raises(commands.TooManyDrafts):
            commands.start_draft(by=citizen, at=AT, service=SERVICE, language="en")


class TestDraftsOfOthers:
    @pytest.mark.parametrize("stranger", strangers(), ids=["stranger", "citizen", "officer"])
    def test_are_not_there(self, stranger):
        draft_id = make_draft(make_citizen())
        before = Draft.objects.values().get(id=draft_id)
        holder, context = Holder(stranger), forms.context_at(AT)

        for refused in (
            lambda: queries.get_draft(viewer=holder, draft_id=draft_id),
            lambda: commands.save_page(by=holder, at=AT, draft_id=draft_id, page_id="age", raw={}, context=context),
            lambda: commands.remove_item(by=holder, at=AT, draft_id=draft_id, page_id="workers", index=0),
            lambda: commands.follow_service(by=holder, at=AT, draft_id=draft_id),
            lambda: commands.delete_draft(by=holder, at=AT, draft_id=draft_id),
            lambda: hand_in(stranger, draft_id),
        ):
            with pytest.raises(NotFound):
                refused()

        assert Draft.objects.values().get(id=draft_id) == before


class TestSavePage:
    def test_keeps_other_pages_and_what_is_wrong_keeps_nothing(self):
        citizen = make_citizen()
        draft_id, holder, context = make_draft(citizen), Holder(citizen), forms.context_at(AT)

        with pytest.raises(InvalidInput):
            commands.save_page(by=holder, at=AT, draft_id=draft_id, page_id="age", raw={}, context=context)
        commands.save_page(by=holder, at=AT, draft_id=draft_id, page_id="age", raw={"is_adult": "yes"}, context=context)

        found = queries.get_draft(viewer=holder, draft_id=draft_id)
        assert found.answers["full_name"] == plain_answers()["full_name"]


class TestSubmit:
    def test_opens_the_case_gives_a_reference_and_tells(self):
        citizen = make_citizen()

        done = hand_in(citizen, make_draft(citizen))

        assert parse_reference(done.reference) == done.reference
        assert queries.get_application(viewer=citizen, reference=done.reference).status.state == "open"
        assert queries.find_by_code(reference=done.reference, code=done.code.lower())
        assert queries.find_by_code(reference=done.reference, code="BCDFGHJK") is None
        assert told(citizen.party_id, "received") == 1

    def test_twice_is_once(self):
        citizen = make_citizen()
        draft_id = make_draft(citizen)
        hand_in(citizen, draft_id)

        with pytest.raises(commands.AlreadySubmitted):
            hand_in(citizen, draft_id)
        with pytest.raises(commands.AlreadySubmitted):
            commands.save_page(
                by=Holder(citizen), at=AT, draft_id=draft_id, page_id="age", raw={}, context=forms.context_at(AT)
            )
        assert Application.objects.count() == 1

    def test_a_service_that_changed_meanwhile_loses_nothing(self):
        citizen = make_citizen()
        draft_id, holder = make_draft(citizen), Holder(citizen)
        make_service(described={"summary": "Now with other words"})

        with pytest.raises(commands.ServiceHasChanged):
            hand_in(citizen, draft_id)
        assert Application.objects.count() == 0
        assert commands.follow_service(by=holder, at=AT, draft_id=draft_id)

        found = queries.get_draft(viewer=holder, draft_id=draft_id)
        assert (found.version, found.answers, found.service_has_changed) == (2, plain_answers(), True)
        assert hand_in(citizen, draft_id)

    def test_who_may_not_have_it_is_told_and_nothing_is_opened(self):
        citizen = make_citizen()
        draft_id = make_draft(citizen)
        Draft.objects.update(answers={**plain_answers(), "is_adult": False})

        with pytest.raises(commands.NotEligible):
            hand_in(citizen, draft_id)
        assert Application.objects.count() == 0

    def test_an_undeclared_or_faulty_answer_opens_nothing(self):
        citizen = make_citizen()
        draft_id, context = make_draft(citizen), forms.context_at(AT)

        with pytest.raises(InvalidInput):
            commands.submit(by=Holder(citizen), at=AT, draft_id=draft_id, declarations={}, context=context)
        Draft.objects.update(answers={**plain_answers(), "born_on": "1800-01-01"})
        with pytest.raises(InvalidInput):
            hand_in(citizen, draft_id)
        assert Application.objects.count() == 0


class TestTakeOver:
    def at_the_counter(self):
        agent = make_agent()
        return hand_in(agent, make_draft(agent, party_id=make_person(), agreement="spoken"))

    def test_makes_it_ones_own_once(self):
        done, citizen = self.at_the_counter(), make_citizen()

        commands.take_over(by=citizen, at=AT, reference=done.reference, code=done.code)

        case_id = queries.get_application(viewer=citizen, reference=done.reference).case_id
        assert casework.public_status(case_id).applicant_id == citizen.party_id
        with pytest.raises(commands.WrongCode):
            commands.take_over(by=make_citizen(), at=AT, reference=done.reference, code=done.code)

    def test_not_without_the_code_and_not_without_an_account(self):
        done, citizen = self.at_the_counter(), make_citizen()

        with pytest.raises(commands.WrongCode):
            commands.take_over(by=citizen, at=AT, reference=done.reference, code="BCDFGHJK")
        with pytest.raises(NotAllowed):
            commands.take_over(by=ANONYMOUS, at=AT, reference=done.reference, code=done.code)
        with pytest.raises(NotFound):
            queries.get_application(viewer=citizen, reference=done.reference)

    def test_not_what_somebody_handed_in_themself(self):
        owner = make_citizen()
        done = hand_in(owner, make_draft(owner))

        with pytest.raises(commands.WrongCode):
            commands.take_over(by=make_citizen(), at=AT, reference=done.reference, code=done.code)
        assert queries.get_application(viewer=owner, reference=done.reference)


class TestCorrectAndAnswer:
    @pytest.mark.parametrize("stranger", strangers(), ids=["stranger", "citizen", "officer"])
    def test_only_the_own(self, stranger):
        owner = make_citizen()
        done = hand_in(owner, make_draft(owner))

        with pytest.raises(NotFound):
            commands.correct_answers(
                by=stranger, at=AT, reference=done.reference, page_id="age", raw={}, context=forms.context_at(AT)
            )
        with pytest.raises(NotFound):
            commands.answer_request(
                by=stranger, at=AT, reference=done.reference, answers={}, file_ids=(), message="I know nothing"
            )
        assert AnswerSet.objects.count() == 1


class TestExpiry:
    def test_is_told_beforehand_once_and_only_then_deleted(self):
        citizen = make_citizen()
        draft_id = make_draft(citizen)
        ends = Draft.objects.get(id=draft_id).expires_at

        assert drafts.warn_of_expiry(at=ends - timedelta(days=4)) == 0
        assert drafts.delete_expired(at=ends + timedelta(days=1)) == 0, "nobody was told"
        assert drafts.warn_of_expiry(at=ends - timedelta(days=2)) == 1
        assert drafts.warn_of_expiry(at=ends - timedelta(days=1)) == 0
        assert told(citizen.party_id, "draft-expiring") == 1
        assert drafts.delete_expired(at=ends - timedelta(hours=1)) == 0
        assert drafts.delete_expired(at=ends + timedelta(days=2)) == 1
        assert not Draft.objects.filter(id=draft_id).exists()

    def test_what_was_handed_in_stays(self):
        load_messages()
        citizen = make_citizen()
        done = hand_in(citizen, make_draft(citizen))

        assert drafts.warn_of_expiry(at=AT + timedelta(days=365)) == 0
        assert drafts.delete_expired(at=AT + timedelta(days=400)) == 0
        assert queries.get_application(viewer=citizen, reference=done.reference)
