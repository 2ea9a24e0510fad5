"""Files that hold keys."""

import os
from pathlib import Path
from uuid import uuid4


def write_once(path: Path, body: bytes) -> None:
    """Whole or not at all, for its owner alone; never over another: two processes that make the same key end with one."""
    draft = _draft(path, body)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def write_anew(path: Path, body: bytes) -> None:
    """In the place of what is there, whole or not at all: the same key otherwise encrypted."""
    _draft(path, body).replace(path)


def _draft(path: Path, body: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{uuid4().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return draft
