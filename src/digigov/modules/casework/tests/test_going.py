"""A case from its first step to its end."""

import pytest
from django.apps import apps

from digigov.kernel.actor import system
from digigov.kernel.errors import InvalidInput
from digigov.kernel.ids import new_id
from digigov.modules.casework import commands
from digigov.modules.casework.models import Decision, StepRun, Task, TimelineEntry
from digigov.modules.casework.testing import PLAIN, REASON, UNIT, make_case, make_workflow
from digigov.modules.casework.tests.conftest import AT, case_of, citizen, open_task
from digigov.modules.notifications.testing import make_template
from digigov.modules.organizations.testing import make_officer, make_organizations

MACHINE = system("test")


def kinds(case_id, **which):
    return list(TimelineEntry.objects.filter(case_id=case_id, **which).order_by("id").values_list("kind", flat=True))


@pytest.mark.django_db
class TestTellingSomebodyWithoutAnAccount:
    TELL = (
        {"id": "news", "type": "tell", "title": "We tell you", "role": "system", "next": {"told": "done"},
         "with": {"message": "news"}},
        {"id": "done", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "closed"}},
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("answers", "channels"),
        [({"contact_email": "a@example.org"}, ["email"]), ({"contact_phone": "+17585550123"}, ["sms"]), ({}, [])],
    )
    def test_goes_to_the_address_that_was_left(self, answers, channels):
        make_workflow(self.TELL, service="report")
        make_template("news", values=[], subject="News", email="Dear {{ name }}, it is mended.", sms="Mended")

        case_id = commands.open_case(
            by=MACHINE, at=AT, service="report", version=1, unit=UNIT, applicant_id=None, reference="A26-7000001-1",
            facts={"answers": answers}, language="en", title="Report",
        )  # fmt: skip

        sent = apps.get_model("notifications", "Delivery").objects.filter(message__case_id=case_id)
        assert [each.channel for each in sent if each.message.template == "news"] == channels
        assert all("Dear Sir or Madam," in each.text for each in sent if each.channel == "email")


class TestOpenCase:
    def test_starts_the_first_step_with_its_task_and_clock(self, case_id):
        task = open_task(case_id)

        assert (task.role, task.unit, task.claimed_by) == ("records-clerk", "police-records", None)
        assert task.due_at.isoformat() == "2026-06-05T20:30:00+00:00"  # the 4th is Corpus Christi
        assert task.run.watch_at.isoformat() == "2026-06-03T20:30:00+00:00"
        assert kinds(case_id, is_public=True) == ["opened", "step-started"]

    def test_the_same_reference_is_the_same_case(self, island):
        first = make_case(reference="A26-8999999-1")

        assert make_case(reference="A26-8999999-1") == first
        assert StepRun.objects.filter(case_id=first).count() == 1

    def test_refuses_a_version_that_was_never_published(self, island):
        with pytest.raises(commands.WorkflowNotPublished):
            make_case(version=9)

    def test_keeps_its_version_to_the_end(self, case_id, clerk):
        make_workflow([{**PLAIN[0], "next": {"approve": "lapsed", "refuse": "refused"}}, *PLAIN[3:]], version=2)

        commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="approve")

        assert case_of(case_id).outcome == "granted"


class TestPublishWorkflow:
    def test_the_same_again_changes_nothing_and_another_is_refused(self, island):
        make_workflow()
        with pytest.raises(commands.AlreadyPublished):
            make_workflow([*PLAIN[:1], *PLAIN[2:]])


