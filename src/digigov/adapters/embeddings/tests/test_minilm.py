import pytest

from digigov.adapters.embeddings.minilm import MiniLM
from digigov.kernel import adapters
from digigov.kernel.paging import Page
from digigov.modules.search import commands, queries
from digigov.modules.search.testing import forget_vectors


@pytest.fixture
def things(db, settings):
    settings.DIGIGOV_ADAPTERS = {
        **settings.DIGIGOV_ADAPTERS,
        "embeddings": "digigov.adapters.embeddings.minilm.MiniLM",
    }
    forget_vectors()
    for key, title in (
        ("licence", "Renew a driver's licence"),
        ("stolen", "Replace a lost, stolen or damaged driver's licence"),
        ("birth", "Order a birth certificate"),
        ("road", "Report a road, drain or street-light defect"),
    ):
        commands.put(kind="service", object_id=key, title=title)
    yield
    forget_vectors()


def find(query):
    return [found.object_id for found in queries.search(query=query, kinds=("service",), page=Page())]


@pytest.mark.django_db
class TestByMeaning:
    def test_understands_situations(self, things):
        assert find("somebody robbed me and my driving card is gone")[0] == "stolen"
        assert find("streetlight is not working near my house")[0] == "road"

    def test_reads_the_vectors_again_when_something_changed(self, things):
        assert "wed" not in find("wedding")
        commands.put(kind="service", object_id="wed", title="Order a marriage certificate")

        assert find("wedding")[0] == "wed"


def test_the_model_puts_near_what_means_the_same():
    model = MiniLM()
    asked, like, unlike = model.embed(["my licence got stolen", "replace a lost or stolen licence", "pay a tax"])

    def product(left, right):
        return sum(a * b for a, b in zip(left, right, strict=True))

    assert product(asked, asked) == pytest.approx(1, abs=1e-5)
    assert product(asked, like) > 0.7 > 0.3 > product(asked, unlike)


def test_says_how_it_is():
    assert adapters.adapter("embeddings").check() is not None
    assert MiniLM().check().ok
