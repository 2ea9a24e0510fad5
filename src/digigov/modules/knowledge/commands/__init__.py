"""What can be done with articles, and what is noted of their use."""

from digigov.modules.knowledge.commands.approving import (
    OtherEyes,
    approve_version,
    confirm_article,
    retire_article,
    return_version,
    send_for_approval,
    settle_case,
)
from digigov.modules.knowledge.commands.pack import load_articles
from digigov.modules.knowledge.commands.upkeep import forget_old, open_reviews
from digigov.modules.knowledge.commands.use import (
    give_feedback,
    note_opened,
    note_search,
    note_sent,
    note_shown,
    note_solved,
)
from digigov.modules.knowledge.commands.writing import (
    ArticleKnown,
    approve_translation,
    begin_version,
    save_translation,
    save_version,
    write_article,
)
from digigov.modules.knowledge.loading import EditedMeanwhile, NotADraft
from digigov.modules.knowledge.rules.writing import Text

__all__ = [
    "ArticleKnown",
    "EditedMeanwhile",
    "NotADraft",
    "OtherEyes",
    "Text",
    "approve_translation",
    "approve_version",
    "begin_version",
    "confirm_article",
    "forget_old",
    "give_feedback",
    "load_articles",
    "note_opened",
    "note_search",
    "note_sent",
    "note_shown",
    "note_solved",
    "open_reviews",
    "retire_article",
    "return_version",
    "save_translation",
    "save_version",
    "send_for_approval",
    "settle_case",
    "write_article",
]
