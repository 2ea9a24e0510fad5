"""What is counted of use: feedback, what nobody found, what was suggested and whether it solved it."""

from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.knowledge import commands, queries
from digigov.modules.knowledge.models import Asked, Feedback, Opened, Suggestion
from digigov.modules.knowledge.testing import AT, id_of, in_pack, load
from digigov.modules.organizations.testing import make_officer

pytestmark = pytest.mark.usefixtures("country")


def make_agent():
    return make_officer(grants=[Grant("knowledge.suggest", "police-records")])


@pytest.fixture(autouse=True)
def _articles(country):
    load(in_pack(), in_pack("other-card", title="Another card"))


def ask(words, *, found=1, times=3):
    for _each in range(times):
        commands.note_search(at=AT, text=words, language="en", found=found)


def not_found(viewer):
    return [(each.words, each.times) for each in queries.list_not_found(viewer=viewer, page=Page())]


def test_readers_say_whether_it_helped(writer):
    commands.give_feedback(at=AT, code="lost-card", language="en", useful=True)
    commands.give_feedback(at=AT, code="lost-card", language="en", useful=False, why="  Where is the office? ")

    assert queries.usefulness(viewer=writer, at=AT, article_id=id_of("lost-card")) == (1, 2)
    said = queries.list_feedback(viewer=writer, page=Page(), only_why=True)
    assert [(each.why, each.useful) for each in said] == [("Where is the office?", False)]
    assert list(queries.list_feedback(viewer=make_officer(unit="treasury", role="article-writer"), page=Page())) == []


def test_feedback_needs_an_article_and_has_an_end():
    with pytest.raises(NotFound):
        commands.give_feedback(at=AT, code="nowhere", language="en", useful=True)
    with pytest.raises(InvalidInput):
        commands.give_feedback(at=AT, code="lost-card", language="en", useful=True, why="x" * 501)


def test_what_was_looked_for_and_not_opened_is_reported_from_the_third_time(writer):
    ask("drone permit", found=0, times=2)
    assert not_found(writer) == []
    ask("Drone permit!", found=0, times=1)
    ask("lost card")
    commands.note_opened(at=AT, code="lost-card", after="lost card")
    ask("12345 ana@mail.example")

    assert not_found(writer) == [("drone permit", 3)]
    with pytest.raises(NotAllowed):
        queries.list_not_found(viewer=make_officer(), page=Page())
    assert not Asked.objects.filter(words__contains="ana").exists()


def test_what_is_opened_most_comes_first():
    for code, times in (("other-card", 2), ("lost-card", 3)):
        for _each in range(times):
            commands.note_opened(at=AT, code=code)
    commands.note_opened(at=AT - timedelta(days=60), code="other-card")

    assert [each.code for each in queries.list_used_most(at=AT, language="en")] == ["lost-card", "other-card"]


def test_suggestions_are_followed_to_whether_they_solved_it():
    agent, contact = make_agent(), new_id()
    commands.note_shown(by=agent, at=AT, contact_id=contact, codes=["lost-card", "other-card", "gone"])
    commands.note_shown(by=agent, at=AT, contact_id=contact, codes=["other-card"])
    with pytest.raises(NotFound):
        commands.note_solved(by=agent, at=AT, contact_id=contact, solved=True)
    commands.note_sent(by=agent, at=AT, contact_id=contact, code="lost-card")
    commands.note_solved(by=system("contacts"), at=AT, contact_id=contact, solved=True)

    told = {
        each.article.code: (each.place, each.sent_at, each.solved)
        for each in Suggestion.objects.select_related("article")
    }
    assert told == {"lost-card": (1, AT, True), "other-card": (2, None, None)}
    owner = make_officer(unit="police-records", role="article-writer")
    counted = queries.list_suggested(viewer=owner, at=AT, page=Page())
    assert [(each.title, each.shown, each.sent, each.solved) for each in counted] == [
        ("My card is lost", 1, 1, 1),
        ("Another card", 1, 0, 0),
    ]
    assert list(queries.list_suggested(viewer=agent, at=AT, page=Page())) == []


def test_strangers_note_nothing_of_contacts():
    for call in (
        lambda: commands.note_shown(by=ANONYMOUS, at=AT, contact_id=new_id(), codes=["lost-card"]),
        lambda: commands.note_sent(by=ANONYMOUS, at=AT, contact_id=new_id(), code="lost-card"),
        lambda: commands.note_solved(by=ANONYMOUS, at=AT, contact_id=new_id(), solved=True),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert not Suggestion.objects.exists()


def test_what_is_old_is_forgotten():
    long_ago = AT - timedelta(days=401)
    commands.give_feedback(at=long_ago, code="lost-card", language="en", useful=True)
    commands.note_opened(at=long_ago, code="lost-card")
    commands.note_shown(by=make_agent(), at=long_ago, contact_id=new_id(), codes=["lost-card"])
    commands.note_search(at=AT - timedelta(days=31), text="once only", language="en", found=0)
    ask("often")

    commands.forget_old(at=AT)
    assert [model.objects.count() for model in (Feedback, Opened, Suggestion)] == [0, 0, 0]
    assert [each.words for each in Asked.objects.all()] == ["often"]
