"""The two kinds of work on articles, as casework knows them: to approve what somebody wrote, and to look again at what is read."""

from digigov.modules.casework.definitions import Workflow

APPROVAL, REVIEW = "article-approval", "article-review"
APPROVER = "article-approver"
VERSION = 1

_END = {"type": "end", "role": "system"}
WORKFLOWS = {
    APPROVAL: Workflow.model_validate(
        {
            "steps": [
                {
                    "id": "approve", "type": "review", "title": "An article waits to be approved", "role": APPROVER, "within": 5,
                    "missed": {"do": "escalate"},
                    "next": {"approve": "published", "return": "returned"},
                    "labels": {"approve": "Approve", "return": "Send back"},
                },
                {"id": "published", "title": "Published", "with": {"outcome": "granted"}, **_END},
                {"id": "returned", "title": "Sent back", "with": {"outcome": "closed"}, **_END},
            ]
        }
    ),
    REVIEW: Workflow.model_validate(
        {
            "steps": [
                {
                    "id": "look", "type": "review", "title": "An article is to be looked at again", "role": APPROVER, "within": 20,
                    "missed": {"do": "escalate"},
                    "next": {"looked": "done"},
                    "labels": {"looked": "Looked at"},
                },
                {"id": "done", "title": "Looked at", "with": {"outcome": "closed"}, **_END},
            ]
        }
    ),
}  # fmt: skip
