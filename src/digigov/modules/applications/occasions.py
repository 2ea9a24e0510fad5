"""When applicants are told, and what of."""

from digigov.modules.notifications.ports import occasion

SENT = frozenset({"reference", "service_name", "charter_day", "code"})
RECEIVED = occasion("received", SENT)
TAKEN_AT_COUNTER = occasion("taken-at-counter", SENT)
DRAFT_EXPIRING = occasion("draft-expiring", {"service_name", "expires_day"})
OCCASIONS = (RECEIVED, TAKEN_AT_COUNTER, DRAFT_EXPIRING)
