"""What this room holds of a person who works, or has worked, for government: posts and declared relatives."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.organizations.models import Assignment, Relative
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay, deleted


def _in_post(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("in-post") for row in rows if row.ends_at is None or row.ends_at > shredding.at}


def _beside_a_post(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """Nobody decides about a relative: that holds as long as either of the two holds a post."""
    people = {party_id for row in rows for party_id in (row.party_id, row.relative_id)}
    held = Q(ends_at=None) | Q(ends_at__gt=shredding.at)
    serving = set(Assignment.objects.filter(held, party_id__in=people).values_list("party_id", flat=True))
    return {row.pk: Stay("in-force") for row in rows if {row.party_id, row.relative_id} & serving}


HOLDING = Holding(
    room="organizations",
    title=_("Posts in government, and relatives there"),
    purpose=_("To know who may decide what, and that nobody decides about their own family."),
    basis="Public Service Act",
    labels={
        "post": _("Post"), "unit": _("Office"), "starts_at": _("From"), "ends_at": _("Until"), "declared_at": _("Declared"),
    },
    sources=(
        Source(
            table="organizations_assignment",
            column="party_id",
            rule=Rule("after", period="posts", fields=("ends_at",), event=_("the post was left")), stays=_in_post,
            shred=deleted(Assignment),
            kind=_("Post"),
            rows=lambda whose: Assignment.objects.filter(party_id__in=whose.party_ids)
            .select_related("post__unit")
            .order_by("-starts_at", "-id"),
            values=lambda row: {
                "post": row.post.title, "unit": row.post.unit.code, "starts_at": row.starts_at, "ends_at": row.ends_at,
            },
        ),
        Source(
            table="organizations_relative",
            column="party_id",
            rule=Rule("after", period="posts", fields=("declared_at",), event=_("it was declared, and neither holds a post any more")),
            stays=_beside_a_post, shred=deleted(Relative),
            kind=_("Relative who works for government, or whom you work beside"),
            rows=lambda whose: Relative.objects.filter(
                Q(party_id__in=whose.party_ids) | Q(relative_id__in=whose.party_ids)
            ).order_by("-declared_at", "-id"),
            values=lambda row: {"declared_at": row.declared_at},
        ),
    ),
)  # fmt: skip
