"""Applications that are signed: by whom, what exactly, when anew, and on paper at a counter."""

import pytest
from django.apps import apps

from digigov.kernel.actor import Actor, Grant
from digigov.kernel.errors import NotFound
from digigov.kernel.ids import new_id
from digigov.modules.applications import commands, queries
from digigov.modules.applications.models import AnswerSet, Application, Draft
from digigov.modules.applications.queries import Holder
from digigov.modules.applications.testing import AT, hand_in, make_citizen, plain_answers
from digigov.modules.catalog.testing import make_service
from digigov.modules.documents.commands import store_file
from digigov.modules.documents.testing import make_pdf, make_picture
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import load_messages
from digigov.modules.mandates.testing import acting
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures.commands import NotAuthorized, NotProved
from digigov.modules.signatures.testing.people import authorize, make_signer
from digigov.modules.signing import commands as signing
from digigov.modules.signing.queries import open_drawn

pytestmark = pytest.mark.django_db
DrawnPaper = apps.get_model("signing", "DrawnPaper")
SERVICE, TRUE = "shop-licence", {"is_true": "yes"}


def draw(answers):
    return make_pdf()


@pytest.fixture(autouse=True)
def _service():
    make_service(described={"signature": {"kind": "application"}})
    load_messages()


def begin(by, **given):
    draft_id = commands.start_draft(by=by, at=AT, service=SERVICE, language="en", **given)
    Draft.objects.filter(id=draft_id).update(answers=plain_answers(), seen_pages=["age"])
    return draft_id


def drawn(by, draft_id, draw=draw):
    return commands.draw_application(
        by=Holder(by), at=AT, draft_id=draft_id, declarations=TRUE, context=forms.context_at(AT), draw=draw
    )


def sign(by, paper_id, allowed=None):
    pdf = open_drawn(viewer=by, at=AT, paper_id=paper_id).content
    allowed = allowed or authorize(by.as_oneself(), pdf, at=AT)
    return commands.sign_and_submit(
        by=Holder(by), at=AT, paper_id=paper_id, authorization_id=allowed, context=forms.context_at(AT)
    )


def signature_of(reference):
    found = Application.objects.get(reference=reference)
    return queries.find_signature(case_id=found.case_id, service=found.service, version=found.version)


@pytest.fixture
def ada():
    return make_signer(at=AT)


class TestSignAndSubmit:
    def test_hands_in_and_files_the_signed_paper_to_the_case(self, ada):
        done = sign(ada, drawn(ada, begin(ada)))

        given, case = signature_of(done.reference), Application.objects.get(reference=done.reference).case_id
        file = apps.get_model("documents", "File").objects.get(id=given.file_id)
        assert (given.state, given.by_name, file.case_id) == ("signed", "Testa Fictional", case)
        kinds = apps.get_model("casework", "TimelineEntry").objects.filter(case_id=case).values_list("kind", flat=True)
        assert "signed" in kinds

    def test_the_paper_is_drawn_of_the_answers_as_they_were_checked(self, ada):
        seen = []
        drawn(ada, begin(ada), draw=lambda answers: seen.append(answers) or make_pdf())

        assert seen[0]["is_true"] is True

    def test_answers_changed_since_are_read_and_signed_anew(self, ada):
        draft_id = begin(ada)
        paper_id = drawn(ada, draft_id)
        answers = Draft.objects.get(id=draft_id).answers
        Draft.objects.filter(id=draft_id).update(
            answers={**answers, "full_name": {"given": "Anna", "family": "Toussaint"}}
        )

        with pytest.raises(commands.PaperIsOld):
            sign(ada, paper_id)
        assert not Application.objects.exists()

        assert signature_of(sign(ada, drawn(ada, draft_id)).reference).counts

    def test_drawing_anew_takes_the_place_of_what_nobody_signed(self, ada):
        draft_id = begin(ada)
        first = drawn(ada, draft_id)
        drawn(ada, draft_id)

        assert DrawnPaper.objects.count() == 1
        with pytest.raises(NotFound):
            sign(ada, first)

    def test_a_permission_for_other_bytes_signs_nothing_and_hands_in_nothing(self, ada):
        paper_id = drawn(ada, begin(ada))

        with pytest.raises(NotAuthorized):
            sign(ada, paper_id, allowed=authorize(ada, b"something else", at=AT))
        assert not Application.objects.exists() and not DrawnPaper.objects.exclude(signed="").exists()

    def test_not_twice(self, ada):
        paper_id = drawn(ada, begin(ada))
        sign(ada, paper_id)

        with pytest.raises(commands.AlreadySubmitted):
            sign(ada, paper_id)

    def test_not_the_paper_of_somebody_else(self, ada):
        paper_id, other = drawn(ada, begin(ada)), make_signer(at=AT)

        with pytest.raises(NotFound):
            commands.sign_and_submit(
                by=Holder(other), at=AT, paper_id=paper_id, authorization_id=new_id(), context=forms.context_at(AT)
            )


