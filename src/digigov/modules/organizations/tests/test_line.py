"""Who may make, give and take back which post: the line, as a table."""

from datetime import UTC, date, datetime

import pytest

from digigov.kernel.actor import Actor, Grant, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.organizations import commands, policies, queries
from digigov.modules.organizations.models import Assignment, Post
from digigov.modules.organizations.testing import (
    ORGANIZATIONS,
    make_holder,
    make_officer,
    make_organizations,
    make_post,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
TODAY = date(2026, 6, 1)
MACHINE = system("test")

LINE = [
    {"code": "clerk", "name": "Clerk"},
    {"code": "helper", "name": "Helper", "permissions": ["staff.manage"]},
    {"code": "senior", "name": "Senior", "permissions": ["staff.manage"], "supervises": ["clerk"]},
    {
        "code": "chief",
        "name": "Chief",
        "permissions": ["staff.manage"],
        "supervises": ["clerk"],
        "appoints": ["clerk", "senior"],
    },
    {"code": "overseer", "name": "Overseer", "supervises": ["clerk"]},
    {"code": "keeper", "name": "Keeper", "permissions": ["staff.manage", "organizations.manage"]},
]
TABLE = [
    # one's role, its unit, the post's role, its unit, whether one may
    ("senior", "police", "clerk", "police", True),
    ("senior", "police", "clerk", "police-records", True),  # a unit under it
    ("senior", "police-records", "clerk", "police", False),  # a unit above it
    ("senior", "police", "clerk", "treasury", False),  # another ministry
    ("senior", "police", "senior", "police", False),  # beside
    ("senior", "police", "chief", "police", False),  # above
    ("chief", "police", "senior", "police", True),
    ("chief", "police", "clerk", "police", True),
    ("chief", "police", "chief", "police-records", False),  # beside, even in a unit under it
    ("chief", "police", "keeper", "police", False),  # not of the line
    ("helper", "police", "clerk", "police", False),  # manages staff, with nobody below
    ("overseer", "police", "clerk", "police", False),  # supervises, without managing staff
    ("keeper", "home-affairs", "chief", "police", True),  # an administrator of the ministry
    ("keeper", "home-affairs", "keeper", "home-affairs", True),
    ("keeper", "home-affairs", "chief", "treasury", False),
]


@pytest.fixture(autouse=True)
def _line():
    make_organizations(roles=[*ORGANIZATIONS["roles"], *LINE])


def seat_of(party_id):
    return Assignment.objects.get(party_id=party_id)


def tries(by, role, unit):
    """Every way to touch a post of that role there, by its name."""
    empty, held, stood_in = (make_post(role=role, unit=unit) for _each in range(3))
    sitting, absent, leaving = make_holder(role=role, unit=unit), new_id(), make_holder(role="clerk", unit="police")
    give = {"by": by, "at": AT, "starts_on": TODAY}
    commands.assign(**{**give, "by": MACHINE}, post_id=stood_in, party_id=absent)
    return {
        "make": lambda: commands.create_post(by=by, at=AT, unit=unit, role=role, title="New"),
        "give": lambda: commands.assign(**give, post_id=empty, party_id=new_id()),
        "let stand in": lambda: commands.assign(
            **give, post_id=stood_in, party_id=new_id(), standing_in_for=absent, ends_on=TODAY
        ),
        "move there": lambda: commands.move(by=by, at=AT, assignment_id=seat_of(leaving).id, to_post_id=held),
        "take back": lambda: commands.end_assignment(by=by, at=AT, assignment_id=seat_of(sitting).id, ends_at=AT),
        "abolish": lambda: commands.abolish_post(by=by, at=AT, post_id=seat_of(absent).post_id),
    }


def rows():
    return list(Assignment.objects.order_by("id").values()), list(Post.objects.order_by("id").values())


@pytest.mark.parametrize(("own", "place", "role", "unit", "may"), TABLE)
def test_posts_are_given_and_taken_down_the_line_only(own, place, role, unit, may):
    by = make_officer(role=own, unit=place)
    for name, attempt in tries(by, role, unit).items():
        before = rows()
        if may:
            attempt()
            assert rows() != before, name
        else:
            with pytest.raises(NotAllowed):
                attempt()
            assert rows() == before, name


def test_what_one_may_not_change_says_so_where_it_is_shown():
    senior = make_officer(role="senior", unit="police")
    below, beside = make_post(role="clerk", unit="police"), make_post(role="senior", unit="police")

    shown = {post.id: post.may_change for post in queries.list_posts(viewer=senior, at=AT, unit="police", page=Page())}
    free = {post.id for post in queries.list_vacant_posts(viewer=senior, at=AT, page=Page())}

    assert (shown[below], shown[beside]) == (True, False)
    assert below in free and beside not in free
    assert [code for code, _name in queries.list_roles(viewer=senior)] == ["clerk"]
    assert queries.get_post(viewer=senior, at=AT, post_id=beside).may_change is False


def test_a_stand_in_for_the_chief_has_the_chief_s_line():
    chief, deputy = make_holder(role="chief", unit="police"), new_id()
    post = Assignment.objects.get(party_id=chief).post_id
    commands.assign(
        by=MACHINE, at=AT, post_id=post, party_id=deputy, starts_on=TODAY, ends_on=TODAY, standing_in_for=chief
    )
    standing = queries.standing_of(deputy, AT)

    line = policies.line_of(Actor(kind="officer", party_id=deputy, roles=standing.roles, grants=standing.grants))

    assert line.holds(role="senior", unit="police")
    assert not line.holds(role="chief", unit="police")


def test_a_permission_alone_gives_no_post():
    by = make_officer(role="clerk", unit="police", grants=[Grant("staff.manage", "police")])

    with pytest.raises(policies.NotBelow):
        commands.create_post(by=by, at=AT, unit="police", role="clerk", title="New")
