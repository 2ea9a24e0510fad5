"""What can be done with files and papers."""

from digigov.modules.documents.commands.archiving import renew_archive_stamps
from digigov.modules.documents.commands.files import (
    attach_files,
    discard_files,
    hand_over_files,
    hand_over_papers,
    keep_drawn,
    lengthen_file,
    scan_file,
    store_file,
)
from digigov.modules.documents.commands.issuing import (
    NotSigned,
    draw_paper,
    issue_document,
    issue_letter,
    issue_receipt,
    make_document,
)
from digigov.modules.documents.commands.lifecycle import reissue_document, revoke_document
from digigov.modules.documents.commands.shredding import destroy_made
from digigov.modules.documents.commands.signing import (
    CaseHasChanged,
    SignedBeforeTheChange,
    draw_to_sign,
    drop_drawn,
    drop_drawn_of,
    issue_signed,
    sign_document,
)
from digigov.modules.documents.commands.templates import load_templates
from digigov.modules.documents.commands.tending import rescan_files, sweep_contents, sweep_files
from digigov.modules.documents.commands.uploads import (
    PieceOutOfPlace,
    append_upload,
    begin_upload,
    finish_upload,
    sweep_uploads,
)
from digigov.modules.documents.commands.withdrawals import publish_status_list, publish_status_lists
from digigov.modules.documents.inspection import FileRefused
from digigov.modules.documents.papers import Wanted

__all__ = [
    "CaseHasChanged",
    "FileRefused",
    "NotSigned",
    "PieceOutOfPlace",
    "SignedBeforeTheChange",
    "Wanted",
    "append_upload",
    "attach_files",
    "begin_upload",
    "destroy_made",
    "discard_files",
    "draw_paper",
    "draw_to_sign",
    "drop_drawn",
    "drop_drawn_of",
    "finish_upload",
    "hand_over_files",
    "hand_over_papers",
    "issue_document",
    "issue_letter",
    "issue_receipt",
    "issue_signed",
    "keep_drawn",
    "lengthen_file",
    "load_templates",
    "make_document",
    "publish_status_list",
    "publish_status_lists",
    "reissue_document",
    "renew_archive_stamps",
    "rescan_files",
    "revoke_document",
    "scan_file",
    "sign_document",
    "store_file",
    "sweep_contents",
    "sweep_files",
    "sweep_uploads",
]
