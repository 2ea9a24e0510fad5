from datetime import timedelta

import pytest
from fido2 import cbor

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.signatures import commands, cose, hierarchy, queries
from digigov.modules.signatures.models import Certificate

pytestmark = pytest.mark.django_db
MACHINE = system("documents")


def sign(*, at=None, by=MACHINE, **more):
    return commands.sign_claims(by=by, at=at or now(), claims={6: 1}, **more)


def key_of(token):
    protected, *_ = cbor.decode(token[1:])
    return cbor.decode(protected)[cose.KEY_ID].hex()


def keeper(settings):
    make_organizations()
    grants = [Grant("signatures.manage-keys", settings.DIGIGOV_HEAD_UNIT)]
    return make_officer(role="inspector", grants=grants)


class TestSignClaims:
    def test_names_its_key_and_its_kind(self):
        protected, bare, payload, signature = cbor.decode(sign(kind="application/statuslist+cwt")[1:])
        said = cbor.decode(protected)
        assert said[cose.ALGORITHM] == cose.ES256
        assert said[cose.TYPE] == "application/statuslist+cwt"
        assert (bare, cbor.decode(payload), len(signature)) == ({}, {6: 1}, 64)

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen")])
    def test_is_the_machines_alone(self, by):
        with pytest.raises(NotAllowed):
            sign(by=by)

    def test_a_claim_too_long_is_refused(self):
        with pytest.raises(commands.PayloadTooLong):
            commands.sign_claims(by=MACHINE, at=now(), claims={6: b"x" * 2_000_001})


class TestKeys:
    def test_another_signs_after_a_year_and_both_stay_published(self):
        at = now()
        first, second = key_of(sign(at=at)), key_of(sign(at=at + timedelta(days=366)))
        assert first != second
        known = {key["kid"]: key for key in queries.published_code_keys()["keys"]}
        assert set(known) == {first, second}
        assert known[first]["exp"] < known[second]["exp"]
        assert "revoked_at" not in known[first]

    def test_the_same_signs_within_the_year(self):
        at = now()
        assert key_of(sign(at=at)) == key_of(sign(at=at + timedelta(days=364)))

    def test_is_certified_for_signatures_by_the_states_own_authority(self):
        sign()
        row = Certificate.objects.get(role=hierarchy.CODE)
        issuing = Certificate.objects.get(role=hierarchy.ISSUING)
        load = hierarchy.x509.load_der_x509_certificate
        load(bytes(row.der)).verify_directly_issued_by(load(bytes(issuing.der)))
        usage = load(bytes(row.der)).extensions.get_extension_for_class(hierarchy.x509.KeyUsage).value
        assert usage.digital_signature
        assert not usage.content_commitment  # it signs no documents


class TestReplaceCodeKey:
    def test_the_next_code_has_another_key(self, settings):
        first = key_of(sign())
        commands.replace_code_key(by=keeper(settings), at=now())
        assert key_of(sign()) != first

    def test_of_a_compromised_one_all_the_world_is_told(self, settings):
        first = key_of(sign())
        commands.replace_code_key(by=keeper(settings), at=now(), is_compromised=True)
        (told,) = [key for key in queries.published_code_keys()["keys"] if key["kid"] == first]
        assert told["revoked_at"]
        row = Certificate.objects.get(short_id=first)
        listed = hierarchy.x509.load_der_x509_crl(queries.newest_revocation_list())
        assert listed.get_revoked_certificate_by_serial_number(int(row.serial, 16))

    def test_only_by_whoever_keeps_the_keys_of_the_state(self):
        make_organizations()
        sign()
        with pytest.raises(NotAllowed):
            commands.replace_code_key(by=make_officer(role="inspector"), at=now())

    def test_where_there_is_none(self, settings):
        with pytest.raises(NotFound):
            commands.replace_code_key(by=keeper(settings), at=now())
