"""What people reported and asked for, what was done about it, and who wants to hear of it."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id


class Request(models.Model):
    """
    One thing that somebody reported or asked of a ministry. ``unit`` answers, ``ministry`` is the one at its top, ``owner`` the unit that
    stays owner towards the citizen. Whoever has no account may leave an address. ``public_text`` is an officer's, never the reporter's.
    ``about_unit`` and ``about_party_id``: whom a complaint is about. ``watch_at``: when the clock is looked at next.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    category = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=60)
    ministry = models.CharField(max_length=60)
    owner = models.CharField(max_length=60)
    owner_agent = models.UUIDField(null=True)
    about_unit = models.CharField(max_length=60, blank=True)
    about_party_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default="open")
    reporter_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="en")
    channel = models.CharField(max_length=20)
    opened_by = models.UUIDField(null=True)
    code_hash = models.CharField(max_length=64)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_exact = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=80, blank=True)
    landmark = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    public_text = models.CharField(max_length=500, blank=True)
    case_id = models.UUIDField(null=True, unique=True)
    step_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    acknowledge_due_at = models.DateTimeField()
    act_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    reopen_until = models.DateTimeField(null=True)
    said = models.CharField(max_length=6, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    watch_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "acknowledged", "in-hand", "answered", "closed"]), name="requests_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | Q(answered_at__isnull=False),
                name="requests_answered_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & Q(said__in=["yes", "silent"])),
                name="requests_closed_how",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="requests_whole_point",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "id"], condition=Q(is_public=True), name="requests_public"),
            models.Index(fields=["category", "latitude"], condition=Q(is_public=True), name="requests_nearby"),
            models.Index(fields=["reporter_id", "-opened_at"], name="requests_of_reporter"),
            models.Index(fields=["unit", "state", "opened_at"], name="requests_inbox"),
            models.Index(fields=["ministry", "opened_at"], name="requests_figures"),
            models.Index(fields=["watch_at"], condition=Q(watch_at__isnull=False), name="requests_watch"),
            models.Index(fields=["confirm_by"], condition=Q(state="answered"), name="requests_silence"),
            models.Index(fields=["reopen_until"], condition=Q(state="closed", ended_at=None), name="requests_ending"),
            models.Index(fields=["changed_at"], name="requests_changed"),
        ]


class Entry(models.Model):
    """One line of what became of a request, only added to. ``is_public``: the reporter and followers may read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    is_public = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=10)
    by_party = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["request", "at", "id"], name="requests_entries")]


class Follower(models.Model):
    """Somebody who wants to hear what becomes of another's report: a person, or an address of nobody known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="followers")
    party_id = models.UUIDField(null=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="en")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "party_id"], condition=Q(party_id__isnull=False), name="requests_person_follows_once"
            ),
            models.UniqueConstraint(
                fields=["request", "email", "phone"], condition=Q(party_id=None), name="requests_address_follows_once"
            ),
            models.CheckConstraint(
                condition=Q(party_id__isnull=False) | ~Q(email="", phone=""), name="requests_follower_reached"
            ),
        ]
        indexes = [models.Index(fields=["party_id"], name="requests_followed_by")]
