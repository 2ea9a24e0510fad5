"""
Encryption to public keys, in the format of age (https://age-encryption.org): who writes a backup cannot read it.

Recipients are public (``age1…``); identities are private (``AGE-SECRET-KEY-1…``), a line each in a file as ``age-keygen``
writes it. Everything flows: a thread encrypts or decrypts what comes through a pipe, and no more than that is in memory.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage
from pyrage import x25519

from digigov.cli.failures import CliFailure

MAGIC = b"age-encryption.org/v1"
ENDING = ".age"


class Reader(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writer(Protocol):
    def write(self, data: bytes, /) -> int: ...


def recipients_of(text: str) -> list[Any]:
    """The public keys of a text, one to a line or with blanks between; ``#`` begins a remark."""
    words = [word for line in text.splitlines() for word in line.partition("#")[0].split()]
    try:
        return [x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError as error:
        raise CliFailure(f"DIGIGOV_BACKUP_RECIPIENTS must hold public keys of age (age1…): {error}.") from error


def identities_of(path: Path) -> list[Any]:
    """The private keys of a file."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise CliFailure(f"{path} holds something that is no private key of age (AGE-SECRET-KEY-1…).") from error
    if not found:
        raise CliFailure(f"There is no private key in {path}.")
    return found


def make_identity(path: Path, *, at: datetime) -> str:
    """Write a new private key to a file that only its owner may read. Returns the public one."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# created: {at.isoformat(timespec='seconds')}\n# public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return public


@contextmanager
def sealed(target: Writer, recipients: Sequence[Any]) -> Iterator[Writer]:
    """What is written comes out encrypted in the target; whatever goes wrong on either side is raised here."""
    if not recipients:
        yield target
        return
    source, sink = _pipe()
    with _Side(lambda: _encrypt(source, target, recipients), source) as side:
        try:
            yield sink
            sink.close()
        except BrokenPipeError:
            side.finish()
            raise
        except BaseException:
            source.is_broken = True
            raise
        finally:
            _close(sink)


@contextmanager
def opened(source: Reader, identities: Sequence[Any]) -> Iterator[Reader]:
    """What is read is as it was before it was sealed; what never was sealed is read as it is."""
    start = _begin(source)
    rest = _Chained(start, source)
    if not start.startswith(MAGIC):
        yield rest
        return
    if not identities:
        raise CliFailure("This is encrypted. Name the file of a private key that opens it with --identity.")
    received, sink = _pipe()
    with _Side(lambda: _decrypt(rest, sink, identities), sink) as side:
        received.before_the_end = side.finish
        try:
            yield received
        finally:
            _close(received)
            side.is_left = True


def _encrypt(source: Reader, target: Writer, recipients: Sequence[Any]) -> None:
    reading, writing = _Kept(source.read), _Kept(target.write)
    try:
        pyrage.encrypt_io(reading, writing, list(recipients))
    except pyrage.EncryptError as error:
        raise writing.error or reading.error or error


def _decrypt(source: Reader, sink: IO[bytes], identities: Sequence[Any]) -> None:
    reading = _Kept(source.read)
    try:
        pyrage.decrypt_io(reading, sink, list(identities))
        sink.close()
    except pyrage.DecryptError as error:
        raise CliFailure(f"The private key does not open this: {error}.") from error
    except OSError as error:
        if reading.error is not None:
            raise reading.error
        raise CliFailure(f"What is encrypted is damaged or cut off: {error}. Take another.") from error


class _Side:
    """A thread at the other end of a pipe; its end of it is closed when it ends, its error raised when it is waited for."""

    def __init__(self, work: Callable[[], None], end: "IO[bytes] | _Ended") -> None:
        self.error: BaseException | None = None
        self.is_left = False
        self.work, self.end = work, end
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.work()
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits
            self.error = error
        finally:
            _close(self.end)

    def finish(self) -> None:
        self.thread.join()
        if self.error is not None and not self.is_left:
            raise self.error

    def __enter__(self) -> "_Side":
        self.thread.start()
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        self.thread.join()
        if kind is None:
            self.finish()


class _Ended:
    """The reading end of a pipe: before it says that this was all, whoever writes must have ended well."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.is_broken = False
        self.before_the_end: Callable[[], None] = lambda: None

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        if size < 0 or (size and not data):
            if self.is_broken:
                raise OSError("whoever wrote did not end well")
            self.before_the_end()
        return data

    def close(self) -> None:
        self.file.close()


class _Kept:
    """Reads or writes, and keeps the error that went wrong there, which the library would tell as one of its own."""

    def __init__(self, do: Callable[[Any], Any]) -> None:
        self.do = do
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        return bytes(self._try(size))

    def write(self, data: bytes) -> int:
        self._try(data)
        return len(data)

    def flush(self) -> None:
        """The target is flushed by whoever opened it."""

    def _try(self, given: Any) -> Any:
        try:
            return self.do(given)
        except BaseException as error:
            self.error = error
            raise


class _Chained:
    """What was read already, then the rest."""

    def __init__(self, start: bytes, rest: Reader) -> None:
        self.start, self.rest = start, rest

    def read(self, size: int = -1) -> bytes:
        if not self.start:
            return self.rest.read(size)
        if size < 0:
            data, self.start = self.start + self.rest.read(), b""
            return data
        data, self.start = self.start[:size], self.start[size:]
        return data


def _begin(source: Reader) -> bytes:
    start = b""
    while len(start) < len(MAGIC) and (more := source.read(len(MAGIC) - len(start))):
        start += more
    return start


def _pipe() -> tuple[_Ended, IO[bytes]]:
    reading, writing = os.pipe()
    return _Ended(os.fdopen(reading, "rb")), os.fdopen(writing, "wb")


def _close(end: "IO[bytes] | _Ended") -> None:
    try:
        end.close()
    except OSError:
        return  # what could not be written any more is told by whoever stopped reading
