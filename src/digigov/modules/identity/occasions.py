"""When somebody is told of the account, and what of."""

from digigov.modules.notifications.ports import occasion

SIGN_IN_CODE = occasion("sign-in-code", {"code", "minutes"})
RECOVERY_WAITS = occasion("recovery-waits", {"opens_day", "token"})
NEW_DEVICE = occasion("new-device", {"device", "moment", "token"})
ADDRESS_CHANGED = occasion("address-changed", {"new", "free_day", "token"})
HELD = occasion("account-held")
OCCASIONS = (
    NEW_DEVICE,
    ADDRESS_CHANGED,
    HELD,
    SIGN_IN_CODE,
    RECOVERY_WAITS,
    occasion("counter-code-given"),
    occasion("account-exists"),
    occasion("password-changed"),
    occasion("security-changed"),
    occasion("recovery-code-used"),
)
