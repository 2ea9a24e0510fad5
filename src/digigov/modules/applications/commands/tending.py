"""Files that were sent for an application that nobody handed in."""

from datetime import datetime, timedelta

from digigov.kernel.actor import system
from digigov.modules.applications import rules
from digigov.modules.applications.models import Draft
from digigov.modules.documents import commands as documents
from digigov.modules.forms import queries as forms
from digigov.modules.signing.queries import list_files_in_use

KEPT_FOR = timedelta(days=7)


def sweep_files(*, at: datetime) -> int:
    """Forget files that were sent a week ago and that neither a case, a living draft nor a paper to sign holds. Returns how many."""
    living = Draft.objects.filter(submitted_at=None).values_list("service", "version", "answers")
    held = {
        file_id
        for service, version, answers in living.iterator()
        for file_id in rules.file_ids(forms.get_form(service, version), answers)
    }
    spare = held | list_files_in_use()
    return documents.sweep_files(by=system("drafts"), at=at, before=at - KEPT_FOR, spare=spare)
