"""Files in a folder of this machine: whole and on the disk, or not there at all, whatever is killed or full meanwhile."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """
    What is stored is written beside its place, brought to the disk, and put there in one step. A name that is taken is
    replaced: of two who store the same content at once, either one's is there.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{uuid4()}.part")
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
