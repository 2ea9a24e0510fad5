import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.signatures import commands, queries
from digigov.modules.signatures.models import Certificate

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

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen"), KEEPER], ids=["stranger", "citizen", "keeper"])
    def test_only_the_machine_holds_it(self, by):
        with pytest.raises(NotAllowed):
            commands.hold_ceremony(by=by, at=now())

        assert queries.trusted_root() is None
