"""The worker of a test: what was deferred is done at once, in order, until nothing is left."""

from types import SimpleNamespace

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

LEFT_ALONE = ("notifications.deliver_message",)  # no mail leaves a test
LAST_TRY = SimpleNamespace(job=SimpleNamespace(attempts=99))


class Worker:
    def __init__(self) -> None:
        self.done: set[int] = set()
        self.left_alone: tuple[str, ...] = LEFT_ALONE

    def work(self) -> None:
        while waiting := self._waiting():
            for job in waiting:
                self.done.add(job.id)
                task = app.tasks[job.task_name]
                task(*([LAST_TRY] if task.pass_context else []), **job.args)

    def _waiting(self) -> list[ProcrastinateJob]:
        jobs = ProcrastinateJob.objects.exclude(task_name__in=self.left_alone).order_by("id")
        return [job for job in jobs if job.id not in self.done]
