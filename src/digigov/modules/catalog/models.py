from django.contrib.postgres.fields import ArrayField
from django.db import models


class PackEdition(models.Model):
    """What all services share (country, government, calendar, registers, shared messages), each time that it changed."""

    number = models.PositiveIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    body = models.JSONField()
    published_at = models.DateTimeField()


class ServiceVersion(models.Model):
    """A service as it was published. The application's role can neither change nor remove a row."""

    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    parts = models.JSONField(default=dict)  # all of it as it went to the rooms, to tell what a new pack would change
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="catalog_version_once")]


class Service(models.Model):
    """Which version of a service is offered now, and under what it is listed."""

    id = models.CharField(primary_key=True, max_length=60)
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    is_offered = models.BooleanField(default=True)
    name = models.CharField(max_length=200)
    summary = models.TextField()
    ministry = models.CharField(max_length=60)
    organization = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    audience = ArrayField(models.CharField(max_length=20))
    life_events = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        indexes = [models.Index(fields=["is_offered", "name"], name="catalog_by_name")]


class RequestCategoryVersion(models.Model):
    """A category of requests as it was published: ``body`` never changes, only whether it is offered, and where in the list."""

    category = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    place = models.PositiveIntegerField()
    is_offered = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "version"], name="catalog_category_version_once"),
            models.UniqueConstraint(
                fields=["category"], condition=models.Q(is_offered=True), name="catalog_category_offered_once"
            ),
        ]
