"""Two at the same moment: nothing is lost, nothing is published twice."""

import pytest

from digigov.modules.knowledge import commands
from digigov.modules.knowledge.models import Asked, Opened, Version
from digigov.modules.knowledge.testing import APPROVER, AT, ROLES, UNIT, WRITER, id_of, in_pack, load, make_draft, text
from digigov.modules.organizations.testing import ORGANIZATIONS, make_officer, make_organizations
from tests.at_once import at_once

THREADS = 5


@pytest.fixture
def island(fresh_database):
    make_organizations(roles=[*ORGANIZATIONS["roles"], *ROLES])
    load(in_pack())


def officers(role, count=THREADS):
    return [make_officer(unit=UNIT, role=role) for _each in range(count)]


def test_of_several_editors_one_is_kept_and_the_others_are_told(island):
    version = make_draft(make_officer(unit=UNIT, role=WRITER))

    answers = at_once(
        *(
            lambda by=by, n=n: commands.save_version(
                by=by, at=AT, version_id=version, revision=1, text=text(title=f"Editor {n}")
            )
            for n, by in enumerate(officers(WRITER))
        )
    )
    assert sorted(map(str, answers)) == sorted(map(str, [2] + [commands.EditedMeanwhile] * (THREADS - 1)))
    assert Version.objects.get(id=version).revision == 2


def test_one_draft_is_begun(island):
    article = id_of("lost-card")

    answers = at_once(
        *(lambda by=by: commands.begin_version(by=by, at=AT, article_id=article) for by in officers(WRITER))
    )
    assert len(set(answers)) == 1 and Version.objects.filter(state="draft").count() == 1


def test_it_is_published_once(island):
    writer = make_officer(unit=UNIT, role=WRITER)
    version = make_draft(writer)
    commands.send_for_approval(by=writer, at=AT, version_id=version, revision=1)

    answers = at_once(
        *(lambda by=by: commands.approve_version(by=by, at=AT, version_id=version) for by in officers(APPROVER))
    )
    assert sorted(map(str, answers)) == sorted(map(str, [None] + [commands.NotADraft] * (THREADS - 1)))


def test_no_count_is_lost(island):
    at_once(*(lambda: commands.note_opened(at=AT, code="lost-card") for _each in range(THREADS)))
    at_once(*(lambda: commands.note_search(at=AT, text="lost", language="en", found=1) for _each in range(THREADS)))

    assert (Opened.objects.get().times, Asked.objects.get().times) == (THREADS, THREADS)
