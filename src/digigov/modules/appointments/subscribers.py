"""News from casework."""

from digigov.kernel.events import subscribe
from digigov.modules.appointments.commands import close_appointment
from digigov.modules.casework.events import StepFinished


@subscribe(StepFinished)
def step_finished(event: StepFinished) -> None:
    if event.type in ("meet", "inspect"):
        close_appointment(at=event.finished_at, step_id=event.step_id)
