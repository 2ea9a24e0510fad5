"""On which occasions the contact centre tells people, and the values that it gives."""

from digigov.modules.notifications.ports import occasion

CODE = occasion("caller-code", ("code", "minutes"))
OCCASIONS = (CODE,)
