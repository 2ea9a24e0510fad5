"""Who may ask us who somebody is, what they were told, and the codes and tokens in between. Only digests of secrets are kept."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id


class Client(models.Model):
    """
    A system of government that lets people sign in here. ``sector`` is what shares one name for a person (OpenID Connect Core
    8.1): usually the host it returns to. Without a secret it is public (a program on a telephone).
    """

    id = models.CharField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)  # why it asks, in the words that people read
    unit = models.CharField(max_length=60)  # whose it is
    contact = models.CharField(max_length=254)  # whom two people write to when it breaks
    sector = models.CharField(max_length=120)
    secret_digest = models.CharField(max_length=64, blank=True)
    return_to = models.JSONField(default=list)
    return_to_after = models.JSONField(default=list)  # after signing out
    tell_ended = models.CharField(max_length=400, blank=True)  # back-channel logout
    scopes = models.JSONField(default=list)
    by_device = models.BooleanField(default=False)
    signed_by = models.CharField(max_length=5, default="RS256")  # the algorithm of its ID tokens
    registered_at = models.DateTimeField()
    secret_at = models.DateTimeField(null=True)  # since when the secret works; none for a public one
    ended_at = models.DateTimeField(null=True)


class Proposal(models.Model):
    """A system to be registered, or its entry to be changed, as one officer wrote it down; another decides. ``body`` is a Registration."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    is_new = models.BooleanField()
    body = models.JSONField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(decided_at=None), name="openid_one_proposal_waits"
            ),
            models.CheckConstraint(condition=~Q(decided_by=models.F("asked_by")), name="openid_four_eyes"),
        ]


class Subject(models.Model):
    """What a person is called in a sector, and nowhere else: two offices cannot compare their lists."""

    sub = models.CharField(primary_key=True, max_length=43)
    sector = models.CharField(max_length=120)
    party_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sector", "party_id"], name="openid_one_name_in_a_sector")]
        indexes = [models.Index(fields=["party_id"])]


class Consent(models.Model):
    """What somebody has allowed one client to be told, until it is taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    scopes = models.JSONField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "client"], condition=Q(ended_at=None), name="openid_one_consent_in_force"
            )
        ]


class SignIn(models.Model):
    """
    One sign-in at a client. ``visit`` is a digest of the visit here that it came from, and what the client knows as ``sid``.
    ``code_digest`` stays after the code is spent, so that a code shown twice ends what came of it (RFC 9700, 4.5).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    party_id = models.UUIDField()
    visit = models.CharField(max_length=64)
    scopes = models.JSONField()
    nonce = models.CharField(max_length=200, blank=True)
    acr = models.CharField(max_length=20)
    amr = models.JSONField(default=list)
    proved_at = models.DateTimeField()
    code_digest = models.CharField(max_length=64, unique=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["visit"], condition=Q(ended_at=None), name="openid_sign_ins_of_visit"),
            models.Index(fields=["account_id", "client"], name="openid_sign_ins_of_account"),
            models.Index(fields=["begun_at"], name="openid_sign_ins_by_age"),
        ]


class AuthorizationCode(models.Model):
    """What the browser carries to the client, once, within a minute. Taken by one DELETE … RETURNING."""

    digest = models.CharField(primary_key=True, max_length=64)
    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=60)
    return_to = models.CharField(max_length=400)
    challenge = models.CharField(max_length=128)
    ends_at = models.DateTimeField(db_index=True)


class Token(models.Model):
    """
    ``access`` opens the person's claims for minutes; ``refresh`` buys another pair, once: shown a second time, it ends the sign-in
    (RFC 9700, 4.14.2).
    """

    digest = models.CharField(primary_key=True, max_length=64)
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7)
    ends_at = models.DateTimeField(db_index=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=["access", "refresh"]), name="openid_token_kind")]


class DeviceRequest(models.Model):
    """A screen without a keyboard that waits for its person (RFC 8628). ``sign_in`` once allowed, ``refused_at`` once refused."""

    digest = models.CharField(primary_key=True, max_length=64)  # of what the device keeps to itself
    user_code = models.CharField(max_length=9, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    scopes = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)
    asked_at = models.DateTimeField(null=True)
    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)


class SigningKey(models.Model):
    """A key in the key store under this id. Published from the moment it is made, signs later, published until its last token is void."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    algorithm = models.CharField(max_length=5, default="ES256")
    public = models.BinaryField()  # SubjectPublicKeyInfo, DER
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField()
