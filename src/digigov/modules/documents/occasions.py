"""When the holder of a paper is told, and what of."""

from digigov.modules.notifications.ports import occasion

READY = occasion("document-ready", {"reference", "document_title", "document_number"})
REVOKED = occasion("revoked", {"document_title", "document_number", "reason"})
OCCASIONS = (READY, REVOKED)
