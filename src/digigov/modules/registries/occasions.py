"""When somebody is told of registers, and what of."""

from digigov.modules.notifications.ports import occasion

EMERGENCY = occasion("emergency-lookup", {"officer", "office", "register", "review_by"})
OVERDUE = occasion("emergency-overdue", {"count", "days"})
CONSENT_CODE = occasion("consent-code", {"code", "office", "registers"})
CONSENT_TAKEN = occasion("consent-taken", {"office", "registers"})
OCCASIONS = (EMERGENCY, OVERDUE, CONSENT_CODE, CONSENT_TAKEN)
