"""Files in a folder of this machine: whole and on the disk, or not there at all, whatever is killed or full meanwhile."""

import os
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

PART = ".part"


class WholeFiles(FileSystemStorage):
    """
    What is stored is written beside its place, brought to the disk, and put there in one step. A name that is taken is
    replaced: of two who store the same content at once, either one's is there.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def drop_leftovers(self, *, older_than: timedelta) -> int:
        """
        Take away what was begun longer ago and never ended: its writer was killed. Returns how many.

        By this machine's own clock, as the files' times are: that of a rehearsal may be moved a year ahead.
        """
        begun_before, dropped = time.time() - older_than.total_seconds(), 0
        for part in Path(self.location).rglob(f"*{PART}"):
            with suppress(FileNotFoundError):  # it has just ended, or somebody else sweeps too
                if part.stat().st_mtime < begun_before:
                    part.unlink()
                    dropped += 1
        return dropped

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{uuid4()}{PART}")
        try:
            with part.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        self._bring_to_the_disk(path.parent)
        return name

    def _bring_to_the_disk(self, folder: Path) -> None:
        """The folder's entry of the file, and the entries of the folder itself up to the store's own."""
        for each in (folder, *folder.parents):
            opened = os.open(each, os.O_RDONLY)
            os.fsync(opened)
            os.close(opened)
            if each == Path(self.location):
                return
