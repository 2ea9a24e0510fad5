import pytest

from digigov.kernel.actor import Actor, Grant
from digigov.kernel.errors import NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries
from digigov.modules.catalog.testing import load_tiny

KEEPER = Actor(kind="officer", grants=frozenset({Grant("catalog.see-assumed")}))


@pytest.mark.django_db
class TestAssumed:
    def test_lists_what_no_source_supports(self):
        load_tiny()
        (service,) = queries.list_assumed(viewer=KEEPER, page=Page())

        assert (service.name, service.parts) == ("Get a shop licence", ("the ten working days",))
        assert ("office", "Shops office") in queries.assumed_of_country(viewer=KEEPER)
        assert "proofing" in dict(queries.assumed_of_country(viewer=KEEPER))

    @pytest.mark.parametrize("viewer", [Actor(), Actor(kind="officer", grants=frozenset({Grant("catalog.see")}))])
    def test_refuses_others(self, viewer):
        load_tiny()
        for ask in (
            lambda: queries.list_assumed(viewer=viewer, page=Page()),
            lambda: queries.assumed_of_country(viewer=viewer),
        ):
            with pytest.raises(NotAllowed):
                ask()

    def test_the_page_asks_a_stranger_to_sign_in(self, client):
        assert client.get("/desk/assumed/").status_code == 302
