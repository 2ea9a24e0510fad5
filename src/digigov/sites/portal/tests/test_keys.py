import pytest

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.signatures import commands


@pytest.mark.django_db
class TestKeys:
    def test_publishes_what_anybody_needs_to_check(self, client):
        commands.sign_compact(by=system("documents"), at=now(), payload=b"hello", unit="police")

        assert client.get("/.well-known/digigov-keys.json").json()["keys"][0]["unit"] == "police"
        assert client.get("/.well-known/digigov-root.pem").content.startswith(b"-----BEGIN CERTIFICATE-----")

    def test_after_the_ceremony_the_root_is_there_though_nothing_was_sealed_yet(self, client):
        commands.hold_ceremony(by=system("prepare"), at=now())

        assert client.get("/.well-known/digigov-root.pem").content.startswith(b"-----BEGIN CERTIFICATE-----")
        assert client.get("/.well-known/digigov-issuing.crl").status_code == 200
        assert client.get("/.well-known/digigov-keys.json").json() == {"keys": []}

    @pytest.mark.parametrize("name", ["digigov-root.pem", "digigov-issuing.crl"])
    def test_nothing_is_published_before_there_is_anything(self, client, name):
        assert client.get(f"/.well-known/{name}").status_code == 404
