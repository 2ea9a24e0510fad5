"""What knowledge announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished(Event):
    article_id: UUID
    code: str
    number: int
    kind: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRetired(Event):
    article_id: UUID
    code: str
    retired_at: datetime
