from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from digigov.kernel.ids import new_id


class Entry(models.Model):
    """
    Something that can be found. ``words`` are what people say when they mean it; ``tokens`` is made by the database from
    all texts, the title weighing most.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=80)
    language = models.CharField(max_length=3, default="en")
    title = models.TextField()
    summary = models.TextField(default="")
    words = models.TextField(default="")
    body = models.TextField(default="")
    tokens = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("words", weight="B", config="english")
        + SearchVector("summary", weight="C", config="english")
        + SearchVector("body", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    spelling = models.TextField(
        default="", editable=False
    )  # title, words and summary in small letters, without accents

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["tokens"], name="search_tokens"),
            GinIndex(OpClass("spelling", name="gin_trgm_ops"), name="search_spelling"),
        ]


class Passage(models.Model):
    """A short text of an entry with its vector (32-bit floats), for finding by meaning."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="passages")
    text = models.TextField()
    vector = models.BinaryField()


class Stamp(models.Model):
    """One row whose number goes up with each change, so that processes know when to read the vectors again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
