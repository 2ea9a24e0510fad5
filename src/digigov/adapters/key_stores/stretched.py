"""
Key files as everybody's tools read them: PKCS #8 with PBES2 (RFC 8018), AES-256-CBC under a key that PBKDF2-HMAC-SHA-256 makes of
the passphrase in as many rounds as OWASP recommends. `cryptography` writes PKCS #8 with OpenSSL's 2,048 alone.

Files of one folder share the salt, so that a process stretches the passphrase once and not for each of thousands of keys; whoever
guesses needs one file anyway.
"""

import hashlib
import os
from functools import cache

from asn1crypto import algos, keys, pem
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from digigov.modules.signatures.definitions import PrivateKey

ROUNDS = 600_000  # OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256
MOST_ROUNDS = 10_000_000  # more stands in no file of ours
LABEL = "ENCRYPTED PRIVATE KEY"


def encrypted(key: PrivateKey, passphrase: bytes, *, salt: bytes) -> bytes:
    """As PEM."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    vector, padder = os.urandom(16), padding.PKCS7(128).padder()
    cipher = Cipher(AES(_stretched(passphrase, salt, ROUNDS)), CBC(vector)).encryptor()
    body = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    specified = algos.Pbkdf2Salt(name="specified", value=salt)
    stretching = {"salt": specified, "iteration_count": ROUNDS, "key_length": 32, "prf": {"algorithm": "sha256"}}
    scheme = {
        "key_derivation_func": {"algorithm": "pbkdf2", "parameters": stretching},
        "encryption_scheme": {"algorithm": "aes256_cbc", "parameters": vector},
    }
    how = algos.EncryptionAlgorithm({"algorithm": "pbes2", "parameters": scheme})
    told = keys.EncryptedPrivateKeyInfo({"encryption_algorithm": how, "encrypted_data": body})
    written: bytes = pem.armor(LABEL, told.dump())
    return written


def opened(body: bytes, passphrase: bytes) -> PrivateKey:
    """:raises ValueError: if the passphrase does not open it, or it is no key."""
    found = _known(body)
    key = (
        serialization.load_der_private_key(_decrypted(found, passphrase), None)
        if found
        else serialization.load_pem_private_key(body, passphrase)  # another scheme, or as many rounds as OpenSSL's
    )
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("another kind of key")
    return key


def salt_of(body: bytes) -> bytes | None:
    """The salt of a file with as many rounds as now; None of one that is to be written anew."""
    found = _known(body)
    return found["encryption_algorithm"].kdf_salt if found else None


def _known(body: bytes) -> "keys.EncryptedPrivateKeyInfo | None":
    """What this module wrote, with as many rounds as now."""
    try:
        _label, _headers, der = pem.unarmor(body)
        found = keys.EncryptedPrivateKeyInfo.load(der)
        how = found["encryption_algorithm"]
        is_ours = (
            how.kdf == "pbkdf2"
            and how.kdf_hmac == "sha256"
            and how["parameters"]["encryption_scheme"]["algorithm"].native == "aes256_cbc"
        )
        return found if is_ours and ROUNDS <= how.kdf_iterations <= MOST_ROUNDS else None
    except (ValueError, TypeError, KeyError):
        return None


def _decrypted(found: "keys.EncryptedPrivateKeyInfo", passphrase: bytes) -> bytes:
    how = found["encryption_algorithm"]
    key = _stretched(passphrase, how.kdf_salt, how.kdf_iterations)
    cipher = Cipher(AES(key), CBC(how.encryption_iv)).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(cipher.update(found["encrypted_data"].native) + cipher.finalize()) + unpadder.finalize()


@cache
def _stretched(passphrase: bytes, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase, salt, rounds, 32)