class TestCompleteTask:
    def test_approves(self, case_id, clerk):
        task = open_task(case_id)

        commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="approve", note="All in order")

        case, decision = case_of(case_id), Decision.objects.get(task=task)
        assert (case.state, case.outcome, case.step) == ("closed", "granted", "done")
        assert (decision.by_party, decision.note) == (clerk.party_id, "All in order")
        assert not Task.objects.filter(case=case, state__in=["open", "waiting"]).exists()

    def test_refuses_with_a_ground_only(self, case_id, clerk):
        task = open_task(case_id)

        with pytest.raises(InvalidInput) as refused:
            commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="refuse")
        assert set(refused.value.errors) == {"reason_id"}
        commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="refuse", reason_id=REASON["id"])

        assert case_of(case_id).outcome == "refused"
        assert Decision.objects.get(task=task).law == REASON["law"]

    def test_knows_only_the_steps_outcomes(self, case_id, clerk):
        with pytest.raises(commands.UnknownStepOutcome):
            commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="dance")

    def test_a_task_is_done_once(self, case_id, clerk):
        task = open_task(case_id)
        commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="approve")

        with pytest.raises(commands.CaseIsClosed):
            commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="approve")

    def test_findings_are_checked_and_become_facts(self, island, clerk, monkeypatch):
        class Check:
            def check(self, *, questions, raw):
                if "risk" not in raw:
                    raise InvalidInput({"risk": "Say the risk."})
                return {"risk": raw["risk"]}

        monkeypatch.setattr("digigov.modules.casework.commands.deciding.findings_check", Check)
        make_workflow([{**PLAIN[0], "findings": [{"id": "risk"}], "with": {}}, *PLAIN[1:]], version=5)
        case_id = make_case(version=5)
        task = open_task(case_id)

        with pytest.raises(InvalidInput):
            commands.complete_task(by=clerk, at=AT, task_id=task.id, outcome="approve")
        other, more = make_case(version=5), commands.Request(text="Say more")
        commands.complete_task(by=clerk, at=AT, task_id=open_task(other).id, outcome="ask-more", request=more)
        commands.complete_task(
            by=clerk, at=AT, task_id=task.id, outcome="approve", findings={"risk": "low", "else": "x"}
        )

        assert case_of(case_id).facts["findings"] == {"review": {"risk": "low"}}
        assert case_of(other).step == "more"


class TestAskForMore:
    def test_there_and_back(self, island, clerk):
        ana = citizen()
        case_id = make_case(applicant_id=ana.party_id, facts={"answers": {"purpose": "travel", "name": "Ana"}})
        request = commands.Request(text="Say it again", questions=("purpose",), files=1)

        with pytest.raises(InvalidInput) as refused:
            commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="ask-more")
        assert set(refused.value.errors) == {"request_text"}
        commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="ask-more", request=request)
        with pytest.raises(InvalidInput) as refused:
            commands.answer_request(by=ana, at=AT, case_id=case_id, answers={"name": "Other"})
        assert set(refused.value.errors) == {"name"}
        commands.answer_request(
            by=ana, at=AT, case_id=case_id, answers={"purpose": "work"}, file_ids=[new_id()], message="Here"
        )

        assert case_of(case_id).step == "review"
        assert case_of(case_id).facts["answers"] == {"purpose": "work", "name": "Ana"}
        reply = StepRun.objects.get(case_id=case_id, key="more").reply
        assert (reply["message"], len(reply["file_ids"])) == ("Here", 1)
        assert [k for k in kinds(case_id, is_public=True) if k in ("asked", "answered")] == ["asked", "answered"]
        with pytest.raises(commands.NotAsked):
            commands.answer_request(by=ana, at=AT, case_id=case_id, answers={}, message="Again")


