"""Articles with their versions and translations, and what is counted of their use. No row says who asked or read."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id

OPEN = ("draft", "waiting", "returned")


class Topic(models.Model):
    """A shelf of the help centre, as the pack names it."""

    code = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=120)
    place = models.PositiveSmallIntegerField()


class Article(models.Model):
    """``live`` is the version that people read; ``pack_hash`` of what the pack last said; ``review_case`` waits for its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8)  # article · question · guide · alert
    unit = models.CharField(max_length=60)
    review_on = models.DateField()
    live = models.ForeignKey("knowledge.Version", on_delete=models.PROTECT, null=True, related_name="+")
    pack_hash = models.CharField(max_length=64, blank=True)
    review_case = models.UUIDField(null=True)
    retired_at = models.DateTimeField(null=True)
    why_retired = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "code"], name="knowledge_of_unit"),
            models.Index(fields=["review_on"], condition=Q(retired_at=None), name="knowledge_to_review"),
        ]


class Version(models.Model):
    """The words of an article. ``revision`` goes up with each save, so that a second editor is told. Published: never changed again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9)  # OPEN · published · dropped
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240)
    body = models.TextField()
    words = models.JSONField(default=list)
    services = models.JSONField(default=list)
    topic = models.CharField(max_length=60)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    sources = models.JSONField(default=list)
    written_by_id = models.UUIDField(null=True)  # None: the pack
    changed_at = models.DateTimeField()
    case_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=1000, blank=True)  # why it was returned
    approved_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="knowledge_version_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(state__in=OPEN), name="knowledge_one_open"),
            models.CheckConstraint(
                condition=~Q(approved_by_id=models.F("written_by_id")), name="knowledge_other_than_writer"
            ),
        ]
        indexes = [
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="knowledge_of_case"),
            models.Index(fields=["ends_at"], condition=Q(ends_at__isnull=False), name="knowledge_alerts"),
        ]


class Translation(models.Model):
    """A version in another language: a draft until somebody other than its writer approved it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=3)
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240)
    body = models.TextField()
    words = models.JSONField(default=list)
    written_by_id = models.UUIDField(null=True)
    approved_by_id = models.UUIDField(null=True)
    reviewed_by = models.CharField(max_length=120, blank=True)  # as the pack says it
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="knowledge_translation_once"),
            models.CheckConstraint(
                condition=~Q(approved_by_id=models.F("written_by_id")), name="knowledge_translation_other"
            ),
        ]


class Opened(models.Model):
    """How often an article was opened on a day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "on"], name="knowledge_opened_once")]
        indexes = [models.Index(fields=["on"], name="knowledge_opened_on")]


class Asked(models.Model):
    """What people looked for, with the personal parts taken out: how often, how often nothing was found, how often one was opened."""

    words = models.CharField(max_length=80)
    language = models.CharField(max_length=3)
    times = models.PositiveIntegerField(default=0)
    nothing = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["words", "language"], name="knowledge_asked_once")]


class Feedback(models.Model):
    """Was it useful? From whoever read it; ``why`` is a stranger's text and is shown as such, and only to the owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # of the version
    language = models.CharField(max_length=3)
    useful = models.BooleanField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)


class Suggestion(models.Model):
    """An article that was put before an agent: in which contact (an id of a room above), whether it was sent, whether it solved it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    contact_id = models.UUIDField(db_index=True)
    place = models.PositiveSmallIntegerField()  # 1 is the first
    shown_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    solved = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "contact_id"], name="knowledge_suggested_once")]