class TestSubmit:
    def test_refuses_what_is_not_signed(self, ada):
        with pytest.raises(commands.NotSigned):
            hand_in(ada, begin(ada))

    def test_refuses_whoever_has_not_shown_who_they_are(self):
        stranger = make_citizen()

        with pytest.raises(NotProved):
            drawn(stranger, begin(stranger))

    def test_a_file_that_is_no_longer_what_was_signed_does_not_count(self, ada):
        done = sign(ada, drawn(ada, begin(ada)))
        DrawnPaper.objects.update(signed="0" * 64)

        assert signature_of(done.reference).state == "damaged"

    def test_a_service_without_a_signature_draws_none(self, ada):
        make_service(described={"signature": None})

        with pytest.raises(commands.NothingToSign):
            drawn(ada, begin(ada))


class TestActing:
    def test_the_agent_signs_with_their_own_key_for_the_other(self, ada):
        other = make_person(given_names="Olive", family_name="Elsewhere")
        agent = acting(ada, principal_id=other)

        given = signature_of(sign(agent, drawn(agent, begin(agent))).reference)
        assert (given.state, given.by_name, given.for_whom) == ("signed", "Testa Fictional", "Olive Elsewhere")
        assert given.mandate_id == agent.acting.mandate_id

    def test_not_for_oneself_what_was_drawn_while_acting(self, ada):
        agent = acting(ada, principal_id=make_person())
        paper_id = drawn(agent, begin(agent))

        with pytest.raises(NotFound):
            open_drawn(viewer=ada, at=AT, paper_id=paper_id)


class TestAtTheCounter:
    @pytest.fixture
    def clerk(self):
        return Actor(
            kind="officer", account_id=new_id(), party_id=make_person(), grants=frozenset({Grant("counter.assist")})
        )

    @pytest.fixture
    def draft(self, clerk, ada):
        return begin(clerk, party_id=ada.party_id, agreement="said yes at the counter")

    def submit(self, clerk, draft, **more):
        return commands.submit(
            by=Holder(clerk), at=AT, draft_id=draft, declarations=TRUE, context=forms.context_at(AT), **more
        )

    def test_the_officer_never_signs_for_the_person(self, clerk, draft):
        with pytest.raises(commands.NotYoursToSign):
            drawn(clerk, draft)

    def test_a_scan_of_what_was_signed_by_hand_goes_to_the_case_and_the_person(self, clerk, draft, ada):
        scan = store_file(by=clerk, at=AT, name="signed.jpg", content=make_picture())
        done = self.submit(clerk, draft, scan_id=scan)

        given = signature_of(done.reference)
        file = apps.get_model("documents", "File").objects.get(id=scan)
        assert (given.state, given.file_id) == ("by-hand", scan)
        assert file.case_id and file.holder_id == ada.party_id

    def test_not_somebody_else_s_file_as_the_scan(self, clerk, draft, ada):
        scan = store_file(by=ada, at=AT, name="signed.jpg", content=make_picture())

        with pytest.raises(NotFound):
            self.submit(clerk, draft, scan_id=scan)

    def test_without_one_it_is_handed_in_unsigned_and_the_person_signs_later(self, clerk, draft, ada):
        reference = self.submit(clerk, draft).reference
        assert signature_of(reference).state == "missing"

        paper_id = commands.draw_handed_in(by=ada, at=AT, reference=reference, draw=draw)
        allowed = authorize(ada, open_drawn(viewer=ada, at=AT, paper_id=paper_id).content, at=AT)
        assert commands.sign_handed_in(by=ada, at=AT, paper_id=paper_id, authorization_id=allowed) == reference
        assert signature_of(reference).state == "signed"


class TestAfterwards:
    def test_corrected_answers_are_signed_anew(self, ada):
        reference = sign(ada, drawn(ada, begin(ada))).reference
        with pytest.raises(commands.NothingToSign):
            commands.draw_handed_in(by=ada, at=AT, reference=reference, draw=draw)
        application = Application.objects.get(reference=reference)
        answers = {**application.answer_sets.get().answers, "full_name": {"given": "Anna", "family": "Toussaint"}}
        AnswerSet.objects.create(application=application, number=2, answers=answers, given_at=AT)
        assert signature_of(reference).state == "changed"

        paper_id = commands.draw_handed_in(by=ada, at=AT, reference=reference, draw=draw)
        allowed = authorize(ada, open_drawn(viewer=ada, at=AT, paper_id=paper_id).content, at=AT)
        commands.sign_handed_in(by=ada, at=AT, paper_id=paper_id, authorization_id=allowed)
        assert signature_of(reference).state == "signed"

    def test_what_nobody_signs_in_a_day_goes_with_its_file(self, ada):
        drawn(ada, begin(ada))
        files = apps.get_model("documents", "File").objects
        assert files.count() == 1

        assert signing.drop_waiting(at=AT) == 0
        assert signing.drop_waiting(at=AT.replace(day=AT.day + 2)) == 1
        assert (files.count(), DrawnPaper.objects.count()) == (0, 0)