class TestChangingOnesMind:
    def test_withdraws_while_the_definition_allows(self, island):
        ana = citizen()
        make_workflow(version=2, withdraw_until=["more"])
        free, bound = make_case(applicant_id=ana.party_id), make_case(applicant_id=ana.party_id, version=2)

        commands.withdraw_case(by=ana, at=AT, case_id=free, reason="Not needed any more")
        with pytest.raises(commands.TooLateToWithdraw):
            commands.withdraw_case(by=ana, at=AT, case_id=bound)

        assert case_of(free).outcome == "withdrawn"
        assert not Task.objects.filter(case_id=free, state="open").exists()
        assert case_of(bound).state == "open"

    def test_corrects_while_the_definition_allows(self, island):
        ana = citizen()
        make_workflow(version=2, correct_until=["review"])
        facts = {"answers": {"name": "Ana", "age": 1}}
        bound = make_case(applicant_id=ana.party_id, facts=facts)
        free = make_case(applicant_id=ana.party_id, version=2, facts=facts)

        with pytest.raises(commands.TooLateToCorrect):
            commands.correct_answers(by=ana, at=AT, case_id=bound, answers={"name": "Anna"})
        commands.correct_answers(by=ana, at=AT, case_id=free, answers={"name": "Anna"})

        assert case_of(free).facts["answers"] == {"name": "Anna"}
        before = TimelineEntry.objects.get(case_id=free, kind="answers-before")
        assert (before.is_public, before.values) == (False, {"answers": {"name": "Ana", "age": 1}})


class TestFinishStep:
    @pytest.fixture
    def asked(self, case_id, clerk):
        commands.complete_task(
            by=clerk, at=AT, task_id=open_task(case_id).id, outcome="ask-more", request=commands.Request(text="Well?")
        )
        return StepRun.objects.get(case_id=case_id, finished_at=None)

    def test_is_harmless_when_repeated(self, asked, case_id):
        for _ in range(3):
            commands.finish_step(
                by=MACHINE, at=AT, step_id=asked.id, outcome="answered", facts={"reads": {"people": {"born": 1990}}}
            )

        assert case_of(case_id).facts["reads"] == {"people": {"born": 1990}}
        assert list(StepRun.objects.filter(case_id=case_id).order_by("number").values_list("key", flat=True)) == [
            "review",
            "more",
            "review",
        ]

    def test_refuses_an_outcome_that_the_step_lacks(self, asked):
        with pytest.raises(commands.UnknownStepOutcome):
            commands.finish_step(by=MACHINE, at=AT, step_id=asked.id, outcome="paid")


class TestSignOff:
    def steps(self, order):
        signers = [{"role": "records-clerk", "title": "Clerk"}, {"role": "inspector", "title": "Inspector"}]
        return [
            {
                "id": "sign",
                "type": "sign-off",
                "title": "Signatures",
                "role": "records-clerk",
                "next": {"signed": "done", "returned": "lapsed"},
                "with": {"signers": signers, "order": order},
            },
            *PLAIN[2:3],
            *PLAIN[4:],
        ]

    @pytest.fixture(params=["in-order", "parallel"])
    def case_id(self, db, request):
        make_organizations()
        make_workflow(self.steps(request.param))
        return make_case()

    def test_takes_every_signature(self, case_id):
        clerk, inspector = make_officer(), make_officer(role="inspector")
        first, second = Task.objects.filter(case_id=case_id).order_by("position")
        if second.state == "waiting":
            with pytest.raises(commands.TaskIsDone):
                commands.complete_task(by=inspector, at=AT, task_id=second.id, outcome="signed")

        commands.complete_task(by=clerk, at=AT, task_id=first.id, outcome="signed")
        assert case_of(case_id).state == "open"
        commands.complete_task(by=inspector, at=AT, task_id=second.id, outcome="signed")

        assert case_of(case_id).outcome == "granted"

    def test_whoever_returns_it_ends_it(self, case_id):
        first = Task.objects.filter(case_id=case_id).order_by("position")[0]

        commands.complete_task(by=make_officer(), at=AT, task_id=first.id, outcome="returned")

        assert case_of(case_id).outcome == "lapsed"
        assert set(Task.objects.filter(case_id=case_id).values_list("state", flat=True)) == {"done", "dropped"}


