"""What can be asked of requests."""

from digigov.modules.service_requests.asking import PAGE, form_of, own_answers
from digigov.modules.service_requests.policies import ANSWER, ASSIST, by_code, read_link
from digigov.modules.service_requests.queries.desk import (
    InboxFilters,
    InboxLine,
    RequestView,
    count_inbox,
    find_reference,
    get_request,
    list_inbox,
)
from digigov.modules.service_requests.queries.figures import (
    COLUMNS,
    Figures,
    Row,
    count,
    every_row,
    figures_of,
    list_rows,
    month_of,
    months_before,
)
from digigov.modules.service_requests.queries.own import (
    OwnRequest,
    StoryLine,
    find_by_code,
    find_by_link,
    get_own,
    list_followed,
    list_requests_of,
)
from digigov.modules.service_requests.queries.public import (
    PublicFilters,
    PublicRequest,
    get_public,
    list_nearby,
    list_points,
    list_public,
)
from digigov.modules.service_requests.reading import plan
from digigov.modules.service_requests.rules import is_in_country

__all__ = [
    "ANSWER",
    "ASSIST",
    "COLUMNS",
    "Figures",
    "InboxFilters",
    "InboxLine",
    "OwnRequest",
    "PAGE",
    "PublicFilters",
    "PublicRequest",
    "RequestView",
    "Row",
    "StoryLine",
    "by_code",
    "count",
    "count_inbox",
    "every_row",
    "figures_of",
    "find_by_code",
    "find_by_link",
    "find_reference",
    "form_of",
    "get_own",
    "get_public",
    "get_request",
    "is_in_country",
    "list_followed",
    "list_inbox",
    "list_nearby",
    "list_points",
    "list_public",
    "list_requests_of",
    "list_rows",
    "month_of",
    "months_before",
    "own_answers",
    "plan",
    "read_link",
]
