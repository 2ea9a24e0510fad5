"""What can be done with requests."""

from digigov.modules.service_requests.commands.answering import (
    acknowledge_request,
    ask_reporter,
    close_request,
    forward_request,
    name_subject,
    publish_text,
    start_work,
    write_note,
)
from digigov.modules.service_requests.commands.opening import (
    About,
    Opened,
    Reporter,
    follow_request,
    open_request,
    stop_following,
)
from digigov.modules.service_requests.commands.speaking import confirm_request, reopen_request, reply_to_request
from digigov.modules.service_requests.commands.upkeep import tell_entry, watch_requests
from digigov.modules.service_requests.errors import (
    NobodyToAsk,
    NoEvidence,
    NotNow,
    NotOutThere,
    NotToBeFollowed,
    NotToThem,
    TooLateToReopen,
    WrongRequestCode,
)
from digigov.modules.service_requests.policies import AboutYourOffice, LinkWorksNoMore
from digigov.modules.service_requests.reading import NobodyAnswers

__all__ = [
    "About",
    "AboutYourOffice",
    "LinkWorksNoMore",
    "NoEvidence",
    "NobodyAnswers",
    "NobodyToAsk",
    "NotNow",
    "NotOutThere",
    "NotToBeFollowed",
    "NotToThem",
    "Opened",
    "Reporter",
    "TooLateToReopen",
    "WrongRequestCode",
    "acknowledge_request",
    "ask_reporter",
    "close_request",
    "confirm_request",
    "follow_request",
    "forward_request",
    "name_subject",
    "open_request",
    "publish_text",
    "reopen_request",
    "reply_to_request",
    "start_work",
    "stop_following",
    "tell_entry",
    "watch_requests",
    "write_note",
]
