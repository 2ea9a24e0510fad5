"""Secrets at rest and digests of codes, under keys made from the secret key of the installation."""

import base64

from argon2.low_level import Type, hash_secret_raw
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

from digigov.modules.identity.hashers import Argon2id

ABOUT = b"digigov.identity.secrets"


def encrypt(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """:raises cryptography.fernet.InvalidToken: if no key of this installation made it."""
    return _box().decrypt(stored.encode()).decode()


def digest(about: str, text: str) -> str:
    """A keyed digest: from the table alone nobody finds six digits by trying all of them."""
    return salted_hmac(f"digigov.identity.{about}", text, algorithm="sha256").hexdigest()


def slow_digest(about: str, text: str) -> str:
    """
    For what is short enough to be tried by whoever has table and key: Argon2id as for passwords, with a salt of its own for each
    ``about`` that the table does not hold.
    """
    salt = salted_hmac("digigov.identity.salt", about, algorithm="sha256").digest()[:16]
    raw = hash_secret_raw(
        text.encode(), salt, Argon2id.time_cost, Argon2id.memory_cost, Argon2id.parallelism, hash_len=32, type=Type.ID
    )
    return digest("slow", raw.hex())


def _box() -> MultiFernet:
    return MultiFernet([_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=ABOUT).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
