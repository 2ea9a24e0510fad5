import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.kernel.paging import Page
from digigov.modules.search import commands, meaning, queries, rules
from digigov.modules.search.testing import forget_vectors

THINGS = (
    ("licence", "Renew a driver's licence", "Renews a licence before it expires.", ["permit to drive"]),
    ("stolen", "Replace a lost, stolen or damaged driver's licence", "Issues a new card.", ["my bag was taken"]),
    ("birth", "Order a birth certificate", "A copy of the entry in the register.", ["born paper"]),
    ("road", "Report a road defect", "Tells the works team of a pothole or a dark lamp.", ["hole in the road"]),
)


@pytest.fixture
def things(db):
    for key, title, summary, words in THINGS:
        commands.put(kind="service", object_id=key, title=title, summary=summary, words=words)
    yield
    forget_vectors()


def find(query, **how):
    return [found.object_id for found in queries.search(query=query, kinds=("service",), page=Page(**how))]


@pytest.mark.django_db
class TestByWordsAndSpelling:
    def test_finds_words_in_any_form(self, things):
        assert find("renewing my licences")[0] == "licence"
        assert find("certificates of birth")[0] == "birth"

    def test_forgives_spelling(self, things):
        assert find("birth certifcate")[0] == "birth"
        assert find("driver lisence renewel")[0] == "licence"
        assert find("potholle")[0] == "road"

    def test_finds_the_words_that_people_use(self, things):
        assert find("born paper")[0] == "birth"

    def test_finds_nothing_for_nothing(self, things):
        for query in ("", "   ", "!?", "%", "'; drop table search_entry; --", "xqzv"):
            assert find(query) in ([], find(query)) and len(find(query)) <= len(THINGS)
        assert find("") == find("!?") == find("xqzvw") == []

    def test_changes_and_removes(self, things):
        commands.put(kind="service", object_id="birth", title="Order a marriage certificate")
        assert "birth" not in find("born paper")
        commands.remove(kind="service", object_id="birth")
        assert "birth" not in find("certificate")

    def test_pages(self, things):
        first = queries.search(query="licence", kinds=("service",), page=Page(size=1))
        assert first.has_next and len(first) == 1
        assert find("licence", number=2, size=1) != [first.items[0].object_id]

    def test_asks_only_for_the_kinds_wanted(self, things):
        assert list(queries.search(query="licence", kinds=("article",), page=Page())) == []

    def test_costs_the_same_however_much_there_is(self, things, django_assert_num_queries):
        with django_assert_num_queries(1):
            find("licence")


class FarFromAll:
    """A model that finds everything a little like everything, as sentence models do."""

    dimensions = 2

    def embed(self, texts):
        return [[0.3, 0.954] if text == "zzzzqqq" else [1.0, 0.0] for text in texts]


@pytest.mark.django_db
def test_finds_nothing_for_nonsense_though_a_model_sees_some_likeness(monkeypatch):
    monkeypatch.setattr(meaning, "model", FarFromAll)
    for key, title, summary, words in THINGS:
        commands.put(kind="service", object_id=key, title=title, summary=summary, words=words)

    assert find("zzzzqqq") == []
    assert find("anything that the model knows") != []
    forget_vectors()


@given(st.text(max_size=400))
def test_reads_any_query(text):
    words = rules.words_of(text)

    assert len(words) <= rules.MOST_WORDS
    assert all(word.isascii() and word.isalnum() for word in words)


@pytest.mark.parametrize(
    ("query", "is_so"),
    [
        ("Ki koté mwen ka mandé pou yon kat?", True),
        ("yon ti kay", False),
        ("", False),
        ("where do I pay my tax", False),
        ("I want to pay pou le land tax and get the paper for my house", False),
    ],
)
def test_a_question_in_kweyol_is_known_by_its_small_words(query, is_so):
    assert rules.is_kweyol(query) is is_so


@pytest.mark.django_db
def test_the_sentence_model_is_not_asked_what_it_does_not_speak(things, monkeypatch):
    commands.put(kind="service", object_id="birth", title="Order a birth certificate", words=["papyé batistè"])
    monkeypatch.setattr(meaning, "likeness", lambda query: pytest.fail("asked"))

    assert find("Ki koté mwen ka mandé papyé batistè?")[0] == "birth"
