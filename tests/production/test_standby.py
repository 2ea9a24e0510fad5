"""
A standby takes over: the primary is killed while people walk, the standby is promoted with PostgreSQL's own tools, web server
and worker find it by themselves. What was lost is measured twice: by a clock that writes its every tick down, and by the
commits in the dead primary's log that the standby never saw.
"""

import shutil

import pytest

from tests.faults.invariants import broken, what_does_not_drain
from tests.faults.walker import Walkers
from tests.live_stack import prepared_folder
from tests.plugin import let_the_database_in
from tests.production.pairs import OnBoth, Pair, Ticks, eventually

pytestmark = pytest.mark.slow
PEOPLE = ("marisol", "kendra", "anselm")
WAYS = {"synchronous": 0.0, "streaming": 5.0}  # seconds of work that may be lost


@pytest.fixture
def way(request):
    return request.param


@pytest.fixture
def pair(tmp_path, way):
    let_the_database_in(tmp_path)
    pair = Pair(tmp_path, is_synchronous=way == "synchronous")
    try:
        pair.start()
        yield pair
    finally:
        pair.end()


@pytest.fixture
def stack(tmp_path, pair):
    shutil.copytree(prepared_folder(), tmp_path / "8000", ignore=shutil.ignore_patterns("postgres"))
    stack = OnBoth(tmp_path / "8000", pair)
    try:
        yield stack.start()
    finally:
        stack.remove()


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_the_standby_takes_over_while_people_walk(pair, stack, script, way):
    assert "ok      standby: 1 of 1 follow" in stack.digigov("check").stdout
    ticks = Ticks(pair)
    walkers = Walkers(stack, PEOPLE, script, seed=1)
    eventually(lambda: ended(walkers) or walkers.faults, "nobody came to the end")
    killed_at = pair.kill()
    pair.promote()
    before = len(walkers.walks)
    eventually(lambda: len(walkers.walks) > before + 1 or walkers.faults, "nobody could go on")
    walks = walkers.finish()
    gone, silence = ticks.finish()

    seconds = killed_at - gone[0][1] if gone else 0.0
    commits = pair.commits_that_were_not_followed()
    told = (
        f"{way}: {len(gone)} of {len(ticks.kept)} ticks lost, of {seconds:.3f} s; {len(commits)} commits not followed; "
        f"nobody could write for {silence:.1f} s; {sum(walk.again for walk in walks)} pages asked for again, {len(walks)} walks"
    )
    print(told)  # noqa: T201 - what the run was worth
    assert seconds <= WAYS[way], told
    assert "NOT OK  standby: 0 of 1 follow" in stack.digigov("check").stdout
    if way == "synchronous" or not commits:
        assert not gone, told
        assert not walkers.faults, "\n\n".join([told, *walkers.faults, stack.said()[-4000:], stack.log("web")[-3000:]])
        assert broken(stack, walks) == [], told
    else:  # whose last page was lost cannot go on where it was; all others can
        assert ended(walkers)
        assert what_does_not_drain(stack) == ""


@pytest.mark.parametrize("way", ["streaming"], indirect=True)
def test_what_a_standby_has_not_seen_is_known(pair):
    """Whatever measures would see a loss: nothing comes over any more while the primary goes on, and then it is gone."""
    ticks = Ticks(pair)
    ticks.wait_for_more(20)
    pair.cut_the_way()
    ticks.wait_for_more(100)
    pair.kill()
    pair.promote()
    ticks.wait_for_more(20)
    gone, _ = ticks.finish()

    assert gone
    assert len(pair.commits_that_were_not_followed()) >= len(gone)


@pytest.mark.parametrize("way", ["streaming"], indirect=True)
def test_nothing_is_lost_when_the_primary_gets_up_again(pair):
    ticks = Ticks(pair)
    for _ in range(5):
        ticks.wait_for_more(50)
        pair.kill()
        pair.primary.start()
    ticks.wait_for_more(20)
    gone, _ = ticks.finish()

    assert gone == []


def ended(walkers):
    return [walk for walk in walkers.walks if walk.is_over]
