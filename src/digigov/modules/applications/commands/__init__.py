"""What can be done with drafts and applications."""

from digigov.modules.applications.commands.after import (
    WrongCode,
    answer_request,
    answer_request_by_code,
    correct_answers,
    take_over,
)
from digigov.modules.applications.commands.corrections import NobodyToTell, ask_for_correction
from digigov.modules.applications.commands.doubts import AlreadyDoubted, NobodyToAsk, doubt_line
from digigov.modules.applications.commands.drafts import (
    AlreadySubmitted,
    NotYoursToAsk,
    TooManyDrafts,
    adopt_drafts,
    delete_draft,
    follow_service,
    keep_prefilled,
    remove_item,
    save_page,
    start_draft,
)
from digigov.modules.applications.commands.joining import adopt_written_down, join_written_down
from digigov.modules.applications.commands.reviews import (
    AlreadyReviewed,
    NobodyReviews,
    ask_for_review,
    carry_out_review,
)
from digigov.modules.applications.commands.signing import (
    NothingToSign,
    NotYoursToSign,
    PaperIsOld,
    draw_application,
    draw_handed_in,
    sign_and_submit,
    sign_handed_in,
)
from digigov.modules.applications.commands.submission import (
    NotEligible,
    NotSigned,
    NotSureEnough,
    ServiceHasChanged,
    Submitted,
    submit,
)
from digigov.modules.signatures.commands import NotProved

__all__ = [
    "AlreadyReviewed",
    "NobodyReviews",
    "ask_for_review",
    "carry_out_review",
    "AlreadyDoubted",
    "AlreadySubmitted",
    "NobodyToAsk",
    "NotEligible",
    "NotProved",
    "NotSigned",
    "NotSureEnough",
    "ServiceHasChanged",
    "Submitted",
    "NotYoursToAsk",
    "NotYoursToSign",
    "NothingToSign",
    "PaperIsOld",
    "TooManyDrafts",
    "WrongCode",
    "adopt_drafts",
    "adopt_written_down",
    "answer_request",
    "answer_request_by_code",
    "correct_answers",
    "delete_draft",
    "NobodyToTell",
    "ask_for_correction",
    "doubt_line",
    "draw_application",
    "draw_handed_in",
    "follow_service",
    "join_written_down",
    "keep_prefilled",
    "remove_item",
    "save_page",
    "sign_and_submit",
    "sign_handed_in",
    "start_draft",
    "submit",
    "take_over",
]
