from tests.walks.conftest import _in_the_country, country, gateway, loaded_country  # noqa: F401
