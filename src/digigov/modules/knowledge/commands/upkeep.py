"""What the house does by itself: articles whose day has come get a case; what was counted long ago goes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from digigov.kernel.clock import local_date
from digigov.kernel.references import next_reference
from digigov.modules.casework import commands as casework
from digigov.modules.knowledge.commands.approving import HERE
from digigov.modules.knowledge.models import Article, Asked, Feedback, Opened, Suggestion
from digigov.modules.knowledge.rules.asked import DAYS_KEPT, LEAST_SHOWN
from digigov.modules.knowledge.workflows import REVIEW, VERSION

DAYS_OF_USE = 400


def open_reviews(*, at: datetime, most: int = 500) -> int:
    """A case for each article whose day has come; the number of new ones. Each in its own transaction."""
    due = Article.objects.filter(review_on__lte=local_date(at), retired_at=None, review_case=None, live__isnull=False)
    return sum(_open_review(article_id, at=at) for article_id in due.order_by("id").values_list("id", flat=True)[:most])


@transaction.atomic
def _open_review(article_id: UUID, *, at: datetime) -> int:
    article = Article.objects.select_for_update(of=("self",)).select_related("live").get(id=article_id)
    if article.review_case is not None or article.retired_at is not None or article.live is None:
        return 0
    article.review_case = casework.open_case(
        by=HERE, at=at, service=REVIEW, version=VERSION, unit=article.unit, applicant_id=None,
        reference=next_reference(kind="K", at=at), facts={"article_id": str(article.id)}, language="en", title=article.live.title,
    )  # fmt: skip
    article.save(update_fields=["review_case"])
    return 1


def forget_old(*, at: datetime) -> None:
    """What was asked too seldom to be shown after thirty days; all counts and feedback after thirteen months."""
    day = local_date(at)
    Asked.objects.filter(last_on__lt=day - timedelta(days=DAYS_KEPT), times__lt=LEAST_SHOWN).delete()
    old = at - timedelta(days=DAYS_OF_USE)
    Asked.objects.filter(last_on__lt=local_date(old)).delete()
    Opened.objects.filter(on__lt=local_date(old)).delete()
    Feedback.objects.filter(at__lt=old).delete()
    Suggestion.objects.filter(shown_at__lt=old).delete()
