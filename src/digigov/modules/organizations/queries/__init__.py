"""What can be asked: rights at a moment, names, offices, posts, working days."""

from digigov.modules.organizations.queries.calendar import deadline_after, last_day, working_days
from digigov.modules.organizations.queries.staff import (
    Holding,
    PostView,
    get_post,
    list_posts,
    list_roles,
    list_units_managed,
    list_vacant_posts,
    parties_in,
)
from digigov.modules.organizations.queries.standing import (
    SUPERVISE,
    Holder,
    Standing,
    list_holders,
    relatives_of,
    standing_of,
)
from digigov.modules.organizations.queries.units import (
    OfficeView,
    UnitView,
    get_office,
    get_unit,
    list_departments,
    list_ministries,
    list_offices,
    name_of,
    names_of,
    units_under,
)

__all__ = [
    "SUPERVISE",
    "Holder",
    "Holding",
    "OfficeView",
    "PostView",
    "Standing",
    "UnitView",
    "deadline_after",
    "get_office",
    "get_post",
    "get_unit",
    "last_day",
    "list_departments",
    "list_holders",
    "list_ministries",
    "list_offices",
    "list_posts",
    "list_roles",
    "list_units_managed",
    "list_vacant_posts",
    "name_of",
    "names_of",
    "parties_in",
    "relatives_of",
    "standing_of",
    "units_under",
    "working_days",
]
