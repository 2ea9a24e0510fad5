"""Files that hold keys."""

import os
from pathlib import Path
from uuid import uuid4


def write_once(path: Path, body: bytes) -> None:
    """Whole or not at all, for its owner alone; never over another: two processes that make the same key end with one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{uuid4().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
