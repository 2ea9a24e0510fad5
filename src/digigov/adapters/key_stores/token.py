"""
Keys in a PKCS#11 token. Those of the state live in it and cannot leave it. People's, of which there are more than a token holds, are
made in it too and leave it wrapped by its AES key (RFC 5649): files that no other token opens, and for one signature they go back in.
"""

import base64
import json
import re
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from digigov.adapters.key_stores import inside
from digigov.adapters.key_stores.cryptoki import Connection
from digigov.adapters.key_stores.files import EncryptedFiles
from digigov.adapters.key_stores.once import write_once
from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.definitions import KeyKind

_LABEL = re.compile(r"[a-z0-9-]{1,80}")


class Token:
    """``DIGIGOV_TOKEN`` names module, token and PIN. Keys that the embedded store made go on signing until they are replaced."""

    def __init__(self) -> None:
        self._token = Connection(**settings.DIGIGOV_TOKEN)
        self._files = EncryptedFiles()
        self.folder = Path(settings.DIGIGOV_KEYS["folder"])

    def make_key(self, label: str, *, kind: KeyKind = "p-256", one_of_many: bool = False) -> bytes:
        wrapped = self._wrapped(label)
        if wrapped.exists():
            return _read(wrapped).public
        if self._is_left_behind(label):
            return self._files.make_key(label)
        if not one_of_many:
            return self._token.do(lambda session: inside.public_half(session, label, kind))
        made = self._token.do(inside.made_wrapped)
        kept = {name: base64.b64encode(value).decode() for name, value in asdict(made).items()}
        write_once(wrapped, json.dumps(kept).encode())
        return _read(wrapped).public

    def sign(self, label: str, data: bytes) -> bytes:
        wrapped = self._wrapped(label)
        if wrapped.exists():
            body = _read(wrapped)
            return self._token.do(lambda session: inside.signed_unwrapped(session, body, data))
        if self._is_left_behind(label):
            return self._files.sign(label, data)
        return self._token.do(lambda session: inside.signed_inside(session, label, data))

    def list_labels(self) -> tuple[str, ...]:
        resident = self._token.do(inside.labels)
        wrapped = {path.stem for path in self.folder.glob("*.wrapped")}
        return tuple(sorted({*resident, *wrapped, *self._files.list_labels()}))

    def list_left_behind(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self.folder.glob("*.pem")))

    def check(self) -> Health:
        resident = self._token.do(inside.labels)
        wrapped, left = sorted(self.folder.glob("*.wrapped")), len(self.list_left_behind())
        if not (resident or wrapped or left):
            return Health(False, "There are no keys in the token. Run `digigov prepare`.")
        if wrapped:
            oldest = _read(wrapped[0])
            self._token.do(lambda session: inside.opens(session, oldest))
        said = f"{len(resident)} keys in the token, {len(wrapped)} wrapped by it in {self.folder}."
        return Health(
            True,
            f"{said} {left} are still in files: `digigov keys replace`, then move the *.pem to a safe."
            if left
            else said,
        )

    def _wrapped(self, label: str) -> Path:
        if not _LABEL.fullmatch(label):
            raise ValueError("a label is lower-case letters, digits and hyphens")
        return self.folder / f"{label}.wrapped"

    def _is_left_behind(self, label: str) -> bool:
        return (self.folder / f"{label}.pem").exists()


def _read(path: Path) -> inside.Wrapped:
    try:
        return inside.Wrapped(**{name: base64.b64decode(each) for name, each in json.loads(path.read_text()).items()})
    except (ValueError, TypeError, AttributeError) as fault:
        raise AdapterFailure(f"{path} is damaged: restore it from the backup", temporary=False) from fault
