from dataclasses import dataclass, field
from typing import Any

import pytest

from digigov.modules.casework.ports import step_types
from digigov.modules.casework.rules import flow
from digigov.modules.casework.rules.checks import faults_of
from digigov.modules.casework.rules.requests import BadRequest, Request, check_request
from digigov.modules.casework.rules.walk import WalkStopped, walk
from digigov.modules.casework.testing import PLAIN, REASON, ROLE, workflow_from

END = {"id": "done", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "granted"}}


@dataclass
class Doing:
    step: str
    outcome: str
    findings: dict[str, Any] = field(default_factory=dict)
    reads: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


def review(**changes):
    """A review that is right, changed where a test wants it wrong."""
    return {
        "id": "review",
        "type": "review",
        "title": "Check",
        "role": ROLE,
        "next": {"approve": "done"},
        "labels": {"approve": "Approve"},
        **changes,
    }


def tell(key, to):
    return {
        "id": key,
        "type": "tell",
        "title": "Tell",
        "role": "system",
        "next": {"told": to},
        "with": {"message": "hello"},
    }


def read(to):
    return {
        "id": "look-up",
        "type": "read",
        "title": "Look up",
        "role": "system",
        "next": {"found": to, "not-found": to, "unavailable": to},
        "with": {"register": "people", "key": "answers.id", "fields": ["owes"], "purpose": "To see"},
    }


def rules_broken(*steps, **rest):
    return {fault.rule for fault in faults_of(workflow_from(steps, **rest), step_types())}


class TestFaults:
    def test_the_plain_workflow_has_none(self):
        assert faults_of(workflow_from(PLAIN), step_types()) == ()

    def test_many_may_be_decided_at_once_after_a_register_where_the_step_says_which(self):
        only = {"bulk": ["approve"], "bulk_when": {"fact": "reads.people.owes", "is": False}}

        assert rules_broken(read("review"), review(**{"with": only}), END) == set()

    @pytest.mark.parametrize(
        ("rule", "steps", "rest"),
        [
            ("step-twice", [review(), review(), END], {}),
            ("step-type", [review(type="ponder"), END], {}),
            ("step-parameters", [review(**{"with": {"colour": "blue"}}), END], {}),
            ("no-outcome", [review(next={}, labels={}), END], {}),
            ("outcome-missing", [{**tell("review", "done"), "next": {}}, END], {}),
            ("outcome-unknown", [{**tell("review", "done"), "next": {"told": "done", "seen": "done"}}, END], {}),
            ("target-unknown", [review(next={"approve": "nowhere"}), END], {}),
            ("table-hole", [review(next={"approve": [{"when": {"fact": "a", "is": 1}, "go": "done"}]}), END], {}),
            ("table-shadow", [review(next={"approve": [{"go": "done"}, {"go": "done"}]}), END], {}),
            ("end-goes-on", [review(), {**END, "next": {"again": "review"}}], {}),
            ("missed-without-deadline", [review(missed={"do": "remind"}), END], {}),
            ("missed-target", [review(within=3, missed={"do": "go"}), END], {}),
            ("reminder-too-early", [review(within=3, missed={"do": "remind", "remind_before": 3}), END], {}),
            ("label-unknown", [review(labels={"approve": "Yes", "deny": "No"}), END], {}),
            ("label-missing", [review(labels={}), END], {}),
            ("reason-twice", [review(reasons=[REASON, REASON]), END], {}),
            ("reasons-missing", [review(), {**END, "with": {"outcome": "refused"}}], {}),
            ("not-by-unknown", [review(not_by=["done"]), END], {}),
            ("role-misfit", [review(role="applicant"), END], {}),
            ("decides-unknown", [review(**{"with": {"decides": ["deny"]}}), END], {}),
            ("bulk-harmful", [review(**{"with": {"bulk": ["approve"]}, "findings": [{"id": "x"}]}), END], {}),
            ("bulk-harmful", [read("review"), review(**{"with": {"bulk": ["approve"]}}), END], {}),
            ("only-when-unknown", [review(**{"with": {"only_when": {"deny": {"fact": "a", "is": 1}}}}), END], {}),
            ("step-unreachable", [review(), tell("aside", "done"), END], {}),
            ("no-way-out", [review(next={"approve": "review"}), END], {}),
            ("spins", [tell("one", "two"), tell("two", "one"), END], {}),
            ("mind-unknown", [review(), END], {"withdraw_until": ["nowhere"]}),
        ],
    )
    def test_each_rule_finds_its_defect(self, rule, steps, rest):
        assert rule in rules_broken(*steps, **rest)

    def test_a_fault_says_where_it_is(self):
        (fault,) = (
            f
            for f in faults_of(workflow_from([review(next={"approve": "nowhere"}), END]), step_types())
            if f.rule == "target-unknown"
        )
        assert fault.path == ("steps", 0, "next")
        assert fault.sentence == "“review” leads to “nowhere”, which is no step"


