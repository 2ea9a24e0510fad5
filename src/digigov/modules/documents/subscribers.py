"""News from below: a refusal was made, so its letter is written; a case is another person's, and its papers with it."""

from digigov.kernel.actor import system
from digigov.kernel.events import subscribe
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as casework
from digigov.modules.casework.definitions import RefuseParameters
from digigov.modules.casework.events import CaseHandedOver, StepFinished
from digigov.modules.documents import commands
from digigov.modules.documents.papers import wanted_for
from digigov.modules.documents.steps import MACHINE
from digigov.modules.organizations.queries import find_title


@subscribe(StepFinished)
def write_refusal(event: StepFinished) -> None:
    """
    The decision letter of a refusal, with its ground, its law and the way of appeal; to nobody if nobody asked by name, and
    none when the applicant took the application back before it was refused.
    """
    if event.type != "refuse" or event.outcome != "refused":
        return
    step = casework.get_step(viewer=MACHINE, step_id=event.step_id)
    asked = RefuseParameters.model_validate(step.definition.parameters)
    if step.applicant_id is None:
        return
    case = casework.get_case(
        viewer=system("documents"), at=event.finished_at, case_id=event.case_id, purpose=Purpose("write-decision")
    )
    grounded = [each for each in case.decisions if each.reason][-1:]
    signed_by = [find_title(party_id=each.by_party, unit=each.by_office, at=each.at) for each in grounded]
    more = {
        "paragraphs": [f"We have decided on your application {case.reference}: {case.title}. We cannot grant it."],
        "reasons": [{"text": each.reason, "law": each.law} for each in grounded],
    }
    commands.issue_letter(
        by=MACHINE,
        at=event.finished_at,
        service=event.service,
        version=event.version,
        template=asked.document,
        wanted=wanted_for(
            step,
            occasion=f"refusal:{event.step_id}",
            more=more,
            signed_by="" if asked.document else "".join(signed_by),
        ),
    )


@subscribe(StepFinished)
def drop_unsigned(event: StepFinished) -> None:
    """A paper that was drawn to be signed in a sign-off that ended otherwise is nothing."""
    if event.type == "sign-off":
        commands.drop_drawn_of(by=MACHINE, step_id=event.step_id)


@subscribe(CaseHandedOver)
def hand_over_papers(event: CaseHandedOver) -> None:
    commands.hand_over_papers(
        by=MACHINE,
        at=event.handed_over_at,
        case_id=event.case_id,
        from_party_id=event.from_party_id,
        to_party_id=event.to_party_id,
    )
