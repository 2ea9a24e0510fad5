"""What can be done: load the pack's organisation and calendar; give posts to people and take them back."""

from digigov.modules.organizations.commands.load import (
    DefinitionsDisagree,
    load_calendar,
    load_organizations,
)
from digigov.modules.organizations.commands.staff import (
    AlreadyEnded,
    PostTaken,
    abolish_post,
    assign,
    create_post,
    declare_relative,
    end_assignment,
    move,
)

__all__ = [
    "AlreadyEnded",
    "DefinitionsDisagree",
    "PostTaken",
    "abolish_post",
    "assign",
    "create_post",
    "declare_relative",
    "end_assignment",
    "load_calendar",
    "load_organizations",
    "move",
]
