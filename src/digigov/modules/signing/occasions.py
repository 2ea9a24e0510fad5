"""When somebody is told of papers to sign, and what of."""

from digigov.modules.notifications.ports import occasion

ASKED = occasion("signature-asked")
DONE = occasion("signature-done")
STOPPED = occasion("signature-stopped")
OCCASIONS = (ASKED, DONE, STOPPED)
