"""What this room holds of a person who works, or has worked, for government: posts and declared relatives."""

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.organizations.models import Assignment, Relative
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="organizations",
    title=_("Posts in government, and relatives there"),
    purpose=_("To know who may decide what, and that nobody decides about their own family."),
    basis="Public Service Act",
    kept=_("As long as what was decided in the post."),
    labels={
        "post": _("Post"), "unit": _("Office"), "starts_at": _("From"), "ends_at": _("Until"), "declared_at": _("Declared"),
    },
    sources=(
        Source(
            table="organizations_assignment",
            column="party_id",
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
            kind=_("Relative who works for government, or whom you work beside"),
            rows=lambda whose: Relative.objects.filter(
                Q(party_id__in=whose.party_ids) | Q(relative_id__in=whose.party_ids)
            ).order_by("-declared_at", "-id"),
            values=lambda row: {"declared_at": row.declared_at},
        ),
    ),
)  # fmt: skip