class TestCompleteTasks:
    def test_only_harmless_outcomes_each_on_its_own(self, island, clerk):
        own = make_case(applicant_id=clerk.party_id)
        others = [make_case(), make_case()]
        ids = [open_task(each).id for each in (own, *others)]

        refused = commands.complete_tasks(by=clerk, at=AT, task_ids=ids, outcome="refuse")
        done = commands.complete_tasks(by=clerk, at=AT, task_ids=ids, outcome="approve")

        assert {type(result.refusal) for result in refused} == {commands.OwnOrRelativesCase, commands.NotInBulk}
        assert [type(result.refusal) for result in done] == [commands.OwnOrRelativesCase, type(None), type(None)]
        assert [case_of(each).state for each in (own, *others)] == ["open", "closed", "closed"]

    def test_not_those_of_which_the_register_said_nothing(self, island, clerk):
        check = {**PLAIN[0], "with": {"bulk": ["approve"], "bulk_when": {"fact": "reads.people.owes", "is": False}}}
        make_workflow([check, *PLAIN[1:]], version=2)
        said = [
            {"reads": {"people": {"owes": False}}},
            {"reads": {"people": {"owes": True}}},
            {"reads": {"people": {}}},
            {},
        ]
        cases = [make_case(version=2, facts={"answers": {}, **each}) for each in said]

        done = commands.complete_tasks(
            by=clerk, at=AT, task_ids=[open_task(each).id for each in cases], outcome="approve"
        )

        assert [type(result.refusal) for result in done] == [type(None)] + [commands.NeedsALook] * 3
        assert [case_of(each).state for each in cases] == ["closed", "open", "open", "open"]


class TestOnlyWhen:
    """An outcome that goes only with some findings."""

    QUESTION = {"id": "free", "type": "choice", "label": "Which is free?"}
    CHOICES = [{"value": each, "label": each.title()} for each in ("first", "second", "neither")]

    @pytest.fixture
    def naming(self, island):
        finding = {**self.QUESTION, "choices": self.CHOICES}
        only = {"approve": {"fact": "findings.review.free", "in": ["first", "second"]}}
        make_workflow([{**PLAIN[0], "findings": [finding], "with": {"only_when": only}}, *PLAIN[1:]], version=2)
        return make_case(version=2)

    def test_is_refused_with_others(self, naming, clerk):
        with pytest.raises(InvalidInput) as refusal:
            commands.complete_task(
                by=clerk, at=AT, task_id=open_task(naming).id, outcome="approve", findings={"free": "neither"}
            )

        assert set(refusal.value.errors) == {"outcome"}
        assert case_of(naming).state == "open"

    def test_is_taken_with_those(self, naming, clerk):
        commands.complete_task(
            by=clerk, at=AT, task_id=open_task(naming).id, outcome="approve", findings={"free": "second"}
        )

        assert case_of(naming).outcome == "granted"


class TestRefuse:
    GROUNDS = {"id": "no", "type": "refuse", "title": "Refused", "next": {"refused": "refused"}}

    @pytest.mark.parametrize("role", ["records-clerk", "system"])
    def test_tells_the_ground_in_law(self, island, clerk, role):
        by_officer = role != "system"
        refusal = {**self.GROUNDS, "role": role, "reasons": [REASON] if by_officer else []}
        check = {**PLAIN[0], "next": {"approve": "done", "ask-more": "more", "refuse": "no"}}
        make_workflow([{**check, "reasons": [] if by_officer else [REASON]}, refusal, *PLAIN[1:]], version=2)
        case_id = make_case(version=2)
        ground = {"reason_id": REASON["id"]}

        commands.complete_task(
            by=clerk, at=AT, task_id=open_task(case_id).id, outcome="refuse", **({} if by_officer else ground)
        )
        if by_officer:
            commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="refused", **ground)

        line = TimelineEntry.objects.get(case_id=case_id, kind="refused")
        assert (line.is_public, line.values) == (True, {"reason": REASON["text"], "law": REASON["law"]})
        assert case_of(case_id).outcome == "refused"