class TestWalk:
    def test_goes_to_the_end_that_the_doings_choose(self):
        walked = walk(
            workflow_from(PLAIN),
            step_types(),
            {"answers": {"purpose": "travel"}},
            [
                Doing("review", "ask-more"),
                Doing("more", "answered", answers={"purpose": "work"}),
                Doing("review", "approve"),
            ],
        )

        assert walked.journey == ("review", "more", "review")
        assert walked.outcome == "granted"
        assert walked.visits[0].facts["answers"] == {"purpose": "travel"}
        assert walked.facts["answers"] == {"purpose": "work"}

    def test_what_an_officer_found_chooses_the_branch(self):
        table = [{"when": {"fact": "findings.review.risk", "is": "high"}, "go": "second"}, {"go": "done"}]
        second = review(id="second")
        steps = [review(next={"approve": table}), second, END]

        low = walk(workflow_from(steps), step_types(), {}, [Doing("review", "approve", findings={"risk": "low"})])
        high = walk(
            workflow_from(steps),
            step_types(),
            {},
            [Doing("review", "approve", findings={"risk": "high"}), Doing("second", "approve")],
        )

        assert low.journey == ("review",)
        assert high.journey == ("review", "second")

    def test_withdrawing_and_lapsing_end_the_walk(self):
        lapsed = [Doing("review", "ask-more"), Doing("more", "missed")]

        assert walk(workflow_from(PLAIN), step_types(), {}, [Doing("review", "withdrawn")]).outcome == "withdrawn"
        assert walk(workflow_from(PLAIN), step_types(), {}, lapsed).outcome == "lapsed"

    @pytest.mark.parametrize(
        ("doings", "sentence"),
        [
            ([], "nobody says what happens at “review”"),
            ([Doing("more", "answered")], "nobody says what happens at “review”; the next doing is for “more”"),
            ([Doing("review", "dance")], "“review” has no outcome “dance” for these facts"),
            ([Doing("review", "refuse")], "“review” refuses without a reason"),
            ([Doing("review", "refuse", reason="mood")], "“review” knows no reason “mood”"),
            (
                [Doing("review", "approve"), Doing("review", "approve")],
                "the case is closed before anybody does “review”",
            ),
        ],
    )
    def test_stops_with_a_sentence(self, doings, sentence):
        with pytest.raises(WalkStopped, match=sentence):
            walk(workflow_from(PLAIN), step_types(), {}, doings)


class TestFlow:
    def test_facts_are_added_one_level_deep(self):
        facts = flow.with_facts({"answers": {"a": 1}}, {"answers": {"b": 2}, "reads": {"vehicles": {"year": 2019}}})

        assert facts == {"answers": {"a": 1, "b": 2}, "reads": {"vehicles": {"year": 2019}}}

    @pytest.mark.parametrize(
        ("request_", "field"),
        [
            (None, "text"),
            (Request(text=" "), "text"),
            (Request(text="x" * 2001), "text"),
            (Request(text="Send it", questions=("other",)), "questions"),
            (Request(text="Send it", files=3), "files"),
        ],
    )
    def test_a_request_stays_within_its_step(self, request_, field):
        ask = flow.get_step(
            workflow_from([review(), {**PLAIN[1], "with": {"files": 2, "questions": ["purpose"]}}, END]), "more"
        )

        with pytest.raises(BadRequest) as refused:
            check_request(request_, ask)

        assert refused.value.field == field
