"""For the tests of other rooms: keys that live in memory, and the contract that every key store keeps."""

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure


class KeysInMemory:
    """A key store that forgets with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}

    def make_key(self, label: str) -> bytes:
        key = self._keys.setdefault(label, ec.generate_private_key(ec.SECP256R1()))
        return key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, label: str, data: bytes) -> bytes:
        if label not in self._keys:
            raise AdapterFailure(f"there is no key {label}", temporary=False)
        return self._keys[label].sign(data, ec.ECDSA(hashes.SHA256()))

    def list_labels(self) -> tuple[str, ...]:
        """None: each test's database begins empty, and so do its keys."""
        return ()

    def check(self) -> Health:
        return Health(True, "Keys in memory, for tests.", rehearsal_only=True)
