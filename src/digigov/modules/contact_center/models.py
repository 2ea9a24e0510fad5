"""Conversations, the contacts in them, what was said, who is at work, and the log from which every figure is computed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from digigov.kernel.ids import new_id

WAITS = ("waiting", "offered")
BUSY = ("offered", "active", "held", "wrap-up")  # somebody's hands are full with it
OVER = ("ended", "abandoned")


class Plan(models.Model):
    """What the pack says of the centre; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="contact_center_one_plan")]


class Conversation(models.Model):
    """
    One person's business with government, over whatever channels. ``party_id`` is who it is thought to be, ``sureness`` how far
    that is known. ``position`` is that of its last event; whoever adds one holds this row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=6, default="open")
    subject = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8)
    party_id = models.UUIDField(null=True)
    sureness = models.CharField(max_length=8, default="unknown")
    sure_how = models.CharField(max_length=12, blank=True)
    sure_until = models.DateTimeField(null=True)
    owner_id = models.UUIDField(null=True)  # the agent who answers for it to the citizen
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="contact_center_conversation_state",
            ),
            models.CheckConstraint(
                condition=Q(sureness="unknown", party_id=None)
                | Q(sureness="probable", party_id__isnull=False, sure_until=None)
                | Q(sureness__in=["answered", "proved"], party_id__isnull=False, sure_until__isnull=False),
                name="contact_center_sureness",
            ),
        ]
        indexes = [
            models.Index(fields=["party_id", "-last_at"], name="contact_center_of_party"),
            models.Index(fields=["owner_id", "-last_at"], condition=Q(state="open"), name="contact_center_of_owner"),
        ]


class CaseLink(models.Model):
    """A case that a conversation is about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    case_id = models.UUIDField(db_index=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "case_id"], name="contact_center_case_once"),
        ]


class Contact(models.Model):
    """
    One call, chat, message or visit. While it waits, ``rank_at`` is its place: the moment it came, earlier by what its priority is
    worth, so that nothing is overtaken for longer than that. From ``widen_at`` the skill is no longer asked for, from ``open_at``
    not even the language. ``reserved_until`` keeps it for ``preferred_id``, who spoke with the person last and is there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    lane = models.CharField(max_length=5)  # what it takes of an agent: voice · text · mail
    direction = models.CharField(max_length=3, default="in")
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8)
    topic = models.CharField(max_length=60, blank=True)
    skill = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, default="waiting")
    entered_at = models.DateTimeField()
    rank_at = models.DateTimeField()
    widen_at = models.DateTimeField()
    open_at = models.DateTimeField()
    preferred_id = models.UUIDField(null=True)
    reserved_until = models.DateTimeField(null=True)
    not_to = ArrayField(models.UUIDField(), default=list)  # who declined it, or let it ring
    agent_id = models.UUIDField(null=True)
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrapped_at = models.DateTimeField(null=True)
    wrap_up = models.CharField(max_length=60, blank=True)
    solved = models.BooleanField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    external_id = models.CharField(max_length=200, null=True)  # the channel's own id, so that it is taken once

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", agent_id=None)
                | Q(state__in=["offered", "active", "held", "wrap-up"], agent_id__isnull=False)
                | Q(state__in=OVER, ended_at__isnull=False),
                name="contact_center_contact_state",
            ),
            models.CheckConstraint(condition=Q(lane__in=["voice", "text", "mail"]), name="contact_center_lane"),
            models.CheckConstraint(condition=Q(priority__lte=3), name="contact_center_priority"),
            models.CheckConstraint(condition=Q(open_at__gte=F("widen_at")), name="contact_center_rings"),
            models.UniqueConstraint(fields=["channel", "external_id"], name="contact_center_taken_once"),
        ]
        indexes = [
            models.Index(fields=["lane", "rank_at", "id"], condition=Q(state="waiting"), name="contact_center_waiting"),
            models.Index(fields=["agent_id"], condition=Q(state__in=BUSY), name="contact_center_in_hand"),
            models.Index(fields=["address", "-entered_at"], name="contact_center_from_address"),
            models.Index(fields=["conversation", "entered_at"], name="contact_center_of_talk"),
            models.Index(fields=["entered_at"], name="contact_center_by_time"),
        ]


class Message(models.Model):
    """What was written: by the citizen, the agent or the machine; or a note that only agents see."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    author = models.CharField(max_length=7)  # citizen · agent · machine · note
    author_id = models.UUIDField(null=True)
    text = models.TextField()
    language = models.CharField(max_length=8)
    files = ArrayField(models.UUIDField(), default=list)
    position = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    external_id = models.CharField(max_length=200, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "position"], name="contact_center_message_place"),
            models.UniqueConstraint(fields=["contact", "external_id"], name="contact_center_message_once"),
            models.CheckConstraint(
                condition=Q(author__in=["citizen", "agent", "machine", "note"]), name="contact_center_author"
            ),
        ]


