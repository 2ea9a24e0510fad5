"""What is noted of how articles are used: counts, and answers to "was this useful?". Never who."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.knowledge import policies
from digigov.modules.knowledge.models import Article, Asked, Feedback, Opened, Suggestion
from digigov.modules.knowledge.rules.asked import countable

LONGEST_WHY = 500
MOST_SHOWN = 10


@transaction.atomic
def give_feedback(*, at: datetime, code: str, language: str, useful: bool, why: str = "") -> UUID:
    """
    Whether an article helped, from whoever reads it.

    :raises NotFound: if nobody can read such an article. :raises InvalidInput: if it is too long.
    """
    article = Article.objects.select_related("live").filter(code=code, retired_at=None, live__isnull=False).first()
    if article is None or article.live is None:
        raise NotFound
    if len(why.strip()) > LONGEST_WHY:
        raise InvalidInput({"why": _("Use at most 500 characters.")})
    made = Feedback.objects.create(
        article=article, number=article.live.number, language=language[:3], useful=useful, why=why.strip(), at=at
    )
    return made.id


@transaction.atomic
def note_search(*, at: datetime, text: str, language: str, found: int) -> None:
    """Count what was looked for, without what could name somebody."""
    words = countable(text)
    if not words:
        return
    day = local_date(at)
    Asked.objects.get_or_create(words=words, language=language[:3], defaults={"first_on": day, "last_on": day})
    Asked.objects.filter(words=words, language=language[:3]).update(
        times=F("times") + 1, nothing=F("nothing") + (0 if found else 1), last_on=day
    )


@transaction.atomic
def note_opened(*, at: datetime, code: str, after: str = "", language: str = "en") -> None:
    """Count that an article was opened; ``after`` which search."""
    article = Article.objects.filter(code=code).first()
    if article is None:
        return
    Opened.objects.get_or_create(article=article, on=local_date(at))
    Opened.objects.filter(article=article, on=local_date(at)).update(times=F("times") + 1)
    if words := countable(after):
        Asked.objects.filter(words=words, language=language[:3]).update(opened=F("opened") + 1)


@transaction.atomic
def note_shown(*, by: Actor, at: datetime, contact_id: UUID, codes: Sequence[str]) -> None:
    """
    These were put before an agent in a contact, in that order. Shown again changes nothing.

    :raises NotAllowed: unless it is an agent, or the machine for a room above.
    """
    policies.require_agent(by)
    known = dict(Article.objects.filter(code__in=codes[:MOST_SHOWN]).values_list("code", "id"))
    rows = [
        Suggestion(article_id=known[code], contact_id=contact_id, place=place, shown_at=at)
        for place, code in enumerate(codes[:MOST_SHOWN], start=1)
        if code in known
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def note_sent(*, by: Actor, at: datetime, contact_id: UUID, code: str) -> None:
    """
    The agent gave that answer, whether it was suggested or found by themself.

    :raises NotAllowed: unless it is an agent, or the machine. :raises NotFound: if there is no such article.
    """
    policies.require_agent(by)
    article = Article.objects.filter(code=code).first()
    if article is None:
        raise NotFound
    Suggestion.objects.get_or_create(
        article=article, contact_id=contact_id, defaults={"place": 0, "shown_at": at, "sent_at": at}
    )
    Suggestion.objects.filter(article=article, contact_id=contact_id, sent_at=None).update(sent_at=at)


@transaction.atomic
def note_solved(*, by: Actor, at: datetime, contact_id: UUID, solved: bool) -> None:
    """
    Whether what was sent in a contact settled it; the last word counts.

    :raises NotAllowed: unless it is an agent, or the machine. :raises NotFound: if nothing was sent there.
    """
    policies.require_agent(by)
    if not Suggestion.objects.filter(contact_id=contact_id, sent_at__isnull=False).update(solved=solved):
        raise NotFound
