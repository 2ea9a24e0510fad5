"""Keys as encrypted files: the embedded store. One PKCS #8 file for each label, written once, never overwritten."""

import os
import re
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from django.conf import settings

from digigov.adapters.key_stores.once import write_anew, write_once
from digigov.adapters.key_stores.stretched import encrypted, opened, salt_of
from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.definitions import KeyKind, PrivateKey, new_key, signed_by

_LOOKED_AT = set[Path]()  # files of before that this process has tried to write anew
_LABEL = re.compile(r"[a-z0-9-]{1,80}")


class EncryptedFiles:
    """``DIGIGOV_KEYS`` names the folder and the passphrase."""

    opened_by = "DIGIGOV_KEYS_PASSPHRASE"
    where_else = "restore it from the backup"

    def __init__(self) -> None:
        self.folder = Path(settings.DIGIGOV_KEYS["folder"])
        self._passphrase = str(settings.DIGIGOV_KEYS["passphrase"]).encode()

    def make_key(self, label: str, *, kind: KeyKind = "p-256", one_of_many: bool = False) -> bytes:
        path = self._path(label)
        if not path.exists():
            self._write(path, new_key(kind))
        public = self._load(path).public_key()
        return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, label: str, data: bytes) -> bytes:
        path = self._path(label)
        if not path.exists():
            raise AdapterFailure(f"the key {label} is not in {self.folder}: {self.where_else}", temporary=False)
        return signed_by(self._load(path), data)

    def list_labels(self) -> tuple[str, ...]:
        """With those that `digigov restore` set aside beside the folder: they were made here, and are not forgotten."""
        aside = self.folder.parent.glob(f"{self.folder.name}_before_*/*.pem")
        return tuple(sorted({path.stem for path in (*self.folder.glob("*.pem"), *aside)}))

    def list_left_behind(self) -> tuple[str, ...]:
        return ()

    def check(self) -> Health:
        if not any(self.folder.glob("*.pem")):
            return Health(
                False, f"There are no keys in {self.folder}. Run `digigov prepare`, or restore them from a backup."
            )
        readable = [path for path in sorted(self.folder.glob("*.pem")) if path.stat().st_mode & 0o077]
        if readable:
            return Health(False, f"{len(readable)} key files in {self.folder} can be read by others: chmod 600.")
        return Health(True, f"{len(list(self.folder.glob('*.pem')))} keys, encrypted, in {self.folder}.")

    def _path(self, label: str) -> Path:
        if not _LABEL.fullmatch(label):
            raise ValueError("a label is lower-case letters, digits and hyphens")
        return self.folder / f"{label}.pem"

    def _write(self, path: Path, key: PrivateKey) -> None:
        if not self._passphrase:
            raise AdapterFailure(f"{self.opened_by} is not set, and no key is made without it", temporary=False)
        write_once(path, encrypted(key, self._passphrase, salt=self._salt()))

    def _salt(self) -> bytes:
        """That of the other files, so that the passphrase is stretched once."""
        found = (salt_of(path.read_bytes()) for path in sorted(self.folder.glob("*.pem")))
        return next((salt for salt in found if salt), None) or os.urandom(16)

    def _load(self, path: Path) -> PrivateKey:
        try:
            key = _opened(path, self._passphrase)
        except ValueError:
            raise AdapterFailure(f"{path} does not open with {self.opened_by}", temporary=False)
        self._stretch_anew(path, key)
        return key

    def _stretch_anew(self, path: Path, key: PrivateKey) -> None:
        """A file of before had 2,048 rounds: the same key under as many as now. Where the folder cannot be written it stays as it is."""
        if path in _LOOKED_AT or salt_of(path.read_bytes()):
            return
        _LOOKED_AT.add(path)
        try:
            write_anew(path, encrypted(key, self._passphrase, salt=self._salt()))
        except OSError:
            return


class OfflineFiles(EncryptedFiles):
    """The root's key, in a folder and under a passphrase of its own: to be taken to a safe after the first start."""

    opened_by = "DIGIGOV_ROOT_PASSPHRASE"
    where_else = "bring it from the safe"

    def __init__(self) -> None:
        self.folder = Path(settings.DIGIGOV_KEYS["root_folder"])
        self._passphrase = str(settings.DIGIGOV_KEYS["root_passphrase"]).encode()

    def check(self) -> Health:
        if list(self.folder.glob("*.pem")):
            said = f"The root's key is still on this machine, in {self.folder}: take it to the safe."
            return Health(settings.REHEARSAL, said, settings.REHEARSAL)
        return Health(True, "The root's key is not on this machine, as it should be.")


@cache
def _opened(path: Path, passphrase: bytes) -> PrivateKey:
    return opened(path.read_bytes(), passphrase)
