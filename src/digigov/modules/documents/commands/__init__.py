"""What can be done with files and papers."""

from digigov.modules.documents.commands.files import (
    attach_files,
    discard_files,
    hand_over_files,
    scan_file,
    store_file,
)
from digigov.modules.documents.commands.uploads import (
    append_upload,
    begin_upload,
    finish_upload,
    sweep_uploads,
)

__all__ = [
    "append_upload",
    "attach_files",
    "begin_upload",
    "discard_files",
    "finish_upload",
    "hand_over_files",
    "scan_file",
    "store_file",
    "sweep_uploads",
]
