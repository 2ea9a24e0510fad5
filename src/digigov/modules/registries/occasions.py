"""When somebody is told of registers, and what of."""

from digigov.modules.notifications.ports import occasion

EMERGENCY = occasion("emergency-lookup", {"officer", "office", "register", "review_by"})
OVERDUE = occasion("emergency-overdue", {"count", "days"})
OCCASIONS = (EMERGENCY, OVERDUE)
