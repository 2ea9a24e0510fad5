"""What every key store must do. An adapter's test inherits ``KeyStoreContract`` and gives a ``store`` fixture."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.ports import KeyStore


def public_half(store: KeyStore) -> ec.EllipticCurvePublicKey:
    found = serialization.load_der_public_key(store.make_key("a"))
    assert isinstance(found, ec.EllipticCurvePublicKey)
    return found


class KeyStoreContract:
    def test_a_label_keeps_its_key(self, store):
        assert store.make_key("a") == store.make_key("a") != store.make_key("b")

    def test_signs_with_the_key_whose_public_half_it_gave(self, store):
        public = public_half(store)

        signature = store.sign("a", b"hello")

        public.verify(signature, b"hello", ec.ECDSA(hashes.SHA256()))
        with pytest.raises(InvalidSignature):
            public.verify(signature, b"hallo", ec.ECDSA(hashes.SHA256()))

    def test_one_of_many_signs_as_any_other(self, store):
        public = serialization.load_der_public_key(store.make_key("m", one_of_many=True))
        assert isinstance(public, ec.EllipticCurvePublicKey)
        assert store.make_key("m", one_of_many=True) == store.make_key("m") != store.make_key("n", one_of_many=True)

        public.verify(store.sign("m", b"hello"), b"hello", ec.ECDSA(hashes.SHA256()))

    def test_what_it_makes_lies_where_it_belongs(self, store):
        store.make_key("a")
        store.make_key("m", one_of_many=True)

        assert store.list_left_behind() == ()

    def test_the_key_is_on_p256(self, store):
        assert public_half(store).curve.name == "secp256r1"

    def test_an_rsa_key_signs_as_its_standard_says(self, store):
        public = serialization.load_der_public_key(store.make_key("r", kind="rsa-3072"))
        assert isinstance(public, rsa.RSAPublicKey)
        assert public.key_size == 3072

        public.verify(store.sign("r", b"hello"), b"hello", padding.PKCS1v15(), hashes.SHA256())
        assert store.make_key("r") == store.make_key("r", kind="rsa-3072")

    def test_an_unknown_label_is_a_permanent_failure(self, store):
        with pytest.raises(AdapterFailure) as refused:
            store.sign("never-made", b"hello")

        assert refused.value.temporary is False

    def test_says_how_it_is(self, store):
        store.make_key("a")
        assert store.check().ok
