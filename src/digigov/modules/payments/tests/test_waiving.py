"""A payer asks to be let off a fee."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.casework import commands as casework
from digigov.modules.casework.queries import public_status, public_timeline
from digigov.modules.documents.queries import list_files
from digigov.modules.documents.testing import make_file
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.payments import commands, errors, queries
from digigov.modules.payments.models import WaiverRequest
from digigov.modules.payments.testing import AT, FEE, STEPS, make_due, make_payer, make_service, pay, violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    make_organizations()
    return make_officer()


def ask(due, **given):
    wanted = {"by": due.payer, "ground": 0, "reason": "I receive public assistance since May"}
    commands.ask_for_waiver(at=AT, payment_id=due.payment_id, **{**wanted, **given})


class TestAskForWaiver:
    def test_passes_the_turn_to_the_office(self, clerk):
        due = make_due()

        ask(due)

        assert public_status(due.case_id).turn == "officer"
        assert "assistance" not in str([line.values for line in public_timeline(case_id=due.case_id, page=Page())])
        assert WaiverRequest.objects.get().state == "asked"

    def test_gives_the_papers_to_the_case(self, clerk):
        due = make_due()
        mine = make_file(by=due.payer)

        ask(due, file_ids=[mine])

        assert len(list_files(viewer=due.payer, file_ids=[mine])) == 1
        assert WaiverRequest.objects.get().file_ids == [str(mine)]

    def test_takes_nobody_elses_paper(self, clerk):
        due = make_due()

        with pytest.raises(NotFound):
            ask(due, file_ids=[make_file()])

        assert not WaiverRequest.objects.exists()

    def test_is_the_payers_alone(self, clerk):
        due = make_due()

        for by in (ANONYMOUS, make_payer(), clerk):
            with pytest.raises(NotAllowed):
                ask(due, by=by)

        assert not WaiverRequest.objects.exists()

    @pytest.mark.parametrize("wrong", [{"ground": 2}, {"ground": -1}, {"reason": " "}, {"reason": "x" * 2001}])
    def test_wants_a_ground_and_a_reason(self, clerk, wrong):
        with pytest.raises(InvalidInput):
            ask(make_due(), **wrong)

    def test_takes_no_more_papers_than_the_definition(self, clerk):
        due = make_due(service=make_service(fee={**FEE, "waiver": {**FEE["waiver"], "files": 0}}))

        with pytest.raises(InvalidInput):
            ask(due, file_ids=[make_file(by=due.payer)])

    def test_once_and_only_while_due_and_only_where_a_waiver_is_known(self, clerk, gateway):
        asked, paid = make_due(), make_due()
        without = make_due(service=make_service(fee={**FEE, "waiver": None}))
        ask(asked)
        pay(paid, gateway)

        with pytest.raises(errors.WaiverAskedAlready):
            ask(asked)
        for due in (paid, without):
            with pytest.raises(errors.CannotBeWaived):
                ask(due)

    def test_no_time_to_pay_is_lost_while_the_office_looks(self, clerk):
        lapse = {**STEPS[0], "within": 5, "missed": {"do": "go", "go": "refused"}}
        due = make_due(service=make_service(steps=(lapse, *STEPS[1:])))
        ask(due)

        casework.watch_deadlines(by=system("clock"), at=AT + timedelta(days=30))
        assert public_status(due.case_id).step == "pay"
        commands.refuse_waiver(by=clerk, at=AT + timedelta(days=31), payment_id=due.payment_id, reason="No letter")

        status = public_status(due.case_id)
        assert status.turn == "applicant"
        assert status.due_at > AT + timedelta(days=35)
        casework.watch_deadlines(by=system("clock"), at=AT + timedelta(days=60))
        assert public_status(due.case_id).state == "closed"

    def test_who_pays_meanwhile_has_paid(self, clerk, gateway):
        due = make_due()
        ask(due)

        pay(due, gateway)

        assert due.payment.state == "paid"
        assert queries.count_waivers_asked(viewer=clerk) == 0
        with pytest.raises(errors.NoWaiverAsked):
            commands.refuse_waiver(by=clerk, at=AT, payment_id=due.payment_id, reason="Too late")


class TestDecision:
    def test_granted_the_case_goes_on(self, clerk):
        due = make_due()
        ask(due)

        commands.waive(by=clerk, at=AT, payment_id=due.payment_id, ground=0, note="Letter seen")
        commands.pass_on(at=AT, payment_id=due.payment_id)

        assert WaiverRequest.objects.get().state == "granted"
        assert public_status(due.case_id).step == "review"
        assert violations() == []

    def test_refused_with_a_reason_the_fee_is_due_and_is_not_asked_again(self, clerk):
        due = make_due()
        ask(due)

        with pytest.raises(InvalidInput):
            commands.refuse_waiver(by=clerk, at=AT, payment_id=due.payment_id, reason="")
        commands.refuse_waiver(by=clerk, at=AT, payment_id=due.payment_id, reason="The letter is of another person")

        assert (due.payment.state, WaiverRequest.objects.get().state) == ("due", "refused")
        with pytest.raises(errors.WaiverAskedAlready):
            ask(due)

    def test_only_by_the_role_of_the_definition(self, clerk):
        due = make_due()
        ask(due)

        for by in (ANONYMOUS, due.payer, make_payer(), make_officer(unit="treasury")):
            with pytest.raises(NotAllowed):
                commands.refuse_waiver(by=by, at=AT, payment_id=due.payment_id, reason="Not mine to say")

        assert WaiverRequest.objects.get().state == "asked"
