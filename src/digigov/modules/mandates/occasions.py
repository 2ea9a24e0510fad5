"""When somebody is told of who acts for whom."""

from digigov.modules.notifications.ports import occasion

OFFERED = occasion("mandate-offered", {"principal", "code", "last_day"})
CONFIRM = occasion("mandate-confirm", {"code", "minutes"})
ACCEPTED = occasion("mandate-accepted", {"agent"})
GRANTED = occasion("mandate-granted", {"principal"})
ENDED = occasion("mandate-ended", {"principal", "agent"})
OCCASIONS = (OFFERED, CONFIRM, ACCEPTED, GRANTED, ENDED)
