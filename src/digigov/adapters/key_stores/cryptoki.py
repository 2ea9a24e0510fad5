"""
The way to one PKCS#11 token. One session for each process and one call at a time: the library is opened without locks of its own
(``C_Initialize`` without arguments: PKCS #11 v3.0, 5.4), so threads wait for each other here; more processes are more sessions.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import pkcs11
from pkcs11 import exceptions
from pkcs11.attributes import AttributeMapper
from pkcs11.constants import Attribute

from digigov.adapters.key_stores.templates import packed
from digigov.kernel.errors import AdapterFailure

T = TypeVar("T")
_LOCK = threading.RLock()  # of the library, not of a token: it is loaded once in a process
_PIN_FAULTS = (
    exceptions.PinIncorrect,
    exceptions.PinInvalid,
    exceptions.PinLenRange,
    exceptions.PinLocked,
    exceptions.PinExpired,
    exceptions.UserPinNotInitialized,
)
_WRONG_KEY = (  # it is not there, or was wrapped by another token
    exceptions.NoSuchKey,
    exceptions.WrappedKeyInvalid,
    exceptions.WrappedKeyLenRange,
    exceptions.EncryptedDataInvalid,
)


def _unlock_in_child() -> None:
    """A process forked in the middle of a call has nobody who would open the lock."""
    global _LOCK  # noqa: PLW0603
    _LOCK = threading.RLock()


os.register_at_fork(after_in_child=_unlock_in_child)


class Connection:
    """Opened when first needed, and anew after a fork or when the token had gone away."""

    def __init__(self, *, module: str, token: str, pin: str) -> None:
        self._module, self._token, self._pin = module, token, pin
        self._session: Any = None
        self._process = 0
        self._refused = ""

    def do(self, work: Callable[[Any], T]) -> T:
        """
        What ``work`` makes of a session. Whatever the token refuses is tried once more over a new session, so ``work`` does no harm
        when repeated. Nothing is found in a token that is away, so what is not there is looked for twice too.

        :raises AdapterFailure: temporary if the token is away; permanent if it does not take the PIN, or has no such key.
        """
        with _LOCK:
            with suppress(exceptions.PKCS11Error):
                return work(self._open())
            self._close()
            try:
                return work(self._open())
            except _WRONG_KEY as fault:
                said = f"the token {self._token} does not hold this key ({type(fault).__name__})"
                raise AdapterFailure(said, temporary=False) from fault
            except exceptions.PKCS11Error as fault:
                self._close()
                said = f"the token {self._token} does not answer ({type(fault).__name__})"
                raise AdapterFailure(said, temporary=True) from fault

    def _open(self) -> Any:
        if self._session is not None and self._process == os.getpid():
            return self._session
        if self._refused:  # a token locks itself after some wrong PINs: never try the same one twice
            raise AdapterFailure(self._refused, temporary=False)
        if self._process not in (0, os.getpid()):
            self._close()  # what the parent opened is not ours
        self._session, self._process = self._signed_in(), os.getpid()
        return self._session

    def _signed_in(self) -> Any:
        mapper = AttributeMapper()
        mapper.register_handler(Attribute.UNWRAP_TEMPLATE, packed, bytes)
        try:
            token = pkcs11.lib(self._module).get_token(token_label=self._token)
            try:
                return token.open(rw=True, user_pin=self._pin, attribute_mapper=mapper)
            except exceptions.UserAlreadyLoggedIn:  # by another session of this process
                return token.open(rw=True, attribute_mapper=mapper)
        except _PIN_FAULTS as fault:
            self._refused = f"the token {self._token} does not take DIGIGOV_TOKEN_PIN ({type(fault).__name__})"
            raise AdapterFailure(self._refused, temporary=False) from fault

    def _close(self) -> None:
        """The library too: some know of a token that comes back only after they were started anew."""
        self._session = None
        with suppress(exceptions.PKCS11Error):
            pkcs11.lib(self._module).finalize()
