"""Keys moved, lost or stolen: what takes their place, and what still counts."""

from datetime import timedelta

import pytest
from cryptography import x509

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.modules.signatures import commands, hierarchy, queries
from digigov.modules.signatures.models import Certificate, RevocationList
from digigov.modules.signatures.testing import KeysInMemory
from digigov.modules.signatures.testing.people import make_signer, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf

pytestmark = pytest.mark.django_db
MACHINE = system("digigov keys")


def in_use(role):
    return Certificate.objects.filter(role=role, retired_at=None).first()


class TestReplaceKeysLeftBehind:
    def test_what_lies_elsewhere_is_retired_and_the_rest_stays(self, monkeypatch):
        ada = make_signer()
        signed = sign(ada, blank_pdf())
        old, stamp = in_use("person"), in_use("time-stamp")
        monkeypatch.setattr(KeysInMemory, "list_left_behind", lambda store: (str(old.id),))

        assert commands.replace_keys_left_behind(by=MACHINE, at=now()) == 1
        again = sign(ada, signed)

        assert in_use("person").id != old.id
        assert in_use("person").holder_number == old.holder_number
        assert in_use("time-stamp").id == stamp.id
        assert queries.check_pdf(pdf=again, at=now()).state == "good"
        assert commands.replace_keys_left_behind(by=MACHINE, at=now()) == 0

    def test_an_issuing_authority_needs_the_root(self, monkeypatch):
        commands.hold_ceremony(by=MACHINE, at=now())
        old = in_use("issuing")
        monkeypatch.setattr(KeysInMemory, "list_left_behind", lambda store: (str(old.id),))

        def not_here(store, label, data):
            raise AdapterFailure("bring it from the safe", temporary=False)

        with monkeypatch.context() as safe:
            safe.setattr(KeysInMemory, "sign", not_here)
            with pytest.raises(AdapterFailure, match="from the safe"):
                commands.replace_keys_left_behind(by=MACHINE, at=now())


class TestReplaceLostKeys:
    def test_everybody_signs_on_with_another_key_under_another_authority(self):
        ada = make_signer()
        before = sign(ada, blank_pdf())
        root, old = queries.trusted_root(), in_use("issuing")

        assert commands.replace_lost_keys(by=MACHINE, at=now(), are_stolen=False) == 3  # issuing, time stamps, a person

        assert queries.trusted_root() == root
        assert in_use("issuing").id != old.id
        assert [queries.check_pdf(pdf=each, at=now()).state for each in (before, sign(ada, before))] == ["good"] * 2

    def test_stolen_ones_are_on_a_list_that_somebody_can_still_sign(self):
        ada = make_signer()
        before = sign(ada, blank_pdf())
        old, serial = in_use("issuing"), int(in_use("person").serial, 16)

        later = now() + timedelta(minutes=1)
        commands.replace_lost_keys(by=MACHINE, at=later, are_stolen=True)

        listed = x509.load_der_x509_crl(queries.newest_revocation_list())
        assert listed.get_revoked_certificate_by_serial_number(serial)
        roots = x509.load_der_x509_crl(bytes(hierarchy.newest_list(in_use("root")).der))
        assert roots.get_revoked_certificate_by_serial_number(int(old.serial, 16))
        (one,) = queries.check_pdf(pdf=before, at=later).signatures
        assert (one.failed, one.notes) == ((), ("in-force",))  # signed before, and its key was ended since

    @pytest.mark.parametrize("by", [Actor(kind="citizen"), Actor(kind="officer", second_factor=True)])
    def test_nobody_but_the_machine(self, by):
        for refused in (
            lambda: commands.replace_lost_keys(by=by, at=now(), are_stolen=True),
            lambda: commands.replace_keys_left_behind(by=by, at=now()),
        ):
            with pytest.raises(NotAllowed):
                refused()
        assert not RevocationList.objects.exists()
