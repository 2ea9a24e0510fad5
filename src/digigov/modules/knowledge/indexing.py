"""What of an article can be found."""

from digigov.modules.knowledge.models import Article, Translation, Version
from digigov.modules.knowledge.rules.markdown import to_words
from digigov.modules.search import commands as search

KIND = "article"


def let_find(article: Article) -> None:
    """Put the version that people read into the index, in every language there is, drafts too: they lead to the English."""
    if article.live_id is None:
        raise ValueError("nobody reads this article yet")
    version = Version.objects.get(id=article.live_id)
    search.remove(kind=KIND, object_id=article.code)
    _put(article, version, "en")
    for each in Translation.objects.filter(version=version):
        _put(article, each, each.language)


def hide(article: Article) -> None:
    search.remove(kind=KIND, object_id=article.code)


def _put(article: Article, text: Version | Translation, language: str) -> None:
    search.put(
        kind=KIND,
        object_id=article.code,
        title=text.title,
        summary=text.summary,
        words=text.words,
        body=to_words(text.body),
        language=language,
    )
