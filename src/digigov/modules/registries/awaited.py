"""Reading for a case that waits: ask the register, then finish the step."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.errors import AdapterFailure
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.registries import commands
from digigov.modules.registries.models import AwaitedRead
from digigov.modules.registries.steps import READER


def read_for_step(*, at: datetime, step_id: UUID, is_last_try: bool) -> None:
    """
    Read what the step waits for and finish it. Harmless when repeated.

    :raises AdapterFailure: if the register is down and this is not the last try; the last ends the step ``unavailable``.
    """
    awaited = AwaitedRead.objects.filter(step_id=step_id).first()
    if awaited is None:
        return
    try:
        reading = commands.read(
            by=READER,
            at=at,
            register=awaited.register,
            key=awaited.key,
            under=awaited.under,
            fields=awaited.fields,
            purpose=Purpose("decide-case", case_id=awaited.case_id),
            why=awaited.purpose,
            about=awaited.about,
            may_be_stale=False,
        )
    except AdapterFailure as failure:
        if failure.temporary and not is_last_try:
            raise
        _finish(awaited, at=at, outcome="unavailable", values={})
        return
    except commands.ReadRefused:  # the register no longer says that it may be read for this
        _finish(awaited, at=at, outcome="unavailable", values={})
        return
    _finish(awaited, at=at, outcome="found" if reading.found else "not-found", values=dict(reading.values))


@transaction.atomic
def _finish(awaited: AwaitedRead, *, at: datetime, outcome: str, values: dict[str, object]) -> None:
    casework.finish_step(
        by=READER, at=at, step_id=awaited.step_id, outcome=outcome, facts={"reads": {awaited.register: values}}
    )
    awaited.delete()
