"""Drafts, and applications handed in. What was handed in never changes; a correction is a new set of answers beside it."""

from django.db import models

from digigov.kernel.ids import new_id


class Draft(models.Model):
    """
    An application being filled in, on any device.

    It is held by a person (``party_id``), or by a browser that nobody has signed in on (``holder_hash``). ``assisted_by``
    is the officer who fills it in for somebody at a counter, with ``agreement`` saying how that person agreed. ``prefilled`` is
    what registers said of the person, so that every device shows the same with its source.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    party_id = models.UUIDField(null=True)
    holder_hash = models.CharField(max_length=64, blank=True)
    assisted_by = models.UUIDField(null=True)
    agreement = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)
    seen_pages = models.JSONField(default=list)
    prefilled = models.JSONField(default=dict)
    language = models.CharField(max_length=8)
    changed_service = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["party_id", "-saved_at"], condition=models.Q(submitted_at=None), name="drafts_of_party"
            ),
            models.Index(fields=["expires_at"], condition=models.Q(submitted_at=None), name="drafts_expiring"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(party_id=None, holder_hash="", assisted_by=None), name="applications_draft_is_held"
            ),
        ]


class Application(models.Model):
    """
    Handed in, with its reference and its case. One draft becomes one application, however often it is sent.

    ``written_down_as`` is the record of the person for whom a counter handed it in, once somebody has taken it over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    draft_id = models.UUIDField(unique=True)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    party_id = models.UUIDField(null=True)
    case_id = models.UUIDField(unique=True)
    assisted_by = models.UUIDField(null=True)
    agreement = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    code_hash = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    taken_over_at = models.DateTimeField(null=True)
    written_down_as = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party_id", "-submitted_at"])]


class Doubt(models.Model):
    """A line of the trail that looked wrong to the person whom it is about, and what was handed in because of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+")
    party_id = models.UUIDField()
    entry_id = models.UUIDField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party_id", "entry_id"], name="applications_doubt_once")]


class Review(models.Model):
    """
    A decision about who somebody is, or who acts for whom, that is looked at again: ``of`` which kind, by its id in that room;
    ``is_undone`` once the answer was carried out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+")
    party_id = models.UUIDField(db_index=True)
    of = models.CharField(max_length=8, default="identity")  # identity · mandate
    decision_id = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    is_undone = models.BooleanField(default=False)


class AnswerSet(models.Model):
    """The answers as they were given: number 1 is what was handed in, the next ones are corrections."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answer_sets")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="applications_answers_once")]
