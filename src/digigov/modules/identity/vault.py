"""Secrets at rest and digests of codes, under keys made from the secret key of the installation."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

ABOUT = b"digigov.identity.secrets"


def encrypt(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """:raises cryptography.fernet.InvalidToken: if no key of this installation made it."""
    return _box().decrypt(stored.encode()).decode()


def digest(about: str, text: str) -> str:
    """A keyed digest: from the table alone nobody finds six digits by trying all of them."""
    return salted_hmac(f"digigov.identity.{about}", text, algorithm="sha256").hexdigest()


def _box() -> MultiFernet:
    return MultiFernet([_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=ABOUT).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
