"""For the tests of other rooms: keys that live in memory, and the contract that every key store keeps."""

from functools import cache

from cryptography.hazmat.primitives import serialization

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.definitions import KeyKind, PrivateKey, new_key, signed_by


class KeysInMemory:
    """A key store that forgets with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, PrivateKey] = {}

    def make_key(self, label: str, *, kind: KeyKind = "p-256", one_of_many: bool = False) -> bytes:
        key = self._keys.setdefault(label, new_key(kind) if kind == "p-256" else _of_a_pool(len(self._keys) % 3))
        return key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, label: str, data: bytes) -> bytes:
        if label not in self._keys:
            raise AdapterFailure(f"there is no key {label}", temporary=False)
        return signed_by(self._keys[label], data)

    def list_labels(self) -> tuple[str, ...]:
        """None: each test's database begins empty, and so do its keys."""
        return ()

    def list_left_behind(self) -> tuple[str, ...]:
        return ()

    def check(self) -> Health:
        return Health(True, "Keys in memory, for tests.", rehearsal_only=True)


@cache
def _of_a_pool(number: int) -> PrivateKey:
    """RSA keys take a second to make, so tests share a few."""
    return new_key("rsa-3072")
