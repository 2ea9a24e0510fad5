"""Rows, locked or not."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.knowledge.models import Article, Translation, Version


class EditedMeanwhile(DomainError):
    """``now`` is the row as it is kept by now."""

    code = "edited-meanwhile"
    message = _(
        "Somebody else has changed this text since you opened it. Yours is not kept yet: compare the two below."
    )

    def __init__(self, now: Version | Translation) -> None:
        self.title, self.summary, self.body = now.title, now.summary, now.body
        self.words, self.revision = tuple(now.words), now.revision
        super().__init__()


class NotADraft(DomainError):
    code = "not-a-draft"
    message = _("This version is not open for writing any more. Open the article again.")


def lock_article(article_id: UUID) -> Article:
    """:raises NotFound: if there is no such article."""
    found = Article.objects.select_for_update().filter(id=article_id).first()
    if found is None:
        raise NotFound
    return found


def lock_version(version_id: UUID) -> tuple[Article, Version]:
    """The article is locked first, so that two commands never wait for each other. :raises NotFound: if there is none."""
    article_id = Version.objects.filter(id=version_id).values_list("article_id", flat=True).first()
    if article_id is None:
        raise NotFound
    article = lock_article(article_id)
    return article, Version.objects.get(id=version_id)
