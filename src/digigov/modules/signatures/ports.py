"""Where private keys are kept. They never come out: the store makes them and signs with them."""

from typing import Protocol

from digigov.kernel.adapters import Health, adapter
from digigov.modules.signatures.definitions import KeyKind


class KeyStore(Protocol):
    """
    Keys, each under a label: ECDSA on P-256, or RSA where a standard asks for it. Adapters: encrypted files (embedded); a PKCS#11
    token.
    """

    def make_key(self, label: str, *, kind: KeyKind = "p-256", one_of_many: bool = False) -> bytes:
        """
        The public key (SubjectPublicKeyInfo, DER) of a new key, or of the one that the label already has. ``one_of_many``: it is on
        P-256, there are as many as there are people, and a token need not keep them all inside.

        :raises AdapterFailure: temporary, if the store does not answer.
        """

    def sign(self, label: str, data: bytes) -> bytes:
        """
        A signature over the SHA-256 of the data: ECDSA (DER), or RSASSA-PKCS1-v1_5.

        :raises AdapterFailure: permanent, if there is no such key; temporary, if the store does not answer.
        """

    def list_labels(self) -> tuple[str, ...]:
        """Of every key that the store holds, whoever made it and when."""

    def list_left_behind(self) -> tuple[str, ...]:
        """Of keys that still sign, and that the store would make elsewhere today: an earlier store made them."""

    def check(self) -> Health: ...


def key_store() -> KeyStore:
    """The store of the keys in daily use."""
    return adapter("key-store")


def root_key_store() -> KeyStore:
    """Where the root's key is written, once. Can be taken away after the hierarchy is made."""
    return adapter("root-key-store")
