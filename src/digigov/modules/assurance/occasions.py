"""When somebody is told of the checks of their identity, and what of."""

from digigov.modules.notifications.ports import occasion

CODE = occasion("identity-code", {"code", "minutes"})
PROVED = occasion("identity-proved")
VOUCH = occasion("identity-vouch")
ENDED = occasion("identity-ended")
OCCASIONS = (CODE, PROVED, VOUCH, ENDED)
