"""What can be asked of articles."""

from digigov.modules.knowledge.queries.desk import (
    ArticleLine,
    ArticleView,
    TranslationView,
    VersionView,
    differences_of,
    find_article_of_case,
    get_article_at_desk,
    get_translation,
    get_version,
    list_articles_at_desk,
    list_versions,
)
from digigov.modules.knowledge.queries.public import (
    ArticleCard,
    PublicArticle,
    alerts_in_force,
    count_articles,
    get_article,
    list_all_topics,
    list_articles,
    list_topics,
    list_used_most,
)
from digigov.modules.knowledge.queries.suggesting import suggest
from digigov.modules.knowledge.queries.use import (
    AskedLine,
    FeedbackLine,
    SuggestedLine,
    list_feedback,
    list_not_found,
    list_suggested,
    usefulness,
)
from digigov.modules.knowledge.rules.differences import Line
from digigov.modules.knowledge.rules.markdown import to_html
from digigov.modules.knowledge.rules.writing import strange_links
from digigov.modules.knowledge.workflows import APPROVAL, REVIEW

__all__ = [
    "APPROVAL",
    "REVIEW",
    "ArticleCard",
    "ArticleLine",
    "ArticleView",
    "AskedLine",
    "FeedbackLine",
    "Line",
    "PublicArticle",
    "SuggestedLine",
    "TranslationView",
    "VersionView",
    "alerts_in_force",
    "count_articles",
    "differences_of",
    "find_article_of_case",
    "get_article",
    "get_article_at_desk",
    "get_translation",
    "get_version",
    "list_all_topics",
    "list_articles",
    "list_articles_at_desk",
    "list_feedback",
    "list_not_found",
    "list_suggested",
    "list_topics",
    "list_used_most",
    "list_versions",
    "strange_links",
    "suggest",
    "to_html",
    "usefulness",
]
