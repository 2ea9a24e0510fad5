"""Rows that a command works on, locked: the case first, always, so that no two commands wait for each other."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.casework.models import Case, StepRun, Task


class CaseIsClosed(DomainError):
    code = "case-is-closed"
    message = _("This case is closed. Nothing in it can be changed any more.")


def lock_case(case_id: UUID) -> Case:
    """:raises NotFound: if there is no such case."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NotFound
    return case


def lock_task(task_id: UUID) -> tuple[Case, Task]:
    """The task as it stands once its case is ours. :raises NotFound:"""
    case_id = Task.objects.filter(id=task_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = lock_case(case_id)
    return case, Task.objects.select_related("run").get(id=task_id)


def lock_run(run_id: UUID) -> tuple[Case, StepRun]:
    """:raises NotFound: if there is no such step."""
    case_id = StepRun.objects.filter(id=run_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = lock_case(case_id)
    return case, StepRun.objects.get(id=run_id)


def require_open(case: Case) -> None:
    if case.state != "open":
        raise CaseIsClosed
