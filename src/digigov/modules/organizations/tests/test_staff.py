from datetime import UTC, date, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.organizations import commands, queries
from digigov.modules.organizations.models import Assignment, Post, Relative
from digigov.modules.organizations.testing import make_holder, make_officer, make_organizations, make_post

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
TODAY = date(2026, 6, 1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _organizations():
    make_organizations()


@pytest.fixture(params=["stranger", "citizen", "officer of another unit", "officer without the right"])
def refused(request):
    return {
        "stranger": lambda: ANONYMOUS,
        "citizen": lambda: Actor(kind="citizen", account_id=new_id(), party_id=new_id()),
        "officer of another unit": lambda: make_officer(unit="treasury", role="records-supervisor"),
        "officer without the right": lambda: make_officer(role="records-clerk"),
    }[request.param]()


@pytest.fixture
def supervisor():
    return make_officer(role="records-supervisor", unit="police")


def assignment_of(person):
    return Assignment.objects.get(party_id=person).id


def join(by, person, **more):
    post = more.pop("post_id", None) or make_post()
    return commands.assign(**{"by": by, "at": AT, "post_id": post, "party_id": person, "starts_on": TODAY, **more})


class TestStanding:
    def test_holds_in_the_units_under_the_post_and_nowhere_else(self):
        clerk = make_holder(unit="police")

        standing = queries.standing_of(clerk, AT)

        assert standing.roles == {("records-clerk", "police"), ("records-clerk", "police-records")}
        assert standing.grants == {Grant("catalog.see", "police"), Grant("catalog.see", "police-records")}
        assert (standing.office, standing.title) == ("police", "Clerk")

    def test_of_a_supervisor_names_whom_it_supervises(self):
        boss = make_holder(role="records-supervisor")

        assert Grant("supervise:records-clerk", "police-records") in queries.standing_of(boss, AT).grants

    def test_takes_two_queries_and_one_without_a_post(self, django_assert_num_queries):
        clerk = make_holder(unit="home-affairs")
        commands.assign(by=system("t"), at=AT, post_id=make_post(), party_id=clerk, starts_on=TODAY)

        with django_assert_num_queries(2):
            queries.standing_of(clerk, AT)
        with django_assert_num_queries(1):
            queries.standing_of(new_id(), AT)

    def test_ends_with_the_post_the_same_minute(self, supervisor):
        clerk = make_holder()
        commands.end_assignment(by=supervisor, at=AT, assignment_id=assignment_of(clerk), ends_at=AT)

        assert queries.standing_of(clerk, AT - MINUTE).is_staff
        assert not queries.standing_of(clerk, AT).is_staff

    def test_ends_when_the_post_is_abolished(self, supervisor):
        clerk = make_holder()
        commands.abolish_post(by=supervisor, at=AT, post_id=Post.objects.get(assignments__party_id=clerk).id)

        assert not queries.standing_of(clerk, AT).is_staff

    def test_ends_with_the_last_day(self, supervisor):
        clerk = new_id()
        join(supervisor, clerk, ends_on=TODAY)
        last_moment = datetime(2026, 6, 2, 3, 59, tzinfo=UTC)  # 23:59 in Saint Lucia

        assert queries.standing_of(clerk, last_moment).is_staff
        assert not queries.standing_of(clerk, last_moment + MINUTE).is_staff


class TestAssign:
    def test_gives_the_rights_of_the_post(self, supervisor):
        clerk = new_id()

        join(supervisor, clerk)

        assert queries.standing_of(clerk, AT).is_staff

    def test_refuses_whoever_does_not_manage_the_staff_of_that_unit(self, refused):
        post, people = make_post(), Assignment.objects.count()

        with pytest.raises(NotAllowed):
            join(refused, new_id(), post_id=post)

        assert Assignment.objects.count() == people

    def test_refuses_to_give_a_post_to_oneself(self, supervisor):
        with pytest.raises(NotAllowed):
            join(supervisor, supervisor.party_id)

        assert Assignment.objects.filter(party_id=supervisor.party_id).count() == 1

    def test_refuses_a_second_holder(self, supervisor):
        holder = make_holder()
        post = Post.objects.get(assignments__party_id=holder)

        with pytest.raises(commands.PostTaken):
            join(supervisor, new_id(), post_id=post.id)

        assert post.assignments.count() == 1

    def test_a_successor_may_be_entered_for_the_day_after(self, supervisor):
        post, first, second = make_post(), new_id(), new_id()
        join(supervisor, first, post_id=post, ends_on=TODAY)
        join(supervisor, second, post_id=post, starts_on=TODAY + timedelta(days=1))

        later = AT + timedelta(days=1)
        assert [h.party_id for h in queries.list_holders(role="records-clerk", unit="police-records", at=AT)] == [first]
        assert [h.party_id for h in queries.list_holders(role="records-clerk", unit="police-records", at=later)] == [
            second
        ]

    @pytest.mark.parametrize(
        "days", [{"starts_on": date(2026, 5, 31)}, {"starts_on": date(2026, 6, 9), "ends_on": date(2026, 6, 8)}]
    )
    def test_refuses_days_that_make_no_sense(self, supervisor, days):
        with pytest.raises(InvalidInput):
            join(supervisor, new_id(), **days)


class TestStandIn:
    def test_has_the_rights_beside_the_holder_until_the_last_day(self, supervisor):
        holder, other = make_holder(), new_id()
        post = Post.objects.get(assignments__party_id=holder).id
        join(supervisor, other, post_id=post, standing_in_for=holder, ends_on=TODAY)

        assert queries.standing_of(holder, AT).roles == queries.standing_of(other, AT).roles
        assert not queries.standing_of(other, AT + timedelta(days=1)).is_staff
        holders = queries.list_holders(role="records-clerk", unit="police-records", at=AT)
        assert [(h.party_id, h.stands_in) for h in holders] == [(holder, False), (other, True)]

    def test_stands_after_the_holder_and_counts_after_the_own_post(self, supervisor):
        holder, other = make_holder(title="Clerk of records"), make_holder(role="inspector", title="Inspector")
        post = Post.objects.get(assignments__party_id=holder).id
        join(supervisor, other, post_id=post, standing_in_for=holder, ends_on=TODAY)

        view = queries.get_post(viewer=supervisor, at=AT, post_id=post)
        assert [each.party_id for each in view.holdings] == [holder, other]
        assert queries.find_title(party_id=other, unit="police-records", at=AT) == "Inspector"

    def test_needs_a_last_day_and_a_holder(self, supervisor):
        holder, post = make_holder(), make_post()
        held = Post.objects.get(assignments__party_id=holder).id

        with pytest.raises(InvalidInput):
            join(supervisor, new_id(), post_id=held, standing_in_for=holder)
        with pytest.raises(InvalidInput):
            join(supervisor, new_id(), post_id=post, standing_in_for=holder, ends_on=TODAY)
        with pytest.raises(InvalidInput):
            join(supervisor, holder, post_id=held, standing_in_for=holder, ends_on=TODAY)


class TestMove:
    def test_leaves_no_minute_with_both_posts(self, supervisor):
        clerk = make_holder()
        desk = make_post(role="inspector")

        commands.move(by=supervisor, at=AT, assignment_id=assignment_of(clerk), to_post_id=desk)

        assert queries.standing_of(clerk, AT - MINUTE).roles == {("records-clerk", "police-records")}
        assert queries.standing_of(clerk, AT).roles == {("inspector", "police-records")}

    def test_refuses_a_post_that_is_held_and_keeps_the_old_one(self, supervisor):
        clerk, other = make_holder(), make_holder(role="inspector")

        with pytest.raises(commands.PostTaken):
            commands.move(
                by=supervisor,
                at=AT,
                assignment_id=assignment_of(clerk),
                to_post_id=Post.objects.get(assignments__party_id=other).id,
            )

        assert queries.standing_of(clerk, AT).is_staff

    def test_refuses_a_post_in_a_unit_one_does_not_manage(self, supervisor):
        clerk, elsewhere = make_holder(), make_post(unit="treasury", role="cashier")

        with pytest.raises(NotAllowed):
            commands.move(by=supervisor, at=AT, assignment_id=assignment_of(clerk), to_post_id=elsewhere)

        assert queries.standing_of(clerk, AT).roles == {("records-clerk", "police-records")}


class TestEndAssignment:
    def test_refuses_whoever_does_not_manage_the_staff_of_that_unit(self, refused):
        clerk = make_holder()

        with pytest.raises(NotAllowed):
            commands.end_assignment(by=refused, at=AT, assignment_id=assignment_of(clerk), ends_at=AT)

        assert queries.standing_of(clerk, AT).is_staff

    def test_what_has_ended_stays_as_it_was(self, supervisor):
        clerk = make_holder()
        commands.end_assignment(by=supervisor, at=AT, assignment_id=assignment_of(clerk), ends_at=AT)

        with pytest.raises(commands.AlreadyEnded):
            commands.end_assignment(
                by=supervisor, at=AT + MINUTE, assignment_id=assignment_of(clerk), ends_at=AT + MINUTE
            )


class TestPostLeft:
    """Announced at once for whoever sits there now; a day to come is asked for with ``list_left``."""

    @pytest.fixture
    def announced(self, monkeypatch):
        heard = []
        monkeypatch.setattr("digigov.modules.organizations.commands.staff.publish", heard.append)
        return lambda: [(each.party_id, each.left_at) for each in heard]

    def test_when_a_post_is_taken_back_or_changed(self, supervisor, announced):
        leaver, mover = make_holder(), make_holder()
        commands.end_assignment(by=supervisor, at=AT, assignment_id=assignment_of(leaver), ends_at=AT)
        commands.move(by=supervisor, at=AT, assignment_id=assignment_of(mover), to_post_id=make_post())

        assert announced() == [(leaver, AT), (mover, AT)]

    def test_when_a_post_is_abolished(self, supervisor, announced):
        clerk = make_holder()
        commands.abolish_post(by=supervisor, at=AT, post_id=Post.objects.get(assignments__party_id=clerk).id)

        assert announced() == [(clerk, AT)]
        assert queries.list_left(since=AT - MINUTE, until=AT) == (clerk,)

    def test_not_yet_for_a_day_to_come(self, supervisor, announced):
        clerk = make_holder()
        commands.end_assignment(by=supervisor, at=AT, assignment_id=assignment_of(clerk), ends_at=AT + MINUTE)

        assert announced() == []
        assert queries.list_left(since=AT - MINUTE, until=AT) == ()
        assert queries.list_left(since=AT, until=AT + MINUTE) == (clerk,)


class TestPosts:
    def test_are_made_and_abolished_only_by_whoever_manages_the_staff(self, refused):
        post, count = make_post(), Post.objects.count()

        with pytest.raises(NotAllowed):
            commands.create_post(by=refused, at=AT, unit="police-records", role="inspector", title="x")
        with pytest.raises(NotAllowed):
            commands.abolish_post(by=refused, at=AT, post_id=post)

        assert Post.objects.count() == count
        assert Post.objects.get(id=post).abolished_at is None


class TestDeclareRelative:
    def test_holds_in_both_directions_and_once(self):
        one, other = new_id(), new_id()
        me = Actor(kind="citizen", account_id=new_id(), party_id=one)

        commands.declare_relative(by=me, at=AT, party_id=one, relative_id=other)
        commands.declare_relative(by=me, at=AT, party_id=one, relative_id=other)

        assert queries.relatives_of(one) == {other}
        assert queries.relatives_of(other) == {one}

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen", account_id=new_id(), party_id=new_id())])
    def test_refuses_to_declare_for_another(self, by):
        with pytest.raises(NotAllowed):
            commands.declare_relative(by=by, at=AT, party_id=new_id(), relative_id=new_id())

        assert Relative.objects.count() == 0