class Chat(models.Model):
    """
    The key with which a citizen's browser reads and writes in one chat and nowhere else, kept as its hash; and when that browser
    was last there.
    """

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, primary_key=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()


class Agent(models.Model):
    """
    Somebody who answers: what they can do, and how they stand now. ``units`` empty means every ministry. The counts say what is
    in their hands; the database never lets them pass what they can hold.
    """

    party_id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=10, default="off")  # off · ready · break · meeting · training · after-call
    state_since = models.DateTimeField()
    languages = ArrayField(models.CharField(max_length=8), default=list)
    skills = ArrayField(models.CharField(max_length=60), default=list)
    units = ArrayField(models.CharField(max_length=60), default=list)
    voice_most = models.PositiveSmallIntegerField(default=1)
    text_most = models.PositiveSmallIntegerField(default=3)
    mail_most = models.PositiveSmallIntegerField(default=1)
    voice = models.PositiveSmallIntegerField(default=0)
    text = models.PositiveSmallIntegerField(default=0)
    mail = models.PositiveSmallIntegerField(default=0)
    idle_since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(voice__lte=F("voice_most"), text__lte=F("text_most"), mail__lte=F("mail_most")),
                name="contact_center_within_capacity",
            ),
        ]


class Event(models.Model):
    """
    What happened, in order within its conversation. Nothing here is changed or taken away, and it names no citizen: channel, topic,
    language and moments, and the agent. Every figure of the centre is computed from it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    conversation_id = models.UUIDField()
    position = models.PositiveIntegerField()
    contact_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=30)
    agent_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation_id", "position"], name="contact_center_event_place"),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="contact_center_event_time"),
            models.Index(fields=["contact_id", "id"], name="contact_center_event_of"),
        ]


class AgentState(models.Model):
    """When an agent came, was ready, paused, went: the other half of the log. Nothing here is changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    party_id = models.UUIDField()
    state = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["party_id", "at"], name="contact_center_states_of")]


class Callback(models.Model):
    """
    A promise to call. ``rank_at`` is the place that was given up in the queue, or none where a time was chosen; the contact is made
    when it is due.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    topic = models.CharField(max_length=60, blank=True)
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    until = models.DateTimeField()
    rank_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, default="booked")  # booked · queued · done · missed · cancelled
    contact_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("due_at")), name="contact_center_callback_window"),
            models.UniqueConstraint(
                fields=["address"], condition=Q(state__in=["booked", "queued"]), name="contact_center_one_callback"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="booked"), name="contact_center_callbacks_due")]


class Proof(models.Model):
    """
    How somebody on the line showed who they are: what they were asked (by kind, never the answers), how many were right. A code
    that was sent is kept as its hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    party_id = models.UUIDField()
    agent_id = models.UUIDField()
    how = models.CharField(max_length=12)  # questions · code
    asked = ArrayField(models.CharField(max_length=30), default=list)
    right = models.PositiveSmallIntegerField(default=0)
    code_id = models.UUIDField(null=True)
    state = models.CharField(max_length=7)  # waiting · passed · failed
    begun_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party_id", "-begun_at"], name="contact_center_proofs_of")]
