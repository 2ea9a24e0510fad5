from datetime import timedelta

import pytest
from cryptography import x509

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.signatures import authority, commands, hierarchy, queries
from digigov.modules.signatures.models import Certificate, RevocationList
from digigov.modules.signatures.testing import KeysInMemory

MACHINE = system("prepare")
KEEPER = Actor(kind="officer", grants=frozenset([Grant("signatures.manage-keys")]), second_factor=True)


@pytest.mark.django_db
class TestHoldCeremony:
    def test_makes_root_and_issuing_authority_once(self):
        assert commands.hold_ceremony(by=MACHINE, at=now()) is True
        root = queries.trusted_root()

        assert commands.hold_ceremony(by=MACHINE, at=now()) is False
        assert queries.trusted_root() == root
        assert sorted(Certificate.objects.values_list("role", flat=True)) == ["issuing", "root"]
        assert queries.newest_revocation_list()

    def test_what_is_sealed_later_comes_from_it(self):
        commands.hold_ceremony(by=MACHINE, at=now())
        commands.sign_compact(by=MACHINE, at=now(), payload=b"hello", unit="police")

        assert Certificate.objects.filter(role="issuing").count() == 1

    def test_another_issuing_authority_comes_from_the_same_root(self):
        commands.hold_ceremony(by=MACHINE, at=now())
        root = queries.trusted_root()

        assert commands.hold_ceremony(by=MACHINE, at=now() + timedelta(days=11 * 365)) is True

        assert queries.trusted_root() == root
        assert Certificate.objects.filter(role="issuing").count() == 2

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen"), KEEPER], ids=["stranger", "citizen", "keeper"])
    def test_only_the_machine_holds_it(self, by):
        with pytest.raises(NotAllowed):
            commands.hold_ceremony(by=by, at=now())

        assert queries.trusted_root() is None


@pytest.mark.django_db
class TestAfterARollbackPastTheCeremony:
    """The database knows of no root, and the folders hold what the ceremony made."""

    @pytest.fixture
    def stores(self, monkeypatch):
        made = {"root_key_store": Remembering(), "key_store": Remembering()}
        for name, store in made.items():
            monkeypatch.setattr(hierarchy, name, lambda store=store: store)
        commands.hold_ceremony(by=MACHINE, at=now())
        self.root = public_key_of(queries.trusted_root())
        RevocationList.objects.all().delete()
        Certificate.objects.all().delete()
        return made

    def test_the_root_that_is_there_is_used(self, stores):
        commands.hold_ceremony(by=MACHINE, at=now())

        assert public_key_of(queries.trusted_root()) == self.root
        assert len(stores["root_key_store"].list_labels()) == 1

    def test_without_the_roots_folder_no_other_is_made(self, stores):
        stores["root_key_store"].forget()

        with pytest.raises(AdapterFailure, match="bring the root's folder from the safe"):
            commands.hold_ceremony(by=MACHINE, at=now())

        assert stores["root_key_store"].list_labels() == ()

    def test_which_of_two_is_in_force_is_not_guessed(self, stores):
        stores["root_key_store"].make_key(str(new_id()))

        with pytest.raises(AdapterFailure, match="2 root keys"):
            commands.hold_ceremony(by=MACHINE, at=now())


class Remembering(KeysInMemory):
    """Keys that outlive what the database knows, as a folder does."""

    def list_labels(self):
        return tuple(self._keys)

    def forget(self):
        self._keys.clear()


def public_key_of(pem):
    return authority.public_bytes(x509.load_pem_x509_certificate(pem))
