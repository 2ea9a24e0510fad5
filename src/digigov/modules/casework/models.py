"""Cases, the steps that they are in, and what people must do there. The database holds what must never be otherwise."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from digigov.kernel.ids import new_id


class WorkflowVersion(models.Model):
    """
    A published definition. Never changed: a case keeps its version to its end. ``body`` is JSON as text, because
    PostgreSQL's own JSON would put an officer's choices in another order.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="casework_one_workflow_per_version")]


class Case(models.Model):
    """
    One piece of work. ``unit`` is the organisation that answers for it, ``applicant_id`` the party who asked (None for an
    anonymous report), ``assisted_by`` the officer who opened it for somebody at the counter, ``acted_by`` whoever acted
    for the applicant by a mandate, ``kept_from`` are those whom it is a complaint about, ``due_at`` the charter's promise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    workflow = models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, related_name="cases")
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    unit = models.CharField(max_length=60)
    applicant_id = models.UUIDField(null=True)
    assisted_by = models.UUIDField(null=True)
    acted_by = models.UUIDField(null=True)
    kept_from = ArrayField(models.UUIDField(), default=list, db_default=[])
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=3, default="en")
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=6, default="open")
    outcome = models.CharField(max_length=20, default="", blank=True)
    step = models.CharField(max_length=60, default="", blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, outcome="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")),
                name="casework_case_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant_id", "-opened_at"], name="casework_case_applicant"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="casework_case_words"),
            models.Index(fields=["service", "-closed_at"], condition=Q(state="closed"), name="casework_case_closed"),
            BrinIndex(fields=["opened_at"], name="casework_case_opened"),
        ]


class StepRun(models.Model):
    """
    One stay in a step. ``turn`` says who must act now; ``watch_at`` is when the clock must be looked at next, and None when
    there is nothing to watch. ``request`` is what an officer asked for, ``reply`` what the applicant gave back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    type = models.CharField(max_length=30)
    turn = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    watch_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, default="", blank=True)
    request = models.JSONField(default=dict)
    reply = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="casework_runs_in_order"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(finished_at=None), name="casework_one_open_step_per_case"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="") | (Q(finished_at__isnull=False) & ~Q(outcome="")),
                name="casework_run_finished_with_outcome",
            ),
            models.CheckConstraint(condition=Q(turn__in=["officer", "applicant", "system"]), name="casework_run_turn"),
        ]
        indexes = [
            models.Index(
                fields=["watch_at"], condition=Q(finished_at=None, watch_at__isnull=False), name="casework_run_watch"
            ),
        ]


class Task(models.Model):
    """
    What holders of ``role`` in ``unit`` must do. ``waiting`` is not anybody's turn yet, ``dropped`` is no longer needed.
    ``service`` and ``due_at`` repeat the case's and the step's, so that a queue is read from one index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    run = models.ForeignKey(StepRun, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField(default=1)
    service = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    is_escalated = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="open")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="casework_one_task_per_position"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "open", "dropped"], done_at=None)
                | Q(state="done", done_at__isnull=False, claimed_by__isnull=False),
                name="casework_task_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "due_at", "id"], condition=Q(state="open"), name="casework_queue"),
            models.Index(
                fields=["unit", "role", "service", "due_at", "id"],
                condition=Q(state="open"),
                name="casework_queue_of_service",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="open", is_escalated=True), name="casework_queue_escalated"
            ),
            models.Index(
                fields=["claimed_by", "due_at", "id"],
                condition=Q(state="open", claimed_by__isnull=False),
                name="casework_queue_of_officer",
            ),
            models.Index(
                fields=["unit", "role", "claimed_by", "due_at"],
                condition=Q(state="open", claimed_by__isnull=False),
                name="casework_workload",
            ),
        ]


class Decision(models.Model):
    """What an officer decided, on which ground. ``reason_text`` and ``law`` repeat the definition as it stood."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="decision")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    step = models.CharField(max_length=60)
    outcome = models.CharField(max_length=60)
    findings = models.JSONField(default=dict)
    reason_id = models.CharField(max_length=60, default="", blank=True)
    reason_text = models.TextField(default="", blank=True)
    law = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    by_party = models.UUIDField()
    by_name = models.CharField(max_length=120)
    by_office = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by_party", "-at"], name="casework_decisions_of_officer")]


class Note(models.Model):
    """What one officer tells the next about a case. Never shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by_party = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    by_office = models.CharField(max_length=80)
    at = models.DateTimeField()


class TimelineEntry(models.Model):
    """One line of a case's story: a kind, its values, and whether the applicant sees it. Worded by the site that shows it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    is_public = models.BooleanField()
    step = models.CharField(max_length=60, default="", blank=True)
    values = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=10)
    by_name = models.CharField(max_length=120)
    by_office = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="casework_timeline_of_case")]
